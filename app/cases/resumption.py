"""A case that was paused: who stopped it and why, and letting it go on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.accounts.models import User
from app.accounts.roles import Visitor, as_actor, as_operator, may_assign, may_operate
from app.cases.timeline import name_actors
from workflows import api
from workflows.models import InstanceStatus, ProcessInstance
from workflows.models.history import HistoryEvent


@dataclass(frozen=True)
class Pause:
    """The newest pause of a case; `reason` in the words of whoever paused it."""

    at: datetime
    by: str
    reason: str


def may_resume(user: Visitor) -> bool:
    """Operators, who look after what stands still, and those who lead the work."""
    return may_operate(user) or may_assign(user)


def list_paused(instances: Iterable[ProcessInstance]) -> list[ProcessInstance]:
    return [one for one in instances if one.status == InstanceStatus.SUSPENDED]


def find_pause(paused: Sequence[ProcessInstance]) -> Pause | None:
    """None where nothing is paused."""
    if not paused:
        return None
    stops = HistoryEvent.objects.filter(instance_id__in=[one.pk for one in paused], kind="instance_paused")
    last = stops.order_by("-at", "-id").first()
    if last is None:
        return None
    return Pause(last.at, name_actors([last.actor])(last.actor), str(last.data.get("reason", "")))


def resume(instances: Iterable[ProcessInstance], *, by: User) -> int:
    """Let each paused run of a case go on; its history keeps who did. How many there were."""
    actor = as_operator(by) if may_operate(by) else as_actor(by)
    paused = list_paused(instances)
    for one in paused:
        api.resume(one.pk, by=actor)
    return len(paused)
