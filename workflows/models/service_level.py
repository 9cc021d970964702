"""Service-level clocks: how long a promise has left, and which of its steps have fired."""

from django.db import models
from django.db.models import F, Q

from workflows.models.instance import ProcessInstance
from workflows.models.states import ClockState


class LevelKind(models.TextChoices):
    LEGAL = "legal"
    SERVICE = "service"


class ServiceLevelClock(models.Model):
    """One promise running for one instance. Its policy is a copy: a later policy never recomputes it."""

    instance = models.ForeignKey(ProcessInstance, on_delete=models.CASCADE, related_name="service_levels")
    call = models.TextField(
        blank=True,
        default="",
        db_default="",
        help_text="ids of the call activities around, 3/7; empty: the process itself",
    )
    process = models.TextField(
        blank=True, default="", db_default="", help_text="the called process that made the promise"
    )
    level = models.TextField(help_text="id of the service level in process.yaml")
    occurrence = models.PositiveIntegerField(default=1, help_text="1 for the first start, 2 for a restart, …")
    kind = models.CharField(max_length=8, choices=LevelKind, default=LevelKind.SERVICE)
    policy = models.JSONField(help_text="the level as it stood in process.yaml at the start")
    state = models.CharField(max_length=10, choices=ClockState, default=ClockState.RUNNING)
    started_at = models.DateTimeField()
    first_target_at = models.DateTimeField(help_text="the target before any pause or extension")
    target_at = models.DateTimeField(help_text="last instant that keeps the promise; exclusive")
    warned_at = models.DateTimeField(null=True, blank=True)
    breached_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    extended_days = models.PositiveIntegerField(default=0, help_text="days granted by extensions so far")
    next_at = models.DateTimeField(
        null=True, blank=True, help_text="when the next step is due; null when none is"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["instance", "call", "level", "occurrence"], name="clock_once_per_start"
            ),
            models.UniqueConstraint(
                fields=["instance", "call", "level"],
                condition=Q(state__in=["running", "paused"]),
                name="clock_one_open_per_level",
            ),
            models.CheckConstraint(
                condition=Q(call="", process="") | (~Q(call="") & ~Q(process="")),
                name="clock_call_has_process",
            ),
            models.CheckConstraint(condition=Q(state__in=ClockState.values), name="clock_state_known"),
            models.CheckConstraint(
                condition=(Q(state="paused") & Q(paused_at__isnull=False))
                | (~Q(state="paused") & Q(paused_at__isnull=True)),
                name="clock_paused_iff_since",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["running", "paused"], stopped_at__isnull=True)
                | Q(state__in=["met", "met_late", "cancelled"], stopped_at__isnull=False),
                name="clock_stopped_iff_closed",
            ),
            models.CheckConstraint(
                condition=Q(next_at__isnull=True) | Q(state__in=["running", "paused"]),
                name="clock_next_only_open",
            ),
        ]
        indexes = [
            models.Index(fields=["next_at", "id"], name="clock_due", condition=Q(next_at__isnull=False)),
            models.Index(
                fields=["level", "target_at"], name="clock_open", condition=Q(state__in=["running", "paused"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.level} of {self.instance_id}: {self.state}"

    @property
    def called(self) -> dict[str, str]:
        """What history and notices add for a promise of a called process."""
        return {"process": self.process, "call": self.call} if self.call else {}


class ServiceLevelStep(models.Model):
    """A rung of the ladder: warning, breach or an escalation. `fired_at` is set once and never again."""

    clock = models.ForeignKey(ServiceLevelClock, on_delete=models.CASCADE, related_name="steps")
    name = models.TextField(help_text="warning, breach, escalation-1, escalation-2, …")
    position = models.PositiveSmallIntegerField(help_text="order among steps due at the same instant")
    due_at = models.DateTimeField()
    action = models.JSONField(default=dict, help_text="notify, raise_priority, reassign of this rung")
    fired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clock", "name"], name="level_step_once")]
        indexes = [
            models.Index(fields=["clock", "due_at"], name="level_step_due", condition=Q(fired_at=None))
        ]

    def __str__(self) -> str:
        return f"{self.name} at {self.due_at:%Y-%m-%d %H:%M}"


class ServiceLevelPause(models.Model):
    """One stop of a clock, with the days it was planned to last and those it did.

    A clock runs again when its last open pause ends: two nodes may wait at the same time.
    """

    clock = models.ForeignKey(ServiceLevelClock, on_delete=models.CASCADE, related_name="pauses")
    reason = models.TextField()
    node_id = models.TextField(
        blank=True, help_text="the waiting node that paused it; empty when a person did"
    )
    paused_at = models.DateTimeField()
    paused_by = models.TextField(blank=True)
    planned_days = models.PositiveIntegerField(null=True, blank=True)
    resumed_at = models.DateTimeField(null=True, blank=True)
    overrun_told_at = models.DateTimeField(
        null=True, blank=True, help_text="when it was told that the pause outlasts its planned days"
    )
    actual_days = models.PositiveIntegerField(
        null=True, blank=True, help_text="calendar days begun between both"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["clock", "node_id"],
                condition=Q(resumed_at__isnull=True),
                name="clock_pause_once_open",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="pause_has_reason"),
            models.CheckConstraint(
                condition=Q(resumed_at__isnull=True) | Q(resumed_at__gte=F("paused_at")),
                name="pause_ends_after",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reason} since {self.paused_at:%Y-%m-%d}"
