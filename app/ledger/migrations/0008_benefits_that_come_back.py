"""A benefit paid out is told from credit paid back; one that the bank sends back is to be paid again."""

from django.db import migrations, models

KINDS = ["credit", "benefit"]


class Migration(migrations.Migration):
    dependencies = [("ledger", "0007_debits_and_remissions")]

    operations = [
        migrations.AddField(
            model_name="refund",
            name="kind",
            field=models.CharField(
                choices=[("credit", "credit of the party"), ("benefit", "benefit")],
                db_default="credit",
                default="credit",
                max_length=7,
            ),
        ),
        migrations.AlterField(
            model_name="refund",
            name="state",
            field=models.CharField(
                choices=[
                    ("proposed", "proposed"),
                    ("approved", "approved"),
                    ("paid", "paid"),
                    ("refused", "refused"),
                    ("returned", "came back from the bank"),
                ],
                default="proposed",
                max_length=10,
            ),
        ),
        migrations.RunSQL(
            "UPDATE ledger_refund SET kind = 'benefit' WHERE key LIKE 'benefit:%'", migrations.RunSQL.noop
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.CheckConstraint(condition=models.Q(("kind__in", KINDS)), name="refund_kind_known"),
        ),
    ]
