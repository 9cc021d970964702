"""What an instance waits for besides people: timers and subscriptions."""

from django.db import models

from workflows.models.definition import DefinitionVersion
from workflows.models.instance import ProcessInstance


class Timer(models.Model):
    """A due instant. Firing deletes the row in the transaction of the engine step.

    `instance` is null for a timer start event, which then starts `version`.
    """

    instance = models.ForeignKey(
        ProcessInstance,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="timers",
        db_index=False,
    )
    version = models.ForeignKey(
        DefinitionVersion, null=True, blank=True, on_delete=models.CASCADE, related_name="start_timers"
    )
    engine_timer = models.TextField(help_text="the engine's id of the waiting token")
    node_id = models.TextField()
    due_at = models.DateTimeField()
    cycle = models.JSONField(
        null=True, blank=True, help_text="repetitions left and their period, for a cycle"
    )
    locked_until = models.DateTimeField(null=True, blank=True)
    lock_owner = models.TextField(blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["instance", "engine_timer"], name="timer_once_per_token"),
            models.CheckConstraint(
                condition=models.Q(instance__isnull=False) ^ models.Q(version__isnull=False),
                name="timer_one_owner",
            ),
        ]
        indexes = [models.Index(fields=["due_at", "id"], name="timer_due")]

    def __str__(self) -> str:
        return f"{self.node_id} at {self.due_at:%Y-%m-%d %H:%M}"


class Subscription(models.Model):
    """A message or signal somebody waits for. `instance` is null for a start event of `version`."""

    instance = models.ForeignKey(
        ProcessInstance,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="subscriptions",
        db_index=False,
    )
    version = models.ForeignKey(
        DefinitionVersion, null=True, blank=True, on_delete=models.CASCADE, related_name="start_subscriptions"
    )
    engine_subscription = models.TextField()
    node_id = models.TextField()
    kind = models.CharField(max_length=8, choices=[("message", "message"), ("signal", "signal")])
    name = models.TextField()
    correlation = models.TextField(
        blank=True, help_text="canonical text of the correlation key; empty when none"
    )
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["instance", "engine_subscription"], name="subscription_once_per_token"
            ),
            models.CheckConstraint(
                condition=models.Q(instance__isnull=False) ^ models.Q(version__isnull=False),
                name="subscription_one_owner",
            ),
        ]
        indexes = [models.Index(fields=["kind", "name", "correlation"], name="subscription_match")]

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"
