"""Promises of a period that were not kept, each with the commitments it belongs to; and telling why."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from app.accounts.hiding import list_hidden, of_cases
from app.accounts.models import User
from app.charter.breach_causes import CLOCK, UNTOLD, name_cause, read_causes, subject_of
from app.charter.commitments import Charter, EvidenceKind
from app.charter.errors import CauseUnknown, NothingChosen
from app.charter.figures import LATE, name_process
from app.charter.measures import MEASURES, Fault
from app.charter.models import BreachCause
from app.charter.proposals import propose
from app.periods import Period
from workflows.models import ServiceLevelClock

#: Instead of one cause for all chosen: to each what its own record proposes.
PROPOSED = "proposed"


@dataclass(frozen=True)
class FullBreach:
    """One case too many of a commitment that must be kept in all."""

    code: str
    fault: Fault
    cause: str


def list_codes(found: Charter) -> Mapping[tuple[str, str], list[str]]:
    """(process, level) → the commitments that rest on it."""
    codes: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for commitment in found.commitments.values():
        for one in commitment.kept_by:
            if one.kind == EvidenceKind.LEVEL:
                codes[one.process, one.name].append(commitment.code)
    return codes


def list_late(
    found: Charter, period: Period, *, code: str = "", cause: str = "", after: int = 0
) -> QuerySet[Any]:
    """Clocks that were late, with `promised_by` and `cause`, newest first; `after` is the key of the last one seen."""
    wanted = Q(pk__in=[])
    for (process, level), codes in list_codes(found).items():
        if not code or code in codes:
            wanted |= Q(promised_by=process, level=level)
    rows = name_cause(
        name_process(ServiceLevelClock.objects.filter(period.covers("started_at")).filter(LATE))
    )
    rows = leave_out_hidden(rows.filter(wanted))
    if cause:
        rows = rows.filter(cause=cause)
    if after:
        rows = rows.filter(pk__lt=after)
    return rows.select_related("instance").order_by("-pk")


def leave_out_hidden(clocks: QuerySet[Any]) -> QuerySet[Any]:
    hidden = list_hidden()
    return clocks.exclude(of_cases(hidden, "instance__case_ref")) if hidden else clocks


def list_full(found: Charter, period: Period, *, code: str = "", cause: str = "") -> list[FullBreach]:
    """Of what must be kept in every single case, the cases in which it was not."""
    pairs = [
        (commitment.code, fault)
        for commitment in found.commitments.values()
        for one in commitment.kept_by
        if commitment.must_be_full and one.kind == EvidenceKind.MEASURE and code in ("", commitment.code)
        for fault in MEASURES[one.name](period).faults
    ]
    told = read_causes([fault.subject for _code, fault in pairs])
    breaches = [FullBreach(its, fault, told.get(fault.subject, UNTOLD)) for its, fault in pairs]
    return [one for one in breaches if cause in ("", one.cause)]


def tell_cause(
    subjects: Collection[str], cause: str, found: Charter, period: Period, *, by: User, now: datetime
) -> int:
    """Keep why these were not kept; how many. `PROPOSED` passes over what proposes nothing.

    Raises CauseUnknown, and NothingChosen when none of them is a breach of the period that the person may see.
    """
    if cause != PROPOSED and cause not in found.causes:
        raise CauseUnknown(cause=cause)
    rows = [*tell_clocks(subjects, cause, now), *tell_faults(subjects, cause, found, period)]
    if not rows:
        raise NothingChosen
    for row in rows:
        row.told_by, row.told_at = by, now
    BreachCause.objects.bulk_create(rows)
    return len(rows)


def tell_clocks(subjects: Iterable[str], cause: str, now: datetime) -> Iterable[BreachCause]:
    keys = [one.removeprefix(CLOCK) for one in subjects if one.startswith(CLOCK)]
    wanted = [int(key) for key in keys if key.isdecimal() and len(key) < 18]
    late = leave_out_hidden(ServiceLevelClock.objects.filter(LATE, pk__in=wanted)).select_related("instance")
    clocks = list(late)
    proposals = propose(clocks, now)
    for clock in clocks:
        proposal = proposals.get(clock.pk)
        proposed = proposal.cause if proposal else ""
        if chosen := proposed if cause == PROPOSED else cause:
            yield BreachCause(
                subject=subject_of(clock), case_ref=clock.instance.case_ref, cause=chosen, proposed=proposed
            )


def tell_faults(
    subjects: Collection[str], cause: str, found: Charter, period: Period
) -> Iterable[BreachCause]:
    if cause == PROPOSED or all(one.startswith(CLOCK) for one in subjects):
        return
    for breach in list_full(found, period):
        if breach.fault.subject in subjects:
            yield BreachCause(subject=breach.fault.subject, case_ref=breach.fault.case_ref, cause=cause)
