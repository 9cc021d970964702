"""Payment plans: debts spread over instalments."""

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import Q

from app.accounts.hiding import hide_by
from app.ledger.book_models import money
from app.ledger.receivable_models import Receivable
from app.ledger.reference_models import StructuredReference
from app.ledger.states import InstalmentState, PlanState


class PaymentPlan(models.Model):
    """Debts of one party paid in instalments that sum to `total`, under a reference of its own."""

    key = models.TextField(unique=True)
    party = models.ForeignKey("people.Party", on_delete=models.PROTECT, related_name="plans")
    state = models.CharField(max_length=10, choices=PlanState, default=PlanState.PROPOSED)
    total = money()
    reference = models.OneToOneField(
        StructuredReference, null=True, blank=True, on_delete=models.PROTECT, related_name="plan"
    )
    proposed_on = models.DateField()
    opened_on = models.DateField(null=True, blank=True)
    after_entry = models.BigIntegerField(default=0, help_text="entries after this one pay the plan")
    ended_on = models.DateField(null=True, blank=True)
    end_reason = models.TextField(blank=True)
    case_ref = models.TextField(blank=True)
    by = models.TextField()

    objects: ClassVar[models.Manager["PaymentPlan"]] = hide_by("party")

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(total__gt=0), name="plan_of_something"),
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "active"], ended_on__isnull=True)
                | Q(state__in=["kept", "broken", "void"], ended_on__isnull=False),
                name="plan_ended_iff_dated",
            ),
        )
        indexes = (models.Index(fields=["party", "state"], name="plan_of_party"),)

    def __str__(self) -> str:
        return self.ref

    @property
    def ref(self) -> str:
        return f"PL{self.id:06d}"


class PlanDebt(models.Model):
    """A receivable in a plan, with what was owed of it when the plan was made. In one active plan at a time."""

    plan = models.ForeignKey(PaymentPlan, on_delete=models.CASCADE, related_name="debts")
    receivable = models.ForeignKey(Receivable, on_delete=models.PROTECT, related_name="plan_debts")
    amount = money()
    is_active = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["plan", "receivable"], name="plan_debt_once"),
            models.UniqueConstraint(
                fields=["receivable"], condition=Q(is_active=True), name="receivable_in_one_active_plan"
            ),
        )

    def __str__(self) -> str:
        return f"{self.plan_id}: {self.receivable_id} {self.amount}"


class Instalment(models.Model):
    """One term of a plan. `paid` is what reached it so far; earlier terms are filled first."""

    plan = models.ForeignKey(PaymentPlan, on_delete=models.CASCADE, related_name="instalments")
    number = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    amount = money()
    paid = money(default=Decimal("0.00"))
    state = models.CharField(max_length=10, choices=InstalmentState, default=InstalmentState.DUE)
    reminded_on = models.DateField(null=True, blank=True)
    reminder_until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=["plan", "number"], name="instalment_number_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="instalment_of_something"),
            models.CheckConstraint(
                condition=Q(paid__gte=0, paid__lte=models.F("amount")), name="instalment_paid_within"
            ),
        )
        indexes = (models.Index(fields=["due_on"], condition=Q(state="due"), name="instalment_due"),)

    def __str__(self) -> str:
        return f"{self.plan_id}/{self.number}"
