"""The only door into the kernel. Each call is one transaction, or joins the one that is open.

People's rights are the caller's business; `roles`, where a call takes them, are checked here as well.
"""

from workflows.actors import Actor, ActorKind, operator, system, user
from workflows.history import read as history
from workflows.human_tasks import assign, claim, complete, delegate, raise_priority, release, save_draft
from workflows.inspection import active_nodes, pinned_version, read_variables
from workflows.instances import cancel, pause, resume, start
from workflows.messages import receive, signal
from workflows.migration import migrate
from workflows.queries import (
    CappedCount,
    Cursor,
    Page,
    case_history,
    case_instances,
    case_tasks,
    count_open,
    my_tasks,
    open_incidents,
    open_tasks,
)

__all__ = [
    "Actor",
    "ActorKind",
    "CappedCount",
    "Cursor",
    "Page",
    "active_nodes",
    "assign",
    "cancel",
    "case_history",
    "case_instances",
    "case_tasks",
    "claim",
    "complete",
    "count_open",
    "delegate",
    "history",
    "migrate",
    "my_tasks",
    "open_incidents",
    "open_tasks",
    "operator",
    "pause",
    "pinned_version",
    "raise_priority",
    "read_variables",
    "receive",
    "release",
    "resume",
    "save_draft",
    "signal",
    "start",
    "system",
    "user",
]
