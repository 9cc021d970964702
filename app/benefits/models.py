"""Benefits: what was asked, what was decided by two people, what it entitles to, what was paid of it.

The database refuses a decision approved by whoever prepared it, one told without its letter, more months paid than
granted, one month paid twice to a person, be it under two rights, and one month claimed back twice.
"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from app.accounts.hiding import hide_by
from app.benefits.assimilation_models import Assimilation  # noqa: F401  a model of this app
from app.benefits.detection_models import Detection, LifeFact  # noqa: F401  models of this app
from app.benefits.family_models import FamilyArrear, FamilyCorrection, FamilyMonth  # noqa: F401
from app.benefits.review_models import Review  # noqa: F401  a model of this app
from app.benefits.states import (
    BenefitKind,
    ClaimState,
    DecisionOutcome,
    DecisionState,
    EndReason,
    EntitlementState,
    MonthState,
)
from app.ledger.book_models import money


class Claim(models.Model):
    """A request for a benefit, or the fund's own start of one. `reference_date` picks the law that counts."""

    party = models.ForeignKey("people.Party", models.PROTECT, related_name="benefit_claims")
    kind = models.CharField(max_length=20, choices=BenefitKind)
    case_ref = models.TextField(blank=True)
    reference_date = models.DateField(help_text="the day of the fact, birth or first month")
    received_on = models.DateField()
    decide_by = models.DateField(help_text="the last day to decide (Charter art. 10)")
    by_itself = models.BooleanField(default=False, help_text="the fund began without a request")
    state = models.CharField(max_length=10, choices=ClaimState, default=ClaimState.RECEIVED)
    follows = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="followed_by",
        help_text="the refused request about the same fact",
    )
    key = models.TextField(unique=True)

    objects: ClassVar[models.Manager["Claim"]] = hide_by("party")

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=BenefitKind.values), name="claim_kind_known"),
            models.CheckConstraint(condition=Q(state__in=ClaimState.values), name="claim_state_known"),
            models.CheckConstraint(
                condition=Q(decide_by__gte=F("received_on")), name="claim_decided_after_receipt"
            ),
            models.UniqueConstraint(
                fields=["party", "kind", "reference_date"],
                condition=~Q(state__in=["withdrawn", "refused"]),
                name="one_claim_for_one_fact",
            ),
        )
        indexes = (
            models.Index(fields=["state", "decide_by", "id"], name="claim_work"),
            models.Index(fields=["case_ref"], name="claim_case"),
        )

    def __str__(self) -> str:
        return self.ref

    @property
    def ref(self) -> str:
        return f"C{self.pk:07d}"


class Decision(models.Model):
    """A decision on a claim, with the trace that explains it. One that was sent back stays; another follows it."""

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="decisions")
    state = models.CharField(max_length=10, choices=DecisionState, default=DecisionState.PREPARED)
    outcome = models.CharField(max_length=8, choices=DecisionOutcome)
    reason = models.TextField(help_text="as the rule table names it")
    monthly_amount = money()
    months = models.PositiveSmallIntegerField(default=0)
    quarters = models.PositiveSmallIntegerField(default=0)
    trace = models.JSONField(help_text="Trace.to_json()")
    prepared_by = models.TextField()
    prepared_on = models.DateField()
    approved_by = models.TextField(blank=True)
    approved_on = models.DateField(null=True, blank=True)
    returned_why = models.TextField(blank=True)
    letter = models.UUIDField(null=True, blank=True)
    notified_on = models.DateField(null=True, blank=True)
    pay_by = models.DateField(null=True, blank=True, help_text="Charter art. 12")

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(state__in=DecisionState.values), name="decision_state_known"),
            models.CheckConstraint(
                condition=Q(outcome__in=DecisionOutcome.values), name="decision_outcome_known"
            ),
            models.CheckConstraint(
                condition=Q(approved_by="") | ~Q(approved_by=F("prepared_by")), name="decision_four_eyes"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "notified"])
                | (~Q(approved_by="") & Q(approved_on__isnull=False)),
                name="decision_approved_by_someone",
            ),
            models.CheckConstraint(
                condition=~Q(state="notified")
                | Q(letter__isnull=False, notified_on__isnull=False, pay_by__isnull=False),
                name="decision_told_by_letter",
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(returned_why=""), name="decision_returned_with_reason"
            ),
            models.CheckConstraint(condition=Q(monthly_amount__gte=0), name="decision_amount_not_negative"),
            models.UniqueConstraint(
                fields=["claim"], condition=~Q(state="returned"), name="one_standing_decision"
            ),
        )

    def __str__(self) -> str:
        return f"{self.claim} {self.outcome}"


class Entitlement(models.Model):
    """What a granted claim gives: months to pay and quarters of kept rights, and how many are used."""

    claim = models.OneToOneField(Claim, models.PROTECT, related_name="entitlement")
    state = models.CharField(max_length=8, choices=EntitlementState, default=EntitlementState.RUNNING)
    first_month = models.DateField(help_text="the first day of the first month paid")
    months = models.PositiveSmallIntegerField()
    quarters = models.PositiveSmallIntegerField(default=0)
    months_used = models.PositiveSmallIntegerField(default=0)
    quarters_used = models.PositiveSmallIntegerField(default=0)
    ended_on = models.DateField(null=True, blank=True)
    end_reason = models.CharField(max_length=12, choices=EndReason, blank=True)
    last_month = models.DateField(
        null=True, blank=True, help_text="the last month due, where a review says so"
    )
    closes_for = models.CharField(
        max_length=12, choices=EndReason, blank=True, help_text="why it ends once that month was ordered"
    )
    family_charge = models.BooleanField(null=True, blank=True, help_text="as a review has found it")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(last_month__isnull=True) | Q(last_month__day=1),
                name="entitlement_last_month_whole",
            ),
            models.CheckConstraint(
                condition=Q(months_used__lte=F("months")), name="entitlement_months_within_credit"
            ),
            models.CheckConstraint(
                condition=Q(quarters_used__lte=F("quarters")), name="entitlement_quarters_within_credit"
            ),
            models.CheckConstraint(condition=Q(first_month__day=1), name="entitlement_begins_with_month"),
            models.CheckConstraint(
                condition=Q(state="running", ended_on__isnull=True, end_reason="")
                | (Q(state="ended", ended_on__isnull=False) & ~Q(end_reason="")),
                name="entitlement_ends_with_reason",
            ),
        )

    def __str__(self) -> str:
        return f"entitlement of {self.claim_id}"

    @property
    def months_left(self) -> int:
        return self.months - self.months_used


class BenefitPayment(models.Model):
    """A month paid, with interest when it is late. `payout` is its order in the books, under four eyes there."""

    entitlement = models.ForeignKey(Entitlement, models.PROTECT, related_name="payments")
    party = models.ForeignKey("people.Party", models.PROTECT, related_name="benefit_payments")
    kind = models.CharField(max_length=20, choices=BenefitKind)
    state = models.CharField(max_length=8, choices=MonthState, default=MonthState.ORDERED)
    month = models.DateField()
    amount = money()
    interest = money()
    due_on = models.DateField(help_text="the last day to pay it")
    ordered_on = models.DateField()
    payout = models.OneToOneField("ledger.Refund", models.PROTECT, related_name="benefit", null=True)
    trace = models.JSONField()
    declared = models.JSONField(default=dict, help_text="what the person declared of the month")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["entitlement", "month"], condition=Q(state="ordered"), name="one_payment_a_month"
            ),
            models.UniqueConstraint(
                fields=["party", "kind", "month"],
                condition=Q(state="ordered", amount__gt=0),
                name="one_payment_a_month_of_a_person",
            ),
            models.CheckConstraint(
                condition=Q(state__in=MonthState.values), name="benefit_month_state_known"
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=0, interest__gte=0), name="benefit_payment_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(amount=0, payout__isnull=True) | Q(amount__gt=0, payout__isnull=False),
                name="benefit_paid_through_the_books",
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="benefit_payment_of_a_month"),
        )
        indexes = (models.Index(fields=["month"], name="benefit_payment_month"),)

    def __str__(self) -> str:
        return f"{self.month} {self.amount}"


class LateInterest(models.Model):
    """What the fund owes for the days between the order of a month and its payment, ordered by itself."""

    payment = models.OneToOneField(BenefitPayment, models.PROTECT, related_name="late_interest")
    until_on = models.DateField(help_text="the day the bank executed the month")
    amount = money()
    payout = models.OneToOneField("ledger.Refund", models.PROTECT, related_name="late_interest")

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(amount__gt=0), name="late_interest_of_something"),)

    def __str__(self) -> str:
        return f"{self.payment_id} {self.amount}"


class KeptQuarter(models.Model):
    """A quarter whose rights a bridging right keeps; pending until its category is decided."""

    entitlement = models.ForeignKey(Entitlement, models.PROTECT, related_name="kept_quarters")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    kept_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["entitlement", "year", "number"], name="one_kept_quarter"),
            models.CheckConstraint(condition=Q(number__gte=1, number__lte=4), name="kept_quarter_of_a_year"),
        )
        indexes = (
            models.Index(
                fields=["year", "number"], condition=Q(kept_on__isnull=True), name="kept_quarter_pending"
            ),
        )

    def __str__(self) -> str:
        return f"{self.year}Q{self.number}"


class UndueDecision(models.Model):
    """What was paid without right and what becomes of it (D26), under four eyes."""

    party = models.ForeignKey("people.Party", models.PROTECT, related_name="undue_decisions")
    case_ref = models.TextField()
    outcome = models.CharField(max_length=8, help_text="recover, waive or none")
    reason = models.TextField()
    total = money()
    claimed = money()
    interest = money()
    trace = models.JSONField()
    prepared_by = models.TextField()
    approved_by = models.TextField(blank=True)
    approved_on = models.DateField(null=True, blank=True)
    receivable = models.OneToOneField(
        "ledger.Receivable", models.PROTECT, null=True, blank=True, related_name="undue_decision"
    )
    key = models.TextField(unique=True)

    objects: ClassVar[models.Manager["UndueDecision"]] = hide_by("party")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(outcome__in=["recover", "waive", "none"]), name="undue_outcome_known"
            ),
            models.CheckConstraint(
                condition=Q(approved_by="") | ~Q(approved_by=F("prepared_by")), name="undue_four_eyes"
            ),
            models.CheckConstraint(
                condition=Q(receivable__isnull=True) | (Q(outcome="recover") & ~Q(approved_by="")),
                name="undue_claimed_once_approved",
            ),
            models.CheckConstraint(
                condition=Q(claimed__gte=0, interest__gte=0, total__gte=F("claimed")),
                name="undue_not_above_total",
            ),
        )

    def __str__(self) -> str:
        return f"{self.party_id} {self.claimed}"


class UndueMonth(models.Model):
    """A month that an undue decision weighed; `is_claimed` while the claim for it stands."""

    decision = models.ForeignKey(UndueDecision, models.PROTECT, related_name="months")
    payment = models.ForeignKey(BenefitPayment, models.PROTECT, related_name="undue_months")
    is_claimed = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["decision", "payment"], name="one_undue_month_of_a_decision"),
            models.UniqueConstraint(
                fields=["payment"], condition=Q(is_claimed=True), name="one_standing_undue_claim_of_a_month"
            ),
        )

    def __str__(self) -> str:
        return f"{self.decision_id} {self.payment_id}"
