"""Repairs of many incidents at once: how far each is, seen by every operator."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class RepairRun(models.Model):
    """One repair for all of a cause. `waiting` are the incidents still to come, `refused` pairs of incident and why.

    `answers` are what was typed for it, which may be somebody's data: they go when the run has ended.
    """

    cause = models.CharField(max_length=32, help_text="key of the cause")
    kind = models.TextField()
    operation = models.TextField(blank=True)
    process = models.TextField(blank=True)
    node_id = models.TextField(blank=True)
    action = models.CharField(max_length=20)
    reason = models.TextField()
    answers = models.JSONField(default=dict)
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    seen_at = models.DateTimeField(help_text="when it last went on")
    ended_at = models.DateTimeField(null=True, blank=True)
    total = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)
    waiting = models.JSONField(default=list)
    refused = models.JSONField(default=list)

    class Meta:
        indexes = [models.Index(fields=["-begun_at"], name="repair_run_newest")]
        constraints = [
            models.UniqueConstraint(
                fields=["cause"], condition=Q(ended_at__isnull=True), name="repair_run_once_a_cause"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(answers={}, waiting=[]), name="repair_run_ended_clean"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.kind} {self.begun_at:%Y-%m-%d %H:%M}"
