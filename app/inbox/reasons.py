"""Why a task is here and what comes after it: read from the history, the timers and the model."""

from dataclasses import dataclass

from app.cases import coming
from app.cases.clocks import Pause, list_pauses
from app.cases.timeline import Entry, find_letters, name_actors, tell
from app.cases.wording import Wording, find_wording
from workflows.models import HumanTask
from workflows.models.history import HistoryEvent

LAST_EVENTS = 400
SHOWN = 4


@dataclass(frozen=True)
class Reasons:
    before: list[Entry]
    coming: list[coming.Coming]
    pauses: list[Pause]
    version: int


def explain(task: HumanTask, language: str) -> Reasons:
    wording = find_wording(task.instance.version_id)
    return Reasons(
        before=list_before(task, wording, language),
        coming=coming.list_coming([task.instance_id], wording, language),
        pauses=list_pauses([task.instance_id], wording, language),
        version=task.instance.version.number,
    )


def list_before(task: HumanTask, wording: Wording, language: str) -> list[Entry]:
    """The last things that happened up to the task's creation, newest first."""
    events = HistoryEvent.objects.filter(instance_id=task.instance_id, at__lte=task.created_at)
    latest = list(events.order_by("-id")[:LAST_EVENTS])
    return tell(reversed(latest), wording, language, find_letters(task.instance_id))[:SHOWN]


def name_actor(actor: str) -> str:
    return name_actors([actor])(actor) if actor else ""
