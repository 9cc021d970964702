"""The books themselves: accounts, entries and postings. Nothing here is ever changed or deleted."""

from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import get_language

from app.ledger.states import AccountKind, Component, EntryKind

#: Accounts kept by party: what is owed, by component, then credits and refunds.
CONTROLS = ["4000", "4001", "4002", "4003", "4004", "4100", "4110"]


def money(**options: Any) -> "models.DecimalField[Any, Any]":
    """An amount in euro, to the cent."""
    return models.DecimalField(max_digits=14, decimal_places=2, **options)


class Account(models.Model):
    """A line of the chart of accounts. `is_control`: its balance is the sum of its parties' balances."""

    code = models.CharField(max_length=4, primary_key=True)
    names = models.JSONField(help_text="by language")
    kind = models.CharField(max_length=10, choices=AccountKind)
    is_control = models.BooleanField(default=False)
    is_manual = models.BooleanField(default=False, help_text="manual entries may use it")

    class Meta:
        ordering = ("code",)
        constraints = (
            models.CheckConstraint(condition=Q(code__regex=r"^\d{4}$"), name="account_code_shape"),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def name(self) -> str:
        language = (get_language() or "fr")[:2]
        return str(self.names.get(language) or self.names["en"])


class Entry(models.Model):
    """One act in the books. `value_on` is the day it counts from in law, `booked_on` the day the fund knew of it."""

    booked_on = models.DateField()
    value_on = models.DateField()
    kind = models.CharField(max_length=16, choices=EntryKind)
    text = models.TextField(blank=True)
    idempotency_key = models.TextField(unique=True)
    reverses = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="reversed_by"
    )
    payment = models.ForeignKey(
        "ledger.Payment", null=True, blank=True, on_delete=models.PROTECT, related_name="entries"
    )
    by = models.TextField(help_text="who did it")
    reason = models.TextField(blank=True)
    case_ref = models.TextField(blank=True)
    made_at = models.DateTimeField()
    made_in = models.BigIntegerField(
        db_default=Func(function="txid_current"),
        editable=False,
        help_text="the transaction that may post to it",
    )

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(kind="reversal", reverses__isnull=False)
                | (~Q(kind="reversal") & Q(reverses__isnull=True)),
                name="entry_reverses_iff_reversal",
            ),
            models.CheckConstraint(condition=Q(kind__in=EntryKind.values), name="entry_kind_known"),
        )
        indexes = (
            models.Index(F("booked_on").desc(), F("id").desc(), name="entry_journal"),
            models.Index(fields=["value_on"], name="entry_value"),
        )

    def __str__(self) -> str:
        return f"{self.id} {self.kind} {self.value_on}"


class Posting(models.Model):
    """A signed amount on an account: debit above nought, credit below."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="postings")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="postings")
    party = models.ForeignKey(
        "people.Party", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    receivable = models.ForeignKey(
        "ledger.Receivable", null=True, blank=True, on_delete=models.PROTECT, related_name="postings"
    )
    component = models.CharField(max_length=10, choices=Component, null=True, blank=True)  # noqa: DJ001
    amount = money()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(condition=~Q(amount=Decimal(0)), name="posting_of_something"),
            models.CheckConstraint(
                condition=Q(account="4000", component="principal", receivable__isnull=False)
                | Q(account="4001", component="fee", receivable__isnull=False)
                | Q(account="4002", component="surcharge", receivable__isnull=False)
                | Q(account="4003", component="cost", receivable__isnull=False)
                | Q(account="4004", component="interest", receivable__isnull=False)
                | (~Q(account__in=CONTROLS[:5]) & Q(component__isnull=True, receivable__isnull=True)),
                name="posting_component_has_its_account",
            ),
            models.CheckConstraint(
                condition=Q(party__isnull=False) | ~Q(account__in=CONTROLS), name="posting_names_the_party"
            ),
        )

    def __str__(self) -> str:
        return f"{self.account_id} {self.amount}"

    @property
    def credit_amount(self) -> Decimal:
        """What stands on the credit side."""
        return -self.amount if self.amount < 0 else Decimal(0)
