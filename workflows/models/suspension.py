"""Suspended processes: since when, by whom, why, and whether running cases stand still; each row stays as the log."""

from django.db import models
from django.db.models import Q

from workflows.models.definition import ProcessDefinition


class ProcessSuspension(models.Model):
    """No new case of the process starts until somebody lets it go on."""

    definition = models.ForeignKey(ProcessDefinition, on_delete=models.PROTECT, related_name="suspensions")
    holds_running = models.BooleanField(
        help_text="automatic steps, timers and messages of running cases wait"
    )
    suspended_at = models.DateTimeField()
    suspended_by = models.TextField()
    reason = models.TextField()
    resumed_at = models.DateTimeField(null=True, blank=True)
    resumed_by = models.TextField(blank=True)
    resumed_because = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["definition"], condition=Q(resumed_at__isnull=True), name="process_suspended_once"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="process_suspension_says_why"),
            models.CheckConstraint(
                condition=Q(resumed_at__isnull=True, resumed_by="", resumed_because="")
                | (Q(resumed_at__isnull=False) & ~Q(resumed_by="") & ~Q(resumed_because="")),
                name="process_suspension_resumed_by",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.definition_id}: {self.reason}"
