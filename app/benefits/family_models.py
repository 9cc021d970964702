"""Family allowances the fund paid until 30 June 2014: an archive that is only read, and the corrections made to it.

The database refuses a month after the fund's time, a change of an archived month, a correction approved by whoever
prepared it, and one sum paid twice.
"""

from datetime import date

from django.db import models
from django.db.models import F, Q

from app.ledger.book_models import money

LAST_MONTH = date(2014, 6, 1)


class FamilyMonth(models.Model):
    """One month as it was paid, by child.

    `children`: [{first_name, birth_date, orphan, base, age, annual, increase}], EUR as text.
    """

    party = models.ForeignKey("people.Party", models.PROTECT, related_name="family_months")
    month = models.DateField()
    part = models.PositiveSmallIntegerField(
        default=0,
        help_text="above nought: another payment of the month, of a party that became one with this",
    )
    paid_on = models.DateField()
    amount = money()
    children = models.JSONField()
    source = models.TextField(help_text="the file it was taken over from")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["party", "month", "part"], name="family_month_once"),
            models.CheckConstraint(
                condition=Q(month__day=1, month__lte=LAST_MONTH), name="family_month_of_the_fund"
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="family_month_not_negative"),
            models.CheckConstraint(condition=~Q(source=""), name="family_month_has_source"),
        )

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.amount}"


class FamilyCorrection(models.Model):
    """What a second reading of some months found, under four eyes; arrears are paid through the books."""

    party = models.ForeignKey("people.Party", models.PROTECT, related_name="family_corrections")
    case_ref = models.TextField()
    first_month = models.DateField()
    last_month = models.DateField()
    asked_on = models.DateField(help_text="the day from which the limitation is counted back")
    outcome = models.CharField(max_length=8, help_text="arrears, overpaid or nothing")
    arrears = money()
    overpaid = money()
    trace = models.JSONField()
    prepared_by = models.TextField()
    approved_by = models.TextField(blank=True)
    approved_on = models.DateField(null=True, blank=True)
    payout = models.OneToOneField(
        "ledger.Refund", models.PROTECT, null=True, blank=True, related_name="family_correction"
    )
    key = models.TextField(unique=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(outcome__in=["arrears", "overpaid", "nothing"]), name="family_outcome_known"
            ),
            models.CheckConstraint(
                condition=Q(approved_by="") | ~Q(approved_by=F("prepared_by")), name="family_four_eyes"
            ),
            models.CheckConstraint(
                condition=Q(payout__isnull=True) | (Q(outcome="arrears") & ~Q(approved_by="")),
                name="family_paid_once_approved",
            ),
            models.CheckConstraint(
                condition=Q(arrears__gte=0, overpaid__gte=0, last_month__gte=F("first_month")),
                name="family_correction_sound",
            ),
        )

    def __str__(self) -> str:
        return f"{self.party_id} {self.outcome}"


class FamilyArrear(models.Model):
    """What one component of one child's month was short of; `is_paid` while its payment stands."""

    correction = models.ForeignKey(FamilyCorrection, models.PROTECT, related_name="lines")
    party = models.ForeignKey("people.Party", models.PROTECT, related_name="+")
    month = models.DateField()
    child = models.TextField(help_text="day of birth and first name, as the archive has them")
    component = models.CharField(max_length=8)
    amount = money()
    is_paid = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["party", "month", "child", "component"],
                condition=Q(is_paid=True),
                name="family_arrear_paid_once",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="family_arrear_positive"),
        )

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.component} {self.amount}"
