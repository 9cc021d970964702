"""Work for people: the projection the inbox reads, written in the transaction of the engine step."""

import uuid
from datetime import UTC, datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce

from workflows.models.instance import ProcessInstance
from workflows.models.states import TaskState

OPEN = Q(state__in=[TaskState.READY, TaskState.CLAIMED])
#: Where a task without a due date stands among those that have one: after them all.
NEVER = datetime(9999, 1, 1, tzinfo=UTC)
#: The order of a person's work; `task_open_mine` holds it, so that a page is read off the index.
SORT_DUE = Coalesce("due_at", Value(NEVER))


class HumanTask(models.Model):
    """One task waiting for, or done by, a person. Its text is data and never a template."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # A foreign key without an index of its own begins one of the indexes below.
    instance = models.ForeignKey(
        ProcessInstance, on_delete=models.CASCADE, related_name="tasks", db_index=False
    )
    engine_task = models.TextField(help_text="the engine's id of the waiting token")
    definition_key = models.TextField()
    case_ref = models.TextField(blank=True)
    call = models.TextField(
        blank=True,
        default="",
        db_default="",
        help_text="ids of the call activities around, 3/7; empty: the process itself",
    )
    node_id = models.TextField()
    name = models.TextField(help_text="label in the model; translations come from process.yaml")
    lane = models.TextField(blank=True)
    role = models.TextField(help_text="role behind the lane: who may claim it")
    form = models.TextField(blank=True, help_text="process/form, resolved inside the pinned version")
    state = models.CharField(max_length=12, choices=TaskState, default=TaskState.READY)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="human_tasks"
    )
    priority = models.SmallIntegerField(default=50, help_text="0 to 100, higher is more urgent")
    due_at = models.DateTimeField(null=True, blank=True)
    follow_up_at = models.DateTimeField(null=True, blank=True)
    draft = models.JSONField(null=True, blank=True)
    draft_rev = models.PositiveIntegerField(default=0)
    outcome = models.JSONField(null=True, blank=True)
    created_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["instance", "engine_task"], name="task_once_per_token"),
            models.CheckConstraint(condition=Q(state__in=TaskState.values), name="task_state_known"),
            models.CheckConstraint(
                condition=~Q(state=TaskState.CLAIMED) | Q(assignee__isnull=False),
                name="task_claimed_has_assignee",
            ),
            models.CheckConstraint(
                condition=(OPEN & Q(closed_at__isnull=True)) | (~OPEN & Q(closed_at__isnull=False)),
                name="task_closed_iff_ended",
            ),
            models.CheckConstraint(
                condition=Q(priority__gte=0, priority__lte=100), name="task_priority_range"
            ),
        ]
        indexes = [
            # What the figures of the menu read stands in it as well.
            models.Index(
                F("assignee"),
                SORT_DUE,
                F("id"),
                name="task_open_mine",
                condition=OPEN,
                include=["due_at", "follow_up_at", "instance"],
            ),
            models.Index(fields=["case_ref"], name="task_case", condition=~Q(case_ref="")),
            models.Index(fields=["instance"], name="task_open_instance", condition=OPEN),
            # What the figure of the menu reads of everything put off stands in it as well.
            models.Index(
                fields=["follow_up_at"],
                name="task_later",
                condition=OPEN & Q(follow_up_at__isnull=False),
                include=["id", "instance", "assignee", "definition_key", "case_ref"],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.node_id} of {self.instance_id}"


class TaskCandidate(models.Model):
    """A role that may take an open task; rows go when the task closes, so that the index holds open work only.

    `taken` repeats whether somebody has claimed the task.
    `sort_due` repeats the task's due date (far future when it has none) so that an inbox page is one index scan a role.
    """

    task = models.ForeignKey(HumanTask, on_delete=models.CASCADE, related_name="candidates", db_index=False)
    role = models.TextField()
    sort_due = models.DateTimeField()
    taken = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["task", "role"], name="candidate_once")]
        indexes = [models.Index(fields=["role", "taken", "sort_due", "task"], name="candidate_inbox")]

    def __str__(self) -> str:
        return f"{self.role} for {self.task_id}"
