"""What the board counts, kept minute by minute: a count, its figures, and from when to when each thing stood how.

All of it is derived from the kernel's clocks and tasks: it may be deleted, and the next count begins anew.
"""

from django.db import models
from django.db.models import F, Q

from app.board.ages import Age
from app.board.alert_models import Alert, AlertState, Crossing, Measure
from app.board.conditions import Condition
from workflows.models import HumanTask, ServiceLevelClock
from workflows.models.human_task import NEVER

__all__ = [
    "NEVER", "Alert", "AlertState", "Crossing", "Figure", "Measure", "Rollup", "Standing", "Stock", "Subject",
]  # fmt: skip


class Subject(models.TextChoices):
    PROMISE = "promise"
    TASK = "task"


class Rollup(models.Model):
    """Everything open, counted at one instant; its key grows with time. At most one a minute."""

    minute = models.DateTimeField(unique=True, help_text="`at` without its seconds")
    at = models.DateTimeField(help_text="the instant at which conditions and ages were judged")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(at__gte=F("minute")), name="rollup_in_its_minute")]

    def __str__(self) -> str:
        return f"count {self.pk} at {self.at:%Y-%m-%d %H:%M:%S}"


class Stock(models.Model):
    """How far the first count has taken promises or tasks down; gone once it is made."""

    subject = models.CharField(max_length=7, choices=Subject, unique=True)
    begun_at = models.DateTimeField()
    after = models.TextField(
        blank=True, help_text="key of the clock, or of the instance, the last piece ended with"
    )
    taken = models.PositiveIntegerField(default=0)
    is_down = models.BooleanField(default=False, help_text="all of them are")

    def __str__(self) -> str:
        return f"{self.taken} of {self.subject}"


class Counted(models.Model):
    """What a promise or a task is counted under."""

    subject = models.CharField(max_length=7, choices=Subject)
    process = models.TextField(help_text="the process of the case")
    promise = models.TextField(blank=True, help_text="process/level; empty for a task")
    step = models.TextField(blank=True, help_text="process/node; empty for a promise")
    kind = models.CharField(max_length=8, blank=True, help_text="LevelKind; empty for a task")
    condition = models.CharField(max_length=8)
    age = models.CharField(max_length=7)
    soon = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        help_text="working days of the first horizon it runs out in, not being late yet",
    )

    class Meta:
        abstract = True


class Figure(Counted):
    """How many stood so in one count; `earliest` is the first target among them, `NEVER` where none has one."""

    rollup = models.ForeignKey(Rollup, on_delete=models.CASCADE, related_name="figures")
    number = models.PositiveIntegerField()
    earliest = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(number__gt=0), name="figure_of_something")]

    def __str__(self) -> str:
        return f"{self.number} {self.condition}"


class Standing(Counted):
    """How one thing stood from the count `since` until before the count `until`; open-ended while nothing changed.

    Keys of counts and not foreign keys, for counts are thinned out; keys of clocks and tasks without a constraint, for
    this follows them and must not hold them.
    """

    clock = models.ForeignKey(
        ServiceLevelClock, models.DO_NOTHING, null=True, db_constraint=False, db_index=False, related_name="+"
    )
    task = models.ForeignKey(
        HumanTask, models.DO_NOTHING, null=True, db_constraint=False, db_index=False, related_name="+"
    )
    since = models.BigIntegerField(help_text="0: taken down before the first count")
    until = models.BigIntegerField(null=True)
    case_ref = models.TextField(blank=True)
    started_at = models.DateTimeField()
    target_at = models.DateTimeField(help_text="or due date; `NEVER` without one")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(subject="promise", clock__isnull=False, task__isnull=True)
                | Q(subject="task", clock__isnull=True, task__isnull=False),
                name="standing_of_its_subject",
            ),
            models.CheckConstraint(
                condition=Q(condition__in=[one.value for one in Condition]), name="standing_condition_known"
            ),
            models.CheckConstraint(
                condition=Q(age__in=[one.value for one in Age]), name="standing_age_known"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")), name="standing_in_order"
            ),
            models.UniqueConstraint(
                fields=["clock"],
                condition=Q(until__isnull=True, clock__isnull=False),
                name="standing_clock_once",
            ),
            models.UniqueConstraint(
                fields=["task"],
                condition=Q(until__isnull=True, task__isnull=False),
                name="standing_task_once",
            ),
        ]
        indexes = [
            # The orders in which a list is read, by what it is narrowed to.
            models.Index(fields=["subject", "target_at", "id"], name="standing_order"),
            models.Index(fields=["subject", "condition", "target_at", "id"], name="standing_condition"),
            models.Index(fields=["subject", "age", "target_at", "id"], name="standing_age"),
            models.Index(
                fields=["subject", "process", "condition", "target_at", "id"], name="standing_process"
            ),
            models.Index(
                fields=["promise", "condition", "target_at", "id"],
                name="standing_promise",
                condition=Q(subject="promise"),
            ),
            models.Index(
                fields=["step", "condition", "target_at", "id"],
                name="standing_step",
                condition=Q(subject="task"),
            ),
            models.Index(fields=["case_ref", "subject"], name="standing_of_case", condition=~Q(case_ref="")),
            models.Index(fields=["until"], name="standing_ended", condition=Q(until__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.clock_id or self.task_id} {self.condition}"
