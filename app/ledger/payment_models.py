"""Money that came in, and money that goes back."""

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _

from app.accounts.hiding import hide_by
from app.ledger.book_models import money
from app.ledger.states import PaymentState, RefundKind, RefundState


class Payment(models.Model):
    """A credit on the fund's bank account. `value_on` is the day it was credited: the day that counts in law."""

    key = models.TextField(unique=True)
    party = models.ForeignKey(
        "people.Party", null=True, blank=True, on_delete=models.PROTECT, related_name="payments"
    )
    amount = money()
    value_on = models.DateField()
    booked_on = models.DateField()
    reference = models.CharField(
        max_length=12, blank=True, help_text="the structured reference, if it is ours"
    )
    text = models.TextField(blank=True, help_text="what the payer wrote")
    state = models.CharField(max_length=10, choices=PaymentState)
    rules = models.JSONField(default=list, help_text="rules of D09 that said where it went")

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_of_something"),
            models.CheckConstraint(condition=Q(state__in=PaymentState.values), name="payment_state_known"),
            models.CheckConstraint(
                condition=Q(party__isnull=False) | ~Q(state="imputed"),
                name="imputed_payment_has_party",
            ),
        )
        indexes = (
            models.Index(fields=["party", "value_on"], name="payment_of_party"),
            models.Index(
                fields=["booked_on", "id"], condition=Q(state="suspense"), name="payment_in_suspense"
            ),
        )

    def __str__(self) -> str:
        return f"{self.ref} {self.amount}"

    @property
    def ref(self) -> str:
        return f"B{self.id:07d}"


class Refund(models.Model):
    """Credit to pay back, once open debts are set off, or a benefit to pay out.

    SLA-64: a credit is back within 20 working days of `noticed_on`.
    """

    key = models.TextField(unique=True)
    party = models.ForeignKey("people.Party", on_delete=models.PROTECT, related_name="refunds")
    amount = money()
    withheld = money(
        default=Decimal("0.00"),
        db_default=Decimal("0.00"),
        help_text="what of a benefit was kept back for an undue one, EUR; not part of the amount",
    )
    kind = models.CharField(
        max_length=7, choices=RefundKind, default=RefundKind.CREDIT, db_default=RefundKind.CREDIT
    )
    state = models.CharField(max_length=10, choices=RefundState, default=RefundState.PROPOSED)
    noticed_on = models.DateField(help_text="the day the credit was noticed")
    proposed_by = models.TextField()
    reason = models.TextField(blank=True)
    decided_by = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_reason = models.TextField(blank=True)
    paid_on = models.DateField(null=True, blank=True)
    pay_by = models.DateField(null=True, blank=True, help_text="the last day to pay a benefit")

    objects: ClassVar[models.Manager["Refund"]] = hide_by("party")

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(amount__gt=0), name="refund_of_something"),
            models.CheckConstraint(
                condition=Q(withheld=0) | Q(withheld__gt=0, kind="benefit"),
                name="only_a_benefit_is_kept_back",
            ),
            models.CheckConstraint(condition=Q(kind__in=RefundKind.values), name="refund_kind_known"),
            models.CheckConstraint(
                condition=~Q(decided_by=F("proposed_by")), name="refund_seen_by_four_eyes"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["proposed"], decided_by="")
                | (~Q(state="proposed") & ~Q(decided_by="")),
                name="refund_decided_by_someone",
            ),
        )
        indexes = (models.Index(fields=["state", "noticed_on"], name="refund_by_state"),)

    def __str__(self) -> str:
        return f"{self.ref} {self.amount}"

    @property
    def ref(self) -> str:
        return f"F{self.id:07d}"

    @property
    def reason_told(self) -> str:
        """Why it was decided so, in the words of who decided or in the reader's language."""
        if self.state == RefundState.WITHDRAWN:
            return _("the payment it came from was taken back")
        return self.decision_reason
