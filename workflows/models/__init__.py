"""The kernel's tables; see each module for one subject."""

from workflows.models.background import PeriodicSlot, WorkerProcess
from workflows.models.bulk import BulkItem, BulkRun
from workflows.models.clock import VirtualClock
from workflows.models.definition import DefinitionVersion, ProcessDefinition
from workflows.models.human_task import HumanTask, TaskCandidate
from workflows.models.instance import ProcessInstance, Snapshot
from workflows.models.job import Incident, Job, Queue
from workflows.models.messaging import InboxMessage, OutboxMessage
from workflows.models.service_level import LevelKind, ServiceLevelClock, ServiceLevelPause, ServiceLevelStep
from workflows.models.states import (
    BulkItemState,
    BulkState,
    ClockState,
    IncidentState,
    InstanceStatus,
    JobState,
    TaskState,
    VersionState,
)
from workflows.models.waiting import Subscription, Timer

__all__ = [
    "BulkItem",
    "BulkItemState",
    "BulkRun",
    "BulkState",
    "ClockState",
    "DefinitionVersion",
    "HumanTask",
    "InboxMessage",
    "Incident",
    "IncidentState",
    "InstanceStatus",
    "Job",
    "JobState",
    "LevelKind",
    "OutboxMessage",
    "PeriodicSlot",
    "ProcessDefinition",
    "ProcessInstance",
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
