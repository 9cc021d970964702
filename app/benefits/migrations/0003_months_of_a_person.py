"""One credit for a person: months by party and kind, refused orders, kept quarters, months claimed back."""

import django.db.models.deletion
from django.db import migrations, models

KINDS = [
    ("bridging_right", "bridging right"),
    ("maternity_vouchers", "maternity vouchers"),
    ("paternity_allowance", "paternity and birth allowance"),
    ("family_allowance", "family allowance"),
]
CLAIM_STATES = ["received", "decided", "refused", "withdrawn"]
OUTCOMES = ["granted", "contacted", "not_entitled", "undecided"]
REFUSED_CLAIMS = """
UPDATE benefits_claim c SET state = 'refused'
WHERE c.state = 'decided' AND EXISTS (
  SELECT 1 FROM benefits_decision d WHERE d.claim_id = c.id AND d.state = 'notified' AND d.outcome = 'refuse')
"""


class Migration(migrations.Migration):
    dependencies = [
        ("benefits", "0002_keep_life_facts"),
        ("ledger", "0008_benefits_that_come_back"),
        ("people", "0003_keep_history"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="claim", name="claim_state_known"),
        migrations.RemoveConstraint(model_name="claim", name="one_claim_for_one_fact"),
        migrations.RemoveConstraint(model_name="detection", name="detection_outcome_known"),
        migrations.RemoveConstraint(model_name="benefitpayment", name="one_payment_a_month"),
        migrations.RunSQL(
            REFUSED_CLAIMS, "UPDATE benefits_claim SET state = 'decided' WHERE state = 'refused'"
        ),
        migrations.AlterField(
            model_name="claim",
            name="state",
            field=models.CharField(
                choices=[
                    ("received", "request received"),
                    ("decided", "decision told"),
                    ("refused", "refusal told"),
                    ("withdrawn", "request withdrawn"),
                ],
                default="received",
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", CLAIM_STATES)), name="claim_state_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["withdrawn", "refused"]), _negated=True),
                fields=("party", "kind", "reference_date"),
                name="one_claim_for_one_fact",
            ),
        ),
        migrations.AlterField(
            model_name="detection",
            name="outcome",
            field=models.CharField(
                choices=[
                    ("granted", "granted"),
                    ("contacted", "person contacted"),
                    ("not_entitled", "not entitled"),
                    ("undecided", "not known yet"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddConstraint(
            model_name="detection",
            constraint=models.CheckConstraint(
                condition=models.Q(("outcome__in", OUTCOMES)), name="detection_outcome_known"
            ),
        ),
        migrations.AddField(
            model_name="claim",
            name="follows",
            field=models.ForeignKey(
                blank=True,
                help_text="the refused request about the same fact",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="followed_by",
                to="benefits.claim",
            ),
        ),
        migrations.AddField(
            model_name="benefitpayment",
            name="party",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="benefit_payments",
                to="people.party",
            ),
        ),
        migrations.AddField(
            model_name="benefitpayment",
            name="kind",
            field=models.CharField(choices=KINDS, max_length=20, null=True),
        ),
        migrations.AddField(
            model_name="benefitpayment",
            name="state",
            field=models.CharField(
                choices=[("ordered", "ordered"), ("refused", "order refused")], default="ordered", max_length=8
            ),
        ),
        migrations.CreateModel(
            name="KeptQuarter",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("year", models.PositiveSmallIntegerField()),
                ("number", models.PositiveSmallIntegerField()),
                ("kept_on", models.DateField(blank=True, null=True)),
                (
                    "entitlement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="kept_quarters",
                        to="benefits.entitlement",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("kept_on__isnull", True)),
                        fields=["year", "number"],
                        name="kept_quarter_pending",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("entitlement", "year", "number"), name="one_kept_quarter"),
                    models.CheckConstraint(
                        condition=models.Q(("number__gte", 1), ("number__lte", 4)), name="kept_quarter_of_a_year"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="UndueMonth",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("is_claimed", models.BooleanField(default=False)),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="months",
                        to="benefits.unduedecision",
                    ),
                ),
                (
                    "payment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="undue_months",
                        to="benefits.benefitpayment",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("decision", "payment"), name="one_undue_month_of_a_decision"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_claimed", True)),
                        fields=("payment",),
                        name="one_standing_undue_claim_of_a_month",
                    ),
                ],
            },
        ),
    ]
