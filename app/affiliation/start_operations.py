"""What the processes of a start (P01, P02) ask of affiliations: what is known, then the declaration itself."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import translation

from app.affiliation.categories import decide_quarters
from app.affiliation.circumstances import record_circumstance
from app.affiliation.companies import declare_company
from app.affiliation.errors import AffiliationError, PeriodRefused
from app.affiliation.models import (
    AffiliationState,
    Capacity,
    Circumstance,
    CircumstanceKind,
    CompanyAffiliation,
    LiabilityPeriod,
    QuarterStatus,
)
from app.affiliation.periods import declare_period
from app.affiliation.queries import list_circumstances
from app.affiliation.timing import helper_starts, is_late
from app.people.errors import PartyUnknown
from app.people.models import Kind, Party
from app.people.queries import find_party
from app.registers.quarters import Quarter
from workflows.actors import system
from workflows.clock import BRUSSELS
from workflows.operations import BusinessError, Call, operation
from workflows.parameters import ParameterError

BY = system("process")
OPEN = (AffiliationState.DECLARED, AffiliationState.ACTIVE)


@dataclass(frozen=True)
class StartFacts:
    """What the fund knows before it affiliates. `known_circumstances` are lines for a person to read.

    `helper_from` is the first day on which a helper of this age can be subject, null where the age does not matter.
    """

    is_company: bool
    already_affiliated: bool
    affiliated_since: date | None
    too_early: bool
    late: bool
    underage_helper: bool
    helper_from: date | None
    known_circumstances: str


@dataclass(frozen=True)
class DeclaredStart:
    """The period with the category of its first quarter by D01; `rules` are the ids that fired.

    The category is empty while a legal figure that D01 needs for that quarter is not published: the call decides it.
    """

    period: int
    late: bool
    quarter: str
    category: str
    rules: list[str]


@dataclass(frozen=True)
class DeclaredCompany:
    affiliation: int
    late: bool


@operation("affiliation.read_start_facts")
def read_start_facts(
    _call: Call, *, party_ref: str, started_on: date, registered_on: date, capacity: str = "self_employed"
) -> StartFacts:
    """What is known of a person or company that declares a start: affiliated already, too early, late, too young."""
    party = read_party(party_ref)
    if party.kind == Kind.COMPANY:
        return read_company_start(party)
    period = find_open_period(party, started_on)
    helper_from = read_helper_age(party, capacity, started_on)
    early, late = read_timing(started_on, registered_on)
    return StartFacts(
        is_company=False,
        already_affiliated=period is not None,
        affiliated_since=period.started_on if period else None,
        too_early=early,
        late=late,
        underage_helper=helper_from is not None and started_on < helper_from,
        helper_from=helper_from,
        known_circumstances=describe_circumstances(list_circumstances(party).filter(withdrawn_at=None)),
    )


def read_company_start(party: Party) -> StartFacts:
    known = CompanyAffiliation.objects.filter(company=party, state__in=OPEN).first()
    return StartFacts(
        is_company=True,
        already_affiliated=known is not None,
        affiliated_since=known.started_on if known else None,
        too_early=False,
        late=False,
        underage_helper=False,
        helper_from=None,
        known_circumstances="",
    )


def find_open_period(party: Party, day: date) -> LiabilityPeriod | None:
    periods = LiabilityPeriod.objects.filter(person=party, state__in=OPEN)
    return periods.filter(started_on__lte=day).order_by("-started_on").first()


def read_helper_age(party: Party, capacity: str, day: date) -> date | None:
    born = party.person.birth_date
    if capacity != Capacity.HELPER or born is None:
        return None
    freed = Circumstance.objects.filter(
        person=party, kind=CircumstanceKind.EMANCIPATION, withdrawn_at=None, started_on__lte=day
    )
    return None if freed.exists() else helper_starts(born)


def read_timing(started_on: date, registered_on: date) -> tuple[bool, bool]:
    """Whether a declaration comes too early to be taken, and whether it comes late."""
    try:
        return False, is_late(started_on, registered_on)
    except PeriodRefused:
        return True, False


def describe_circumstances(rows: Iterable[Circumstance]) -> str:
    return "\n".join(f"{row.get_kind_display()} ({row.started_on.isoformat()})" for row in rows)


@operation("affiliation.declare_start")
def declare_start(
    call: Call,
    *,
    party_ref: str,
    started_on: date,
    registered_on: date,
    capacity: str,
    activity: str | None = None,
    nace: str | None = None,
    enterprise_number: str | None = None,
    circumstances: list[dict[str, Any]] | None = None,
) -> DeclaredStart:
    """Declare the start of a person's activity with the facts that bear on the category, and decide it by D01.

    `circumstances` are {kind, facts, since}; without `since` they begin with the activity. All or nothing; a repeated
    call changes nothing.
    """
    party = read_party(party_ref)
    if capacity not in Capacity.values:
        raise BusinessError("START_REFUSED", f"The capacity is one of {', '.join(Capacity.values)}")
    try:
        with translation.override("en"), transaction.atomic():
            period = find_declared(party, started_on, capacity) or declare_period(
                party,
                started_on=started_on,
                registered_on=registered_on,
                capacity=Capacity(capacity),
                activity=activity or "",
                nace=nace or "",
                enterprise_number=enterprise_number or "",
                by=BY,
                now=call.now,
                decide=False,
            )
            record_missing(party, circumstances or [], started_on, call)
            status = decide_first(party, started_on, call)
    except AffiliationError as error:
        raise BusinessError("START_REFUSED", str(error), party_ref=party_ref) from error
    rules = [str(rule) for rule in status.decision["rules"]] if status else []
    category = status.category if status else ""
    return DeclaredStart(period.pk, period.late, str(Quarter.of(started_on)), category, rules)


def find_declared(party: Party, started_on: date, capacity: str) -> LiabilityPeriod | None:
    """The same declaration, made already by an earlier attempt."""
    return LiabilityPeriod.objects.filter(
        person=party, started_on=started_on, capacity=capacity, state__in=OPEN
    ).first()


def record_missing(
    party: Party, circumstances: Iterable[Mapping[str, Any]], started_on: date, call: Call
) -> None:
    """Record each fact, unless one of its kind is in force on its first day already."""
    for one in circumstances:
        kind, since = read_kind(one.get("kind")), one.get("since") or started_on
        known = Circumstance.objects.filter(
            Q(ended_on=None) | Q(ended_on__gte=since),
            person=party,
            kind=kind,
            started_on__lte=since,
            withdrawn_at=None,
        )
        if known.exists():
            continue
        record_circumstance(
            party,
            kind,
            started_on=since,
            facts=one.get("facts") or {},
            source=call.case_ref,
            by=BY,
            now=call.now,
            decide=False,
        )


def read_kind(kind: object) -> CircumstanceKind:
    try:
        return CircumstanceKind(str(kind))
    except ValueError as error:
        raise BusinessError("START_REFUSED", f"There is no circumstance {kind!r}.") from error


def decide_first(party: Party, started_on: date, call: Call) -> QuarterStatus | None:
    """Decide the quarters from the first one to today's, or the first alone when it lies ahead; the first one's.

    None when a legal figure it needs is not published yet, as in autumn for the year to come.
    """
    first, today = Quarter.of(started_on), Quarter.of(call.now.astimezone(BRUSSELS).date())
    try:
        with transaction.atomic():
            return decide_quarters(party, first, max(first, today), by=BY, now=call.now)[0]
    except ParameterError:
        return None


@operation("affiliation.declare_company")
def declare_company_start(
    call: Call, *, party_ref: str, started_on: date, registered_on: date
) -> DeclaredCompany:
    """Affiliate a company; late after three months of its legal personality. A repeated call changes nothing."""
    party = read_party(party_ref)
    known = CompanyAffiliation.objects.filter(company=party, started_on=started_on, state__in=OPEN).first()
    try:
        with translation.override("en"):
            row = known or declare_company(
                party, started_on=started_on, registered_on=registered_on, by=BY, now=call.now
            )
    except AffiliationError as error:
        raise BusinessError("START_REFUSED", str(error), party_ref=party_ref) from error
    return DeclaredCompany(row.pk, row.late)


def read_party(party_ref: str) -> Party:
    try:
        return find_party(party_ref)
    except PartyUnknown as error:
        raise BusinessError("party_unknown", str(error), party_ref=party_ref) from error
