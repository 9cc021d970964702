"""Why a task is here and what comes after it: read from the history, the timers and the model."""

from dataclasses import dataclass

from app.cases.coming import Ahead, look_ahead
from app.cases.following import Following, list_following
from app.cases.timeline import Entry, find_letters, name_actors, tell
from app.cases.wording import Wording, find_wording
from workflows.models import HumanTask
from workflows.models.history import HistoryEvent

LAST_EVENTS = 400
SHOWN, LONGEST = 4, 60


@dataclass(frozen=True)
class Reasons:
    """The last lines of the way the case came, those further back, what the model does next, what time brings."""

    before: list[Entry]
    earlier: list[Entry]
    following: list[Following]
    ahead: Ahead
    version: int


def explain(task: HumanTask, language: str) -> Reasons:
    wording = find_wording(task.instance.version_id)
    way = list_before(task, wording, language)
    return Reasons(
        before=way[:SHOWN],
        earlier=way[SHOWN:LONGEST],
        following=list_following(task, wording, language),
        ahead=look_ahead([task.instance_id], wording, language),
        version=task.instance.version.number,
    )


def list_before(task: HumanTask, wording: Wording, language: str) -> list[Entry]:
    """The last things that happened up to the task's creation, newest first."""
    events = HistoryEvent.objects.filter(instance_id=task.instance_id, at__lte=task.created_at)
    latest = list(events.order_by("-id")[:LAST_EVENTS])
    has_jobs = any(event.kind == "job_done" for event in latest)
    letters = find_letters(task.instance_id) if has_jobs else {}
    return tell(reversed(latest), wording, language, letters)


def name_actor(actor: str) -> str:
    return name_actors([actor])(actor) if actor else ""
