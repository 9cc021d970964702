"""What the bank tells and what it is told: files, statements, movements; batches, orders, mandates."""

from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from app.accounts.hiding import hide_by
from app.ledger.bank.return_reasons import tell_reason
from app.ledger.bank.sentences import tell
from app.ledger.book_models import money
from app.registers.structured_reference import format_reference


class FileState(models.TextChoices):
    READING = "reading", _("being imported")
    IMPORTED = "imported", _("imported")
    REFUSED = "refused", _("refused")


class MovementState(models.TextChoices):
    """What became of a movement of the account."""

    MATCHED = "matched", _("matched")
    SUSPENSE = "suspense", _("to identify")
    BOUNCED = "bounced", pgettext_lazy("movement", "bounced")
    RETURNED = "returned", _("sent back")
    REFUNDED = "refunded", _("paid out")
    NOTED = "noted", _("for information")


class BatchKind(models.TextChoices):
    PAYOUT = "payout", _("payments")
    COLLECTION = "collection", _("direct debits")


class BatchState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("batch", "draft")
    PROPOSED = "proposed", _("to approve")
    APPROVED = "approved", _("approved")
    EXPORTED = "exported", _("given to the bank")
    EXECUTED = "executed", _("executed")
    REJECTED = "rejected", _("refused by the bank")
    CANCELLED = "cancelled", pgettext_lazy("batch", "cancelled")


class OrderState(models.TextChoices):
    WAITING = "waiting", _("waiting")
    EXECUTED = "executed", _("executed")
    FAILED = "failed", _("came back")


class MandateState(models.TextChoices):
    ACTIVE = "active", pgettext_lazy("mandate", "active")
    SUSPENDED = "suspended", _("suspended")
    REVOKED = "revoked", _("revoked")


class BankFile(models.Model):
    """A file as it came, known by its content. `content` is kept of those that came by the browser."""

    sha256 = models.CharField(max_length=64, unique=True)
    name = models.TextField()
    format = models.CharField(max_length=8)
    size = models.BigIntegerField()
    movements = models.IntegerField(help_text="counted when the file was checked, before any was booked")
    state = models.CharField(max_length=8, choices=FileState, default=FileState.READING)
    reason = models.TextField(blank=True, help_text="why it was refused")
    content = models.BinaryField(null=True)
    imported_by = models.TextField()
    received_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return self.name

    @property
    def reason_told(self) -> str:
        """Why it was refused, in the reader's language."""
        return tell(self.reason) if self.reason else ""


class BankStatement(models.Model):
    """One statement of one account; `key` is the same in whatever file it comes."""

    file = models.ForeignKey(BankFile, on_delete=models.PROTECT, related_name="statements")
    key = models.CharField(max_length=64, unique=True)
    account = models.CharField(max_length=34)
    number = models.CharField(max_length=35)
    old_on = models.DateField()
    new_on = models.DateField()
    old_balance = money()
    new_balance = money()
    movements = models.IntegerField()
    warnings = models.JSONField(default=list)
    imported_at = models.DateTimeField()

    class Meta:
        ordering = ("-new_on", "-id")
        indexes = (models.Index(fields=["account", "new_on", "id"], name="statement_of_account"),)

    def __str__(self) -> str:
        return f"{self.account} {self.new_on:%Y}/{self.number}"

    @property
    def warnings_told(self) -> list[str]:
        return [tell(one) for one in self.warnings]


class BankTransaction(models.Model):
    """One movement. What the bank said never changes; what became of it is in `state` and its decisions."""

    statement = models.ForeignKey(BankStatement, on_delete=models.PROTECT, related_name="transactions")
    key = models.CharField(max_length=64, unique=True)
    sequence = models.CharField(max_length=16)
    place = models.IntegerField(help_text="the line of the file")
    amount = money()
    booked_on = models.DateField()
    value_on = models.DateField()
    code = models.TextField(blank=True)
    bank_reference = models.TextField(blank=True)
    reference = models.CharField(max_length=12, blank=True)
    message = models.TextField(blank=True)
    counterparty_iban = models.CharField(max_length=34, blank=True)
    counterparty_name = models.TextField(blank=True)
    end_to_end_id = models.TextField(blank=True)
    mandate_reference = models.TextField(blank=True)
    return_reason = models.CharField(max_length=8, blank=True)
    state = models.CharField(max_length=8, choices=MovementState)
    rule = models.TextField(help_text="which rule decided")
    party = models.ForeignKey(
        "people.Party", null=True, blank=True, on_delete=models.PROTECT, related_name="bank_transactions"
    )
    payment = models.OneToOneField(
        "ledger.Payment", null=True, blank=True, on_delete=models.PROTECT, related_name="bank_transaction"
    )
    undoes = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="undone_by"
    )
    order = models.ForeignKey(
        "ledger.PaymentOrder", null=True, blank=True, on_delete=models.PROTECT, related_name="transactions"
    )

    objects: ClassVar[models.Manager["BankTransaction"]] = hide_by("party")

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=["statement", "sequence"], name="movement_once_a_statement"),
            models.CheckConstraint(condition=~Q(amount=Decimal(0)), name="movement_of_something"),
            models.CheckConstraint(condition=Q(state__in=MovementState.values), name="movement_state_known"),
        )
        indexes = (
            models.Index(fields=["booked_on", "id"], condition=Q(state="suspense"), name="movement_suspense"),
            models.Index(fields=["counterparty_iban", "party"], name="movement_payer"),
            models.Index(
                fields=["end_to_end_id"], condition=~Q(end_to_end_id=""), name="movement_end_to_end"
            ),
        )

    def __str__(self) -> str:
        return f"{self.booked_on} {self.amount}"

    @property
    def reference_told(self) -> str:
        """The structured reference as people write it."""
        return format_reference(self.reference) if self.reference else ""

    @property
    def return_told(self) -> str:
        return tell_reason(self.return_reason)


class BankDecision(models.Model):
    """Who decided what about a movement, when and why. Only added to."""

    transaction = models.ForeignKey(BankTransaction, on_delete=models.PROTECT, related_name="decisions")
    kind = models.CharField(max_length=8)
    detail = models.JSONField(default=dict)
    reason = models.TextField(blank=True)
    by = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.kind} {self.transaction_id}"


class DirectDebitMandate(models.Model):
    """A party's leave to collect (SEPA core). Sequence and age follow from `first_on` and `last_on`."""

    reference = models.CharField(max_length=35, unique=True)
    party = models.ForeignKey("people.Party", on_delete=models.PROTECT, related_name="mandates")
    iban = models.CharField(max_length=34)
    holder = models.CharField(max_length=70)
    signed_on = models.DateField()
    state = models.CharField(max_length=9, choices=MandateState, default=MandateState.ACTIVE)
    first_on = models.DateField(
        null=True, blank=True, help_text="the first collection that was not sent back"
    )
    last_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    changes = models.JSONField(default=list, help_text="who, when, why of each change of state")

    objects: ClassVar[models.Manager["DirectDebitMandate"]] = hide_by("party")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(reference__regex=r"^[A-Za-z0-9+?/:().,'-]{1,35}$"), name="mandate_reference_shape"
            ),
            models.CheckConstraint(condition=Q(state__in=MandateState.values), name="mandate_state_known"),
            models.CheckConstraint(
                condition=Q(state="revoked", ended_on__isnull=False)
                | (~Q(state="revoked") & Q(ended_on__isnull=True)),
                name="mandate_ended_iff_revoked",
            ),
            models.UniqueConstraint(
                fields=["party"], condition=Q(state="active"), name="mandate_one_active_a_party"
            ),
        )

    def __str__(self) -> str:
        return self.reference


class PaymentBatch(models.Model):
    """Orders given to the bank in one file. The approval holds for `approved_sha256` only; the database sees to it."""

    reference = models.CharField(max_length=35, unique=True)
    kind = models.CharField(max_length=10, choices=BatchKind)
    state = models.CharField(max_length=9, choices=BatchState, default=BatchState.DRAFT)
    execute_on = models.DateField()
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_sha256 = models.CharField(max_length=64, blank=True)
    file = models.BinaryField(null=True)
    file_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(condition=Q(state__in=BatchState.values), name="batch_state_known"),
            models.CheckConstraint(
                condition=~Q(approved_by=F("prepared_by")), name="batch_seen_by_four_eyes"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "proposed", "cancelled"])
                | (Q(approved_by__isnull=False, approved_at__isnull=False) & ~Q(approved_sha256="")),
                name="batch_approved_before_it_goes",
            ),
            models.CheckConstraint(
                condition=Q(file__isnull=True) | ~Q(approved_sha256=""), name="batch_file_after_approval"
            ),
        )

    def __str__(self) -> str:
        return self.reference


class PaymentOrder(models.Model):
    """One transfer or collection. `key` keeps a refund or a receivable from being ordered twice."""

    batch = models.ForeignKey(PaymentBatch, on_delete=models.PROTECT, related_name="orders")
    key = models.TextField(unique=True)
    end_to_end_id = models.CharField(max_length=35, unique=True)
    party = models.ForeignKey(
        "people.Party", null=True, on_delete=models.PROTECT, related_name="payment_orders"
    )
    refund = models.ForeignKey(
        "ledger.Refund", null=True, blank=True, on_delete=models.PROTECT, related_name="orders"
    )
    receivable = models.ForeignKey(
        "ledger.Receivable", null=True, blank=True, on_delete=models.PROTECT, related_name="collections"
    )
    mandate = models.ForeignKey(
        DirectDebitMandate, null=True, blank=True, on_delete=models.PROTECT, related_name="orders"
    )
    sent_back = models.ForeignKey(
        BankTransaction, null=True, blank=True, on_delete=models.PROTECT, related_name="sent_back_by"
    )
    amount = money()
    name = models.CharField(max_length=70)
    iban = models.CharField(max_length=34)
    text = models.CharField(max_length=140)
    state = models.CharField(max_length=8, choices=OrderState, default=OrderState.WAITING)
    failure = models.CharField(max_length=8, blank=True, help_text="the bank's reason")

    objects: ClassVar[models.Manager["PaymentOrder"]] = hide_by("party")

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(condition=Q(amount__gt=0), name="order_of_something"),
            models.CheckConstraint(condition=Q(state__in=OrderState.values), name="order_state_known"),
        )

    def __str__(self) -> str:
        return self.end_to_end_id

    @property
    def failure_told(self) -> str:
        return tell_reason(self.failure)


class BatchEvent(models.Model):
    """A step of a batch: who, when, from, to and why; each export with the hash of the file. Only added to."""

    batch = models.ForeignKey(PaymentBatch, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=12)
    state = models.CharField(max_length=9, choices=BatchState)
    by = models.TextField()
    at = models.DateTimeField()
    reason = models.TextField(blank=True)
    sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.batch_id} {self.kind}"
