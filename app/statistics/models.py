"""Requests of authorities, the certified snapshots they are answered from, and what was handed over.

A snapshot and an output are never changed, and not deleted before their ten years are over: triggers see to it.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Snapshot(models.Model):
    """The figures of all certified queries over one period, as they stood at one instant; no person is in it."""

    first_day = models.DateField()
    last_day = models.DateField()
    taken_at = models.DateTimeField()
    taken_by = models.TextField()
    cells_sha256 = models.CharField(max_length=64)
    reconciliation = models.JSONField(
        help_text="query → what its cells and the books say, and the difference"
    )
    agrees = models.BooleanField(help_text="each difference is nought")
    dominance_share = models.DecimalField(
        max_digits=5, decimal_places=4, null=True, help_text="what `lacking` was told by; null: taken before"
    )
    keep_until = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="snapshot_days_in_order"),
        ]
        indexes = [models.Index(fields=["first_day", "last_day", "-taken_at"], name="snapshot_of_period")]

    def __str__(self) -> str:
        return f"S{self.pk:06d}"


class SnapshotCell(models.Model):
    """One figure of a snapshot: two dimensions, where an empty one is the total over it."""

    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="cells")
    query = models.CharField(max_length=40)
    first = models.CharField(max_length=60, blank=True)
    second = models.CharField(max_length=60, blank=True)
    persons = models.PositiveIntegerField(help_text="distinct, also in totals: what a small cell is told by")
    number = models.PositiveIntegerField()
    amount = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    lacking = models.DecimalField(
        max_digits=16, decimal_places=2, null=True, help_text="EUR; above nought one contribution dominates"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["snapshot", "query", "first", "second"], name="snapshot_cell_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.snapshot_id} {self.query} {self.first} {self.second}"


class RequestState(models.TextChoices):
    """registered → defined → checked → produced → validated → delivered → closed: see `request_life`."""

    REGISTERED = "registered", pgettext_lazy("request", "Registered")
    DEFINED = "defined", pgettext_lazy("request", "Defined")
    CHECKED = "checked", pgettext_lazy("request", "Privacy checked")
    PRODUCED = "produced", pgettext_lazy("request", "Produced")
    VALIDATED = "validated", pgettext_lazy("request", "Validated")
    DELIVERED = "delivered", pgettext_lazy("request", "Delivered")
    CLOSED = "closed", pgettext_lazy("request", "Receipt kept")
    DECLINED = "declined", pgettext_lazy("request", "Declined")


class OutputFormat(models.TextChoices):
    CSV = "csv", "CSV"
    XLSX = "xlsx", "XLSX"


class Repeats(models.TextChoices):
    """When the authority wants the same again."""

    NEVER = "", _("Once")
    QUARTER = "quarter", _("Each quarter")
    YEAR = "year", _("Each year")


class AuthorityRequest(models.Model):
    """What an authority asks, why and by when, and how far the answer has come."""

    case_ref = models.TextField(unique=True)
    authority = models.TextField()
    reference = models.TextField(blank=True, help_text="the authority's own")
    question = models.TextField()
    legal_basis = models.TextField()
    purpose = models.TextField()
    format = models.CharField(max_length=4, choices=OutputFormat)
    received_on = models.DateField()
    due_on = models.DateField()
    repeats = models.CharField(max_length=7, choices=Repeats, blank=True, default=Repeats.NEVER)
    state = models.CharField(max_length=10, choices=RequestState, default=RequestState.REGISTERED)
    query = models.CharField(max_length=40, blank=True)
    first_day = models.DateField(null=True, blank=True)
    last_day = models.DateField(null=True, blank=True)
    snapshot = models.ForeignKey(Snapshot, models.PROTECT, null=True, blank=True, related_name="requests")
    checked_by = models.TextField(blank=True)
    produced_by = models.TextField(blank=True)
    validated_by = models.TextField(blank=True)
    delivered_on = models.DateField(null=True, blank=True)
    receipt = models.TextField(blank=True)
    declined_why = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=RequestState.values), name="request_state_known"),
            models.CheckConstraint(condition=Q(format__in=OutputFormat.values), name="request_format_known"),
            models.CheckConstraint(condition=Q(repeats__in=Repeats.values), name="request_repeats_known"),
            models.CheckConstraint(
                condition=~Q(case_ref="") & ~Q(authority="") & ~Q(legal_basis="") & ~Q(purpose=""),
                name="request_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["validated", "delivered", "closed"])
                | (~Q(validated_by="") & ~Q(produced_by="") & ~Q(validated_by=F("produced_by"))),
                name="request_validated_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["checked", "produced", "validated", "delivered", "closed"])
                | (~Q(checked_by="") & Q(snapshot__isnull=False)),
                name="request_checked_for_privacy",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["delivered", "closed"]) | Q(delivered_on__isnull=False),
                name="request_delivered_iff_dated",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | ~Q(receipt=""), name="request_closed_with_receipt"
            ),
        ]
        indexes = [models.Index(fields=["state", "due_on"], name="request_due")]

    def __str__(self) -> str:
        return self.case_ref


class Output(models.Model):
    """A table as it was produced for a request; one that is corrected is followed by another with the next number."""

    request = models.ForeignKey(AuthorityRequest, models.PROTECT, related_name="outputs")
    number = models.PositiveIntegerField()
    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="outputs")
    query = models.CharField(max_length=40)
    format = models.CharField(max_length=4, choices=OutputFormat)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    suppressed = models.PositiveIntegerField(help_text="cells that are not told")
    produced_by = models.TextField()
    produced_at = models.DateTimeField()
    keep_until = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "number"], name="output_numbered_once"),
        ]

    def __str__(self) -> str:
        return f"{self.request}/{self.number}"


class Correction(models.Model):
    """Why an answer that was handed over is answered anew: the log of corrections."""

    request = models.ForeignKey(AuthorityRequest, models.PROTECT, related_name="corrections")
    output = models.ForeignKey(Output, models.PROTECT, related_name="corrections")
    reason = models.TextField()
    by = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="correction_says_why"),
            models.UniqueConstraint(fields=["output"], name="correction_once_an_output"),
        ]

    def __str__(self) -> str:
        return f"{self.output}: {_('Correction')}"


class QualityReport(models.Model):
    """How good the data were at the end of a month: by indicator, how many are wrong and of how many."""

    month = models.DateField(unique=True, help_text="its first day")
    figures = models.JSONField()
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-month"]
        constraints = [models.CheckConstraint(condition=Q(month__day=1), name="quality_of_a_month")]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"
