"""Open incidents by what caused them, and one repair for all of a cause: each in a transaction of its own.

A cause names no person: the kind, the operation, the class of the error, the step. What an act is about is the list of
incidents that were open when it was confirmed; one that fails keeps its reason and stops nobody else.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from app.accounts.models import User
from app.supervision import queries, repairs
from app.supervision.acting import tell_refusal
from workflows import api
from workflows.api import Repair
from workflows.errors import WorkflowError
from workflows.models import Incident, IncidentState

#: Incidents a look at the causes reads; what is beyond is told.
MOST = 5000
OFFERED = (Repair.RETRY, Repair.SKIP, Repair.COMPLETE, Repair.CLOSE)


@dataclass(frozen=True)
class Cause:
    """`error`: the class of the error an operation failed with; empty where the engine stopped by itself."""

    kind: str
    operation: str
    error: str
    process: str
    node_id: str

    @property
    def key(self) -> str:
        parts = (self.kind, self.operation, self.error, self.process, self.node_id)
        return sha256("\x1f".join(parts).encode()).hexdigest()[:32]


@dataclass
class Group:
    """The open incidents of a cause, the newest first."""

    cause: Cause
    newest: Incident
    keys: list[int] = field(default_factory=list)
    since: datetime | None = None

    @property
    def count(self) -> int:
        return len(self.keys)


def read_error(message: str) -> str:
    """`TimeoutError: no answer` → `TimeoutError`; nothing where no class of an error stands in front."""
    name, colon, _rest = message.partition(":")
    return name if colon and name.isidentifier() and name[:1].isupper() else ""


def find_cause(incident: Incident) -> Cause:
    return Cause(
        kind=incident.kind,
        operation=incident.job.operation if incident.job else "",
        error=read_error(incident.message),
        process=incident.instance.definition_key if incident.instance else "",
        node_id=incident.node_id,
    )


def list_groups(found: Iterable[Incident]) -> list[Group]:
    """The largest first."""
    groups: dict[Cause, Group] = {}
    for incident in found:
        group = groups.setdefault(find_cause(incident), Group(find_cause(incident), incident))
        group.keys.append(incident.pk)
        group.since = incident.opened_at
    return sorted(groups.values(), key=lambda group: (-group.count, -group.newest.pk))


def read_open() -> list[Incident]:
    filters = queries.IncidentFilters(state=IncidentState.OPEN)
    return list(queries.list_incidents(filters)[:MOST])


def find_group(key: str) -> Group | None:
    return next((group for group in list_groups(read_open()) if group.cause.key == key), None)


def foresee(group: Group, repair: Repair) -> dict[bool, int]:
    """How many admit the repair as things stand, and how many would refuse it."""
    told = {True: 0, False: 0}
    for incident in queries.select_light(Incident.objects.filter(pk__in=group.keys)):
        told[repair in api.list_repairs(incident)] += 1
    return told


def repair_one(key: int, answers: Mapping[str, Any], *, user: User) -> str:
    """Nothing when it is repaired; else why not."""
    incident = queries.select_light(queries.list_unveiled().filter(pk=key)).first()
    if incident is None:
        return tell_refusal(WorkflowError("There is no such incident."))
    try:
        after = repairs.repair(incident, answers, user=user)
    except WorkflowError as refusal:
        return tell_refusal(refusal)
    return tell_refusal(WorkflowError("It failed again.")) if after.state == IncidentState.OPEN else ""
