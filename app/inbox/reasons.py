"""Why a task is here and what comes after it: read from the history, the timers and the model."""

from dataclasses import dataclass
from datetime import datetime

from app.cases.timeline import Entry, name_actors, tell
from app.cases.wording import Wording, find_wording
from workflows.models import HumanTask, Timer
from workflows.models.history import HistoryEvent

LAST_EVENTS = 400
SHOWN = 4


@dataclass(frozen=True)
class Step:
    """Something that will happen if nobody acts, and when."""

    at: datetime
    text: str


@dataclass(frozen=True)
class Reasons:
    before: list[Entry]
    after: list[Step]
    version: int


def explain(task: HumanTask, language: str) -> Reasons:
    wording = find_wording(task.instance.version_id)
    return Reasons(
        before=list_before(task, wording, language),
        after=list_after(task, wording, language),
        version=task.instance.version.number,
    )


def list_before(task: HumanTask, wording: Wording, language: str) -> list[Entry]:
    """The last things that happened up to the task's creation, newest first."""
    events = HistoryEvent.objects.filter(instance_id=task.instance_id, at__lte=task.created_at)
    latest = list(events.order_by("-id")[:LAST_EVENTS])
    return tell(reversed(latest), wording, language)[:SHOWN]


def list_after(task: HumanTask, wording: Wording, language: str) -> list[Step]:
    timers = Timer.objects.filter(instance_id=task.instance_id).order_by("due_at")[:SHOWN]
    return [Step(timer.due_at, wording.node(timer.node_id, language)) for timer in timers]


def name_actor(actor: str) -> str:
    return name_actors([actor])(actor) if actor else ""
