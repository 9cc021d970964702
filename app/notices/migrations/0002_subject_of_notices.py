"""A notice says what it is about, so that what is told again of the same thing stands together."""

from django.db import migrations, models

#: `service-level:12:breach:team_lead` → `service-level:12`; `exchanges:late:inasti:2026-05-08:operator` without its
#: day and role.
FILL = r"""
UPDATE notices_notice SET subject = CASE
    WHEN key LIKE 'service-level:%' THEN split_part(key, ':', 1) || ':' || split_part(key, ':', 2)
    ELSE regexp_replace(left(key, length(key) - length(role) - 1), ':\d{4}-\d{2}-\d{2}$', '')
END
WHERE subject = '' AND key LIKE '%:' || role
"""


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_notices")]

    operations = [
        migrations.AddField(
            model_name="notice",
            name="subject",
            field=models.TextField(
                default="", help_text="what it is about: the clock, the partner; the same each time it is told"
            ),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="notice", index=models.Index(fields=["subject", "role"], name="notice_of_subject")
        ),
    ]
