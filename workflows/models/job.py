"""Work for machines, claimed from PostgreSQL; and what goes wrong with it."""

from django.db import models
from django.db.models import Q

from workflows.models.instance import ProcessInstance
from workflows.models.states import IncidentState, JobState


class Queue(models.TextChoices):
    INTERACTIVE = "interactive"
    TIMERS = "timers"
    OPERATIONS = "operations"
    BULK = "bulk"
    LETTERS = "letters"


class Job(models.Model):
    """One call of an operation. Created in the transaction of the step that needs it; attempts count at claim."""

    instance = models.ForeignKey(
        ProcessInstance, null=True, blank=True, on_delete=models.CASCADE, related_name="jobs"
    )
    engine_job = models.TextField(blank=True, help_text="the engine's id of the waiting token")
    node_id = models.TextField(blank=True)
    operation = models.TextField()
    inputs = models.JSONField(default=dict)
    queue = models.CharField(max_length=12, choices=Queue, default=Queue.OPERATIONS)
    state = models.CharField(max_length=10, choices=JobState, default=JobState.READY)
    idempotency_key = models.TextField(unique=True)
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    lock_owner = models.TextField(blank=True)
    locked_until = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(
        null=True, blank=True, help_text="when the attempt under lease began; null while it waits its turn"
    )
    result = models.JSONField(null=True, blank=True)
    last_error = models.TextField(blank=True)
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=JobState.values), name="job_state_known"),
            models.CheckConstraint(
                condition=~Q(state=JobState.LOCKED) | (Q(locked_until__isnull=False) & ~Q(lock_owner="")),
                name="job_locked_has_lease",
            ),
        ]
        indexes = [
            models.Index(
                fields=["queue", "due_at", "id"], name="job_ready", condition=Q(state=JobState.READY)
            ),
            models.Index(fields=["locked_until"], name="job_leased", condition=Q(state=JobState.LOCKED)),
            models.Index(
                fields=["instance"],
                name="job_live_instance",
                condition=Q(state__in=["ready", "locked", "failed"]),
            ),
            models.Index(
                fields=["done_at", "id"], name="job_done", condition=Q(state__in=["done", "cancelled"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.operation} ({self.idempotency_key})"


class Incident(models.Model):
    """Something an operator must look at; the instance waits until it is resolved."""

    instance = models.ForeignKey(
        ProcessInstance, null=True, blank=True, on_delete=models.CASCADE, related_name="incidents"
    )
    job = models.ForeignKey(Job, null=True, blank=True, on_delete=models.SET_NULL, related_name="incidents")
    node_id = models.TextField(blank=True)
    engine_token = models.TextField(blank=True)
    kind = models.TextField(
        help_text="e.g. operation_failed, unhandled_error, dead_end, step_budget, expression_failed"
    )
    message = models.TextField()
    detail = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=IncidentState, default=IncidentState.OPEN)
    opened_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.TextField(blank=True)
    resolution = models.TextField(
        blank=True, help_text="retry, skip, complete or cancel, with the reason given"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", resolved_at__isnull=True)
                | Q(state="resolved", resolved_at__isnull=False),
                name="incident_resolved_iff_closed",
            )
        ]
        indexes = [
            models.Index(fields=["opened_at", "id"], name="incident_open", condition=Q(state="open")),
            models.Index(fields=["instance"], name="incident_instance"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.message[:60]}"
