"""A running process: one row holds the whole engine state."""

import uuid

from django.db import models
from django.db.models import Q

from workflows.models.definition import DefinitionVersion
from workflows.models.states import InstanceStatus


class ProcessInstance(models.Model):
    """One run of a process. `state` is the engine's own bytes; `rev` counts its steps without a gap."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(DefinitionVersion, on_delete=models.PROTECT, related_name="instances")
    definition_key = models.TextField(help_text="copied from the version for lists without a join")
    business_key = models.TextField(  # noqa: DJ001 – null is no key; two empty texts would clash
        null=True, blank=True, help_text="unique per process among all runs, when given"
    )
    case_ref = models.TextField(blank=True, help_text="opaque to the kernel: the case this run belongs to")
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children", db_index=False
    )
    status = models.CharField(max_length=12, choices=InstanceStatus, default=InstanceStatus.ACTIVE)
    rev = models.PositiveIntegerField(default=0)
    state = models.BinaryField()
    started_at = models.DateTimeField()
    started_by = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_in = models.TextField(blank=True, help_text="ids of the end events reached, comma separated")
    is_test = models.BooleanField(default=False, help_text="a bench run: never in lists, figures or letters")
    content_removed_at = models.DateTimeField(
        null=True, blank=True, help_text="when its personal content went, its time of keeping being over"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=InstanceStatus.values), name="instance_status_known"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["active", "suspended"], ended_at__isnull=True)
                | Q(status__in=["completed", "cancelled"], ended_at__isnull=False),
                name="instance_ended_iff_closed",
            ),
            models.UniqueConstraint(
                fields=["definition_key", "business_key"],
                condition=Q(business_key__isnull=False),
                name="instance_business_key_once",
            ),
            models.CheckConstraint(
                condition=Q(content_removed_at__isnull=True) | Q(ended_at__isnull=False),
                name="instance_removed_once_ended",
            ),
        ]
        indexes = [
            models.Index(fields=["case_ref"], name="instance_case", condition=~Q(case_ref="")),
            models.Index(fields=["definition_key", "started_at", "id"], name="instance_by_definition"),
            # Without those that have none: asked for "no parent", PostgreSQL would read the whole index.
            models.Index(fields=["parent"], name="instance_children", condition=Q(parent__isnull=False)),
            models.Index(
                fields=["version"],
                name="instance_open_by_version",
                condition=Q(status__in=["active", "suspended"]),
            ),
            # Few: lists leave them out by reading this, not the instance of each task.
            models.Index(fields=["id"], name="instance_trials", condition=Q(is_test=True)),
            models.Index(
                fields=["definition_key", "ended_at", "id"],
                name="instance_kept",
                condition=Q(ended_at__isnull=False, content_removed_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.definition_key} {self.id}"


class Snapshot(models.Model):
    """A copy of an instance's state, taken before a migration or a rewind, for undo."""

    instance = models.ForeignKey(ProcessInstance, on_delete=models.CASCADE, related_name="snapshots")
    rev = models.PositiveIntegerField()
    version = models.ForeignKey(DefinitionVersion, on_delete=models.PROTECT, related_name="+")
    state = models.BinaryField()
    projections = models.JSONField(default=dict, help_text="timers, drafts and due dates as they were")
    reason = models.TextField()
    taken_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["instance", "rev"], name="snapshot_once_per_rev")]

    def __str__(self) -> str:
        return f"{self.instance_id} at {self.rev}"
