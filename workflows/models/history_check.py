"""A look at the whole chain of seals, done in the background: how far it is, and what came of it."""

from django.db import models
from django.db.models import Q

from workflows.models.states import CheckState


class HistoryCheck(models.Model):
    """One at a time runs. It proves the seals up to `until_seal`; `last_seal` is the last one that held."""

    state = models.CharField(max_length=8, choices=CheckState, default=CheckState.RUNNING)
    asked_at = models.DateTimeField()
    asked_by = models.TextField()
    until_seal = models.BigIntegerField()
    last_seal = models.BigIntegerField(default=0)
    seals_total = models.PositiveIntegerField()
    seals_done = models.PositiveIntegerField(default=0)
    events = models.PositiveBigIntegerField(default=0)
    seen_at = models.DateTimeField(help_text="when a worker last said how far it is")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.TextField(blank=True, help_text="who stopped it")
    unsealed = models.PositiveBigIntegerField(default=0)
    redacted = models.PositiveBigIntegerField(default=0)
    broken_seal = models.BigIntegerField(null=True, blank=True)
    broken = models.TextField(blank=True, help_text="the first place that does not hold, and why")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["state"], condition=Q(state="running"), name="history_check_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(state__in=CheckState.values), name="history_check_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state="running", ended_at__isnull=True)
                | (~Q(state="running") & Q(ended_at__isnull=False)),
                name="history_check_ended",
            ),
            models.CheckConstraint(
                condition=Q(state="broken") & ~Q(broken="") | ~Q(state="broken") & Q(broken=""),
                name="history_check_says_where",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asked_at:%Y-%m-%d %H:%M}: {self.state}"
