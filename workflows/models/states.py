"""The states of the kernel's rows, each with its allowed transitions in one place."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class VersionState(TextChoices):
    DRAFT = "draft", _("Draft")
    REVIEW = "review", _("In review")
    PUBLISHED = "published", _("Published")
    RETIRED = "retired", _("Retired")


class VersionOrigin(TextChoices):
    """Where a version was published from."""

    FOLDER = "folder", _("Shipped folder")
    STUDIO = "studio", _("Studio")


class InstanceStatus(TextChoices):
    ACTIVE = "active", _("Active")
    SUSPENDED = "suspended", _("Paused")
    COMPLETED = "completed", _("Completed")
    CANCELLED = "cancelled", _("Cancelled")


class TaskState(TextChoices):
    READY = "ready", _("Ready")
    CLAIMED = "claimed", _("Claimed")
    COMPLETED = "completed", _("Completed")
    CANCELLED = "cancelled", _("Cancelled")


class JobState(TextChoices):
    READY = "ready", _("Ready")
    LOCKED = "locked", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


class IncidentState(TextChoices):
    OPEN = "open", _("Open")
    RESOLVED = "resolved", _("Resolved")


class MigrationState(TextChoices):
    WAITING = "waiting", _("Waiting")
    MIGRATED = "migrated", _("Migrated")
    FAILED = "failed", _("Failed")
    UNDONE = "undone", _("Undone")


class InboxOutcome(TextChoices):
    """What became of a message; ambiguous and failed ones wait for an operator."""

    BUFFERED = "buffered", _("Waiting for its receiver")
    DELIVERED = "delivered", _("Delivered")
    STARTED = "started", _("Started a process")
    EXPIRED = "expired", _("Expired")
    AMBIGUOUS = "ambiguous", _("Several receivers")
    FAILED = "failed", _("Its receiver could not take it")


class ClockState(TextChoices):
    """A service-level clock: running → paused ⇄ running → met | breached → met_late | cancelled."""

    RUNNING = "running", _("Running")
    PAUSED = "paused", _("Paused")
    MET = "met", _("Met")
    MET_LATE = "met_late", _("Met late")
    CANCELLED = "cancelled", _("Cancelled")


class CheckState(TextChoices):
    """running → whole, broken or stopped."""

    RUNNING = "running", _("Running")
    WHOLE = "whole", _("Holds")
    BROKEN = "broken", _("Broken")
    STOPPED = "stopped", _("Stopped")


class BulkState(TextChoices):
    PREPARED = "prepared", _("Awaiting approval")
    RUNNING = "running", _("Running")
    PAUSED = "paused", _("Paused")
    DONE = "done", _("Done")
    CANCELLED = "cancelled", _("Cancelled")


class BulkItemState(TextChoices):
    WAITING = "waiting", _("Waiting")
    STARTED = "started", _("Started")
    FAILED = "failed", _("Failed")


INSTANCE_TRANSITIONS: dict[InstanceStatus, frozenset[InstanceStatus]] = {
    InstanceStatus.ACTIVE: frozenset(
        {InstanceStatus.SUSPENDED, InstanceStatus.COMPLETED, InstanceStatus.CANCELLED}
    ),
    InstanceStatus.SUSPENDED: frozenset({InstanceStatus.ACTIVE, InstanceStatus.CANCELLED}),
    InstanceStatus.COMPLETED: frozenset(),
    InstanceStatus.CANCELLED: frozenset(),
}
TASK_TRANSITIONS: dict[TaskState, frozenset[TaskState]] = {
    TaskState.READY: frozenset({TaskState.CLAIMED, TaskState.COMPLETED, TaskState.CANCELLED}),
    TaskState.CLAIMED: frozenset({TaskState.READY, TaskState.COMPLETED, TaskState.CANCELLED}),
    TaskState.COMPLETED: frozenset(),
    TaskState.CANCELLED: frozenset(),
}
INBOX_TRANSITIONS: dict[InboxOutcome, frozenset[InboxOutcome]] = {
    InboxOutcome.BUFFERED: frozenset(
        {
            InboxOutcome.DELIVERED,
            InboxOutcome.STARTED,
            InboxOutcome.EXPIRED,
            InboxOutcome.AMBIGUOUS,
            InboxOutcome.FAILED,
        }
    ),
    InboxOutcome.AMBIGUOUS: frozenset({InboxOutcome.DELIVERED, InboxOutcome.STARTED}),
    InboxOutcome.FAILED: frozenset({InboxOutcome.BUFFERED}),
    InboxOutcome.DELIVERED: frozenset(),
    InboxOutcome.STARTED: frozenset(),
    InboxOutcome.EXPIRED: frozenset(),
}
MIGRATION_TRANSITIONS: dict[MigrationState, frozenset[MigrationState]] = {
    MigrationState.WAITING: frozenset({MigrationState.MIGRATED, MigrationState.FAILED}),
    MigrationState.MIGRATED: frozenset({MigrationState.UNDONE}),
    MigrationState.FAILED: frozenset({MigrationState.WAITING}),
    MigrationState.UNDONE: frozenset(),
}
JOB_TRANSITIONS: dict[JobState, frozenset[JobState]] = {
    JobState.READY: frozenset({JobState.LOCKED, JobState.FAILED, JobState.CANCELLED}),
    JobState.LOCKED: frozenset({JobState.READY, JobState.DONE, JobState.FAILED, JobState.CANCELLED}),
    JobState.FAILED: frozenset({JobState.READY, JobState.DONE, JobState.CANCELLED}),
    JobState.DONE: frozenset(),
    JobState.CANCELLED: frozenset(),
}
BULK_TRANSITIONS: dict[BulkState, frozenset[BulkState]] = {
    BulkState.PREPARED: frozenset({BulkState.RUNNING, BulkState.CANCELLED}),
    BulkState.RUNNING: frozenset({BulkState.PAUSED, BulkState.DONE, BulkState.CANCELLED}),
    BulkState.PAUSED: frozenset({BulkState.RUNNING, BulkState.CANCELLED}),
    BulkState.DONE: frozenset(),
    BulkState.CANCELLED: frozenset(),
}
