"""A case taken up again may wait for its first task before holder and urgency are handed on."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0007_link_cases")]
    operations = [
        migrations.AddField(
            model_name="caselink",
            name="awaits_task",
            field=models.BooleanField(default=False, db_default=False),
        ),
        migrations.AddIndex(
            model_name="caselink",
            index=models.Index(
                condition=models.Q(("awaits_task", True)), fields=["id"], name="case_link_awaits_task"
            ),
        ),
    ]
