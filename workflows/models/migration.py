"""Moving running instances from one version of their process to another: a plan, and its result per instance."""

from django.db import models
from django.db.models import Q

from workflows.models.definition import DefinitionVersion
from workflows.models.instance import ProcessInstance, Snapshot
from workflows.models.states import MigrationState


class MigrationBatch(models.Model):
    """One plan applied to many instances; resumable, one transaction an instance."""

    source = models.ForeignKey(DefinitionVersion, on_delete=models.PROTECT, related_name="+")
    target = models.ForeignKey(DefinitionVersion, on_delete=models.PROTECT, related_name="+")
    mapping = models.JSONField(
        default=dict, help_text="node of the source → node of the target, where they differ"
    )
    reason = models.TextField()
    created_by = models.TextField()
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.source} → {self.target}"


class MigrationItem(models.Model):
    """One instance of the batch: waiting, migrated, failed with its reason, or undone."""

    batch = models.ForeignKey(MigrationBatch, on_delete=models.CASCADE, related_name="items")
    instance = models.ForeignKey(ProcessInstance, on_delete=models.CASCADE, related_name="migrations")
    state = models.CharField(max_length=10, choices=MigrationState, default=MigrationState.WAITING)
    snapshot = models.ForeignKey(Snapshot, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    migrated_rev = models.PositiveIntegerField(null=True, blank=True)
    error = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "instance"], name="migration_item_once"),
            models.CheckConstraint(
                condition=Q(state__in=MigrationState.values), name="migration_state_known"
            ),
        ]
        indexes = [
            models.Index(fields=["batch", "id"], name="migration_waiting", condition=Q(state="waiting"))
        ]

    def __str__(self) -> str:
        return f"{self.instance_id} {self.state}"
