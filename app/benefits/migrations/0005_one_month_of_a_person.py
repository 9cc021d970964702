"""A month is paid to a person once, whatever the rights."""

import django.db.models.deletion
from django.db import migrations, models

KINDS = [
    ("bridging_right", "bridging right"),
    ("maternity_vouchers", "maternity vouchers"),
    ("paternity_allowance", "paternity and birth allowance"),
    ("family_allowance", "family allowance"),
]


class Migration(migrations.Migration):
    dependencies = [("benefits", "0004_fill_months_of_a_person"), ("people", "0003_keep_history")]

    operations = [
        migrations.AlterField(
            model_name="benefitpayment",
            name="party",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="benefit_payments",
                to="people.party",
            ),
        ),
        migrations.AlterField(
            model_name="benefitpayment",
            name="kind",
            field=models.CharField(choices=KINDS, max_length=20),
        ),
        migrations.AddConstraint(
            model_name="benefitpayment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "ordered")),
                fields=("entitlement", "month"),
                name="one_payment_a_month",
            ),
        ),
        migrations.AddConstraint(
            model_name="benefitpayment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("amount__gt", 0), ("state", "ordered")),
                fields=("party", "kind", "month"),
                name="one_payment_a_month_of_a_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="benefitpayment",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["ordered", "refused"])), name="benefit_month_state_known"
            ),
        ),
    ]
