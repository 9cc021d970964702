"""The kernel's tables; see each module for one subject."""

from workflows.models.background import PeriodicSlot, WorkerProcess
from workflows.models.bulk import BulkItem, BulkRun
from workflows.models.clock import VirtualClock
from workflows.models.completion_copy import CompletionCopy
from workflows.models.definition import DefinitionVersion, ProcessDefinition
from workflows.models.history import HistoryEvent, HistorySeal
from workflows.models.history_check import HistoryCheck
from workflows.models.human_task import HumanTask, TaskCandidate
from workflows.models.instance import ProcessInstance, Snapshot
from workflows.models.job import Incident, Job, Queue
from workflows.models.messaging import InboxMessage, OutboxMessage
from workflows.models.migration import MigrationBatch, MigrationItem
from workflows.models.retention import LegalHold
from workflows.models.service_level import LevelKind, ServiceLevelClock, ServiceLevelPause, ServiceLevelStep
from workflows.models.states import (
    BulkItemState,
    BulkState,
    CheckState,
    ClockState,
    InboxOutcome,
    IncidentState,
    InstanceStatus,
    JobState,
    MigrationState,
    TaskState,
    VersionState,
)
from workflows.models.suspension import ProcessSuspension
from workflows.models.waiting import Subscription, Timer

__all__ = [
    "BulkItem",
    "BulkItemState",
    "BulkRun",
    "BulkState",
    "CheckState",
    "ClockState",
    "CompletionCopy",
    "DefinitionVersion",
    "HistoryCheck",
    "HistoryEvent",
    "HistorySeal",
    "HumanTask",
    "InboxMessage",
    "InboxOutcome",
    "Incident",
    "IncidentState",
    "InstanceStatus",
    "Job",
    "JobState",
    "LegalHold",
    "LevelKind",
    "MigrationBatch",
    "MigrationItem",
    "MigrationState",
    "OutboxMessage",
    "PeriodicSlot",
    "ProcessDefinition",
    "ProcessInstance",
    "ProcessSuspension",
    "Queue",
    "ServiceLevelClock",
    "ServiceLevelPause",
    "ServiceLevelStep",
    "Snapshot",
    "Subscription",
    "TaskCandidate",
    "TaskState",
    "Timer",
    "VersionState",
    "VirtualClock",
    "WorkerProcess",
]
