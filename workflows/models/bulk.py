"""Many starts at once: a list prepared by one person, approved by another, then done in chunks."""

from django.db import models
from django.db.models import F, Q

from workflows.models.definition import DefinitionVersion
from workflows.models.states import BulkItemState, BulkState


class BulkRun(models.Model):
    """One list of starts of one version of a process."""

    title = models.TextField()
    version = models.ForeignKey(DefinitionVersion, on_delete=models.PROTECT, related_name="bulk_runs")
    state = models.CharField(max_length=10, choices=BulkState, default=BulkState.PREPARED)
    total = models.PositiveIntegerField(default=0)
    checksum = models.CharField(
        max_length=64, help_text="SHA-256 over the list as prepared: what is approved"
    )
    prepared_by = models.TextField()
    prepared_at = models.DateTimeField()
    approved_by = models.TextField(blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.TextField(blank=True)
    is_test = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=BulkState.values), name="bulk_state_known"),
            models.CheckConstraint(
                condition=Q(approved_by="") | ~Q(approved_by=F("prepared_by")), name="bulk_four_eyes"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["prepared", "cancelled"]) | ~Q(approved_by=""),
                name="bulk_runs_once_approved",
            ),
            models.CheckConstraint(
                condition=(Q(approved_by="") & Q(approved_at__isnull=True))
                | (~Q(approved_by="") & Q(approved_at__isnull=False)),
                name="bulk_approved_when",
            ),
        ]
        indexes = [models.Index(fields=["id"], name="bulk_running", condition=Q(state="running"))]

    def __str__(self) -> str:
        return f"{self.title} ({self.total})"


class BulkItem(models.Model):
    """One start of the list: waiting, then started, or failed with its reason."""

    run = models.ForeignKey(BulkRun, on_delete=models.CASCADE, related_name="items")
    line = models.PositiveIntegerField(help_text="place in the input, from 1")
    business_key = models.TextField()
    case_ref = models.TextField(blank=True)
    data = models.JSONField(default=dict, help_text="start data, encoded")
    state = models.CharField(max_length=8, choices=BulkItemState, default=BulkItemState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    instance_id = models.UUIDField(null=True, blank=True)
    error = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "business_key"], name="bulk_item_once"),
            models.UniqueConstraint(fields=["run", "line"], name="bulk_item_line"),
            models.CheckConstraint(condition=Q(state__in=BulkItemState.values), name="bulk_item_state_known"),
            models.CheckConstraint(
                condition=~Q(state="started") | Q(instance_id__isnull=False),
                name="bulk_item_started_has_instance",
            ),
        ]
        indexes = [
            models.Index(fields=["run", "line"], name="bulk_item_waiting", condition=Q(state="waiting")),
            models.Index(
                fields=["instance_id"], name="bulk_item_instance", condition=Q(instance_id__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.business_key} of {self.run_id}"
