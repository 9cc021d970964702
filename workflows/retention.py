"""How long the content of a process is kept, as its process.yaml says, and taking away what is past that.

The newest published version decides for every run of the process, also for those that ended under an older one. Kept
all the same: what a legal hold names, what belongs to a case of which another run goes on, and what still has an open
incident. In batches; each instance is a transaction of its own, so that stopping anywhere loses nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from uuid import UUID

import structlog
from django.db import transaction

from workflows import clock, faults
from workflows.content_removal import SealBroken, remove_content
from workflows.incident_reports import open_incident
from workflows.models.instance import ProcessInstance
from workflows.rows import fetch

log = structlog.get_logger(__name__)
BATCH = 100
#: How long one round lasts at most, in seconds: the other duties of the worker wait for it.
PATIENCE = 2.0
REFUSED = "content_removal_refused"

POLICIES = """
SELECT DISTINCT ON (definition_id) definition_id, manifest -> 'retention' ->> 'period'
FROM workflows_definitionversion WHERE state IN ('published', 'retired') ORDER BY definition_id, number DESC
"""
PAST = """
i.definition_key = %(process)s AND i.content_removed_at IS NULL
AND i.ended_at <= %(on)s - %(period)s::interval
"""
#: Why an instance past its time is kept all the same.
KEPT = {
    "held": "EXISTS (SELECT FROM workflows_legalhold h WHERE h.case_ref = i.case_ref AND h.lifted_at IS NULL)",
    "case goes on": "i.case_ref <> '' AND EXISTS (SELECT FROM workflows_processinstance o "
    "WHERE o.case_ref = i.case_ref AND o.case_ref <> '' AND o.ended_at IS NULL)",
    "open incident": "EXISTS (SELECT FROM workflows_incident n WHERE n.instance_id = i.id AND n.state = 'open')",
}
DUE = " ".join([PAST, *(f"AND NOT ({reason})" for reason in KEPT.values())])
FIND = f"SELECT i.id FROM workflows_processinstance i WHERE {DUE} ORDER BY i.ended_at, i.id LIMIT %(batch)s"  # noqa: S608
IS_DUE = f"SELECT 1 FROM workflows_processinstance i WHERE i.id = %(id)s AND {DUE}"  # noqa: S608
COUNT = f"""
SELECT count(*) FILTER (WHERE {" AND ".join(f"NOT ({reason})" for reason in KEPT.values())}),
    {", ".join(f"count(*) FILTER (WHERE {reason})" for reason in KEPT.values())}
FROM workflows_processinstance i WHERE {PAST}
"""  # noqa: S608


@dataclass(frozen=True)
class Policy:
    """How long the content of a process is kept after a run has ended; an ISO 8601 period such as P10Y."""

    process: str
    period: str


@dataclass(frozen=True)
class Standing:
    """Of one process: the runs whose content is to go, and those kept beyond their time, by the reason."""

    policy: Policy
    due: int
    kept: dict[str, int]


def list_policies() -> list[Policy]:
    """Of every process that says how long; one that says nothing keeps its content for good."""
    return [Policy(process, period) for process, period in fetch(POLICIES, {}) if period]


def tell_standing(on: datetime | None = None) -> Iterator[Standing]:
    """What a removal at that instant would take, and leave; nothing is changed."""
    for policy in list_policies():
        values = {"process": policy.process, "period": policy.period, "on": on or clock.now()}
        ((due, *kept),) = fetch(COUNT, values)
        yield Standing(policy, due, dict(zip(KEPT, kept, strict=True)))


def remove_expired(*, patience: float = PATIENCE) -> int:
    """Take the content out of what is past its time, for about `patience` seconds; the instances that lost it."""
    until, count = monotonic() + patience, 0
    for policy in list_policies():
        while monotonic() < until and (found := find_due(policy, clock.now())):
            removed = sum(remove_one(key, policy) for key in found if monotonic() < until)
            count += removed
            if not removed:
                break
    return count


def find_due(policy: Policy, on: datetime, limit: int = BATCH) -> list[UUID]:
    """The runs of a process whose content is to go, the longest ended first."""
    values = {"process": policy.process, "period": policy.period, "on": on, "batch": limit}
    return [key for (key,) in fetch(FIND, values)]


def remove_one(key: UUID, policy: Policy) -> bool:
    """Whether its content went: not when a colleague has it in hand, or something keeps it since it was found."""
    try:
        with transaction.atomic():
            return remove_locked(key, policy)
    except SealBroken as error:
        log.warning("content_removal_refused", instance=str(key), error=type(error).__name__)
        open_incident(REFUSED, str(error), error=error, instance_id=key)
        return False


def remove_locked(key: UUID, policy: Policy) -> bool:
    locked = ProcessInstance.objects.select_for_update(skip_locked=True).defer("state").filter(id=key)
    instance, now = locked.first(), clock.now()
    values = {"id": key, "process": policy.process, "period": policy.period, "on": now}
    if instance is None or not fetch(IS_DUE, values):
        return False
    remove_content(instance, period=policy.period, now=now)
    faults.point("removal_before_commit")
    return True
