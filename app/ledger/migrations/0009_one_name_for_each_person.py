"""Whoever proposes and decides is written `user:12` everywhere, as processes do; by account name before."""

from django.db import migrations, models

RENAME = """
UPDATE ledger_{table} row SET proposed_by = 'user:' || account.id FROM accounts_user account
WHERE row.proposed_by = account.username;
UPDATE ledger_{table} row SET decided_by = 'user:' || account.id FROM accounts_user account
WHERE row.decided_by = account.username;
"""


class Migration(migrations.Migration):
    dependencies = (
        ("ledger", "0008_benefits_that_come_back"),
        ("accounts", "__first__"),
    )

    operations = (
        migrations.RunSQL(RENAME.format(table="proposal"), migrations.RunSQL.noop),
        migrations.RunSQL(RENAME.format(table="refund"), migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="proposal",
            name="kind",
            field=models.CharField(
                choices=[
                    ("manual", "manual entry"),
                    ("write_off", "write-off"),
                    ("debit", "debit that nobody ordered"),
                    ("take_back", "explanation of a debit, taken back"),
                    ("remission", "remission of paid surcharges"),
                ],
                max_length=10,
            ),
        ),
    )
