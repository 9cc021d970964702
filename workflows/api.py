"""The only door into the kernel. Each call is one transaction, or joins the one that is open.

People's rights are the caller's business; `roles`, where a call takes them, are checked here as well.
"""

from workflows.actors import Actor, ActorKind, operator, system, user
from workflows.bulk import Start
from workflows.discretion import Shown as ShownIncident
from workflows.discretion import reveal as reveal_incident
from workflows.discretion import show as show_incident
from workflows.foresight import Foresight, Place, Waits, foresee, foresee_move
from workflows.history import read as history
from workflows.human_tasks import (
    assign,
    claim,
    complete,
    delegate,
    name_task,
    put_aside,
    raise_priority,
    release,
    save_draft,
)
from workflows.incident_choices import list_receivers
from workflows.incident_repairs import Repair, list_repairs, list_ways_out
from workflows.incidents import cancel as cancel_incident
from workflows.incidents import choose_receiver
from workflows.incidents import close as close_incident
from workflows.incidents import complete as complete_incident
from workflows.incidents import retry as retry_incident
from workflows.incidents import skip as skip_incident
from workflows.inspection import active_nodes, pinned_version, read_variables
from workflows.instance_seals import verify_instance
from workflows.instances import cancel, pause, resume, start
from workflows.interventions import fire_now, move, reschedule, rewind, set_variables, shift_timers
from workflows.job_acts import stop as stop_job
from workflows.job_acts import try_now as try_job_now
from workflows.many_messages import Incoming, receive_many
from workflows.many_starts import start_many
from workflows.messages import receive, signal
from workflows.migration import migrate
from workflows.migration import suggest_plan as suggest_migration
from workflows.migration import try_out as try_migration
from workflows.migration import undo as undo_migration
from workflows.queries import (
    CappedCount,
    Cursor,
    Page,
    Question,
    case_history,
    case_instances,
    case_tasks,
    count_each,
    count_open,
    find_performer,
    my_tasks,
    open_incidents,
    open_tasks,
)
from workflows.service_levels import extend as extend_clock
from workflows.service_levels import pause as pause_clock
from workflows.service_levels import resume as resume_clock
from workflows.service_levels import set_anew as set_clock_anew
from workflows.service_levels import withdraw_pause
from workflows.taking_back import Grace, list_revocable, may_take_back, take_back

__all__ = [
    "Actor",
    "ActorKind",
    "CappedCount",
    "Cursor",
    "Foresight",
    "Grace",
    "Incoming",
    "Page",
    "Place",
    "Question",
    "Repair",
    "ShownIncident",
    "Start",
    "Waits",
    "active_nodes",
    "assign",
    "cancel",
    "cancel_incident",
    "case_history",
    "case_instances",
    "case_tasks",
    "choose_receiver",
    "claim",
    "close_incident",
    "complete",
    "complete_incident",
    "count_each",
    "count_open",
    "delegate",
    "extend_clock",
    "find_performer",
    "fire_now",
    "foresee",
    "foresee_move",
    "history",
    "list_receivers",
    "list_repairs",
    "list_revocable",
    "list_ways_out",
    "may_take_back",
    "migrate",
    "move",
    "my_tasks",
    "name_task",
    "open_incidents",
    "open_tasks",
    "operator",
    "pause",
    "pause_clock",
    "pinned_version",
    "put_aside",
    "raise_priority",
    "read_variables",
    "receive",
    "receive_many",
    "release",
    "reschedule",
    "resume",
    "resume_clock",
    "retry_incident",
    "reveal_incident",
    "rewind",
    "save_draft",
    "set_clock_anew",
    "set_variables",
    "shift_timers",
    "show_incident",
    "signal",
    "skip_incident",
    "start",
    "start_many",
    "stop_job",
    "suggest_migration",
    "system",
    "take_back",
    "try_job_now",
    "try_migration",
    "undo_migration",
    "user",
    "verify_instance",
    "withdraw_pause",
]
