"""What processes may ask of affiliations. A party is `party_ref`, a quarter text such as `2025Q1`."""

from dataclasses import dataclass
from datetime import date

from django.utils import translation

from app.affiliation import (  # noqa: F401  offer their own
    cessation_operations,
    coverages,
    pension_operations,
    start_operations,
)
from app.affiliation.categories import decide_quarters
from app.affiliation.errors import AffiliationError
from app.affiliation.joint_liability import jointly_liable
from app.affiliation.models import Coverage, QuarterStatus
from app.affiliation.queries import list_liable, status_of
from app.people.errors import PartyUnknown
from app.people.models import Party
from app.people.queries import find_party
from app.registers.errors import QuarterUnreadable
from app.registers.quarters import Quarter
from workflows.actors import system
from workflows.operations import BusinessError, Call, operation

BY = system("process")


@dataclass(frozen=True)
class Status:
    """`liable` tells whether the quarter is one of liability; category and coverage are empty when undecided."""

    liable: bool
    category: str
    coverage: str
    coverage_reason: str
    rules: list[str]


@dataclass(frozen=True)
class LiableParty:
    party_ref: str
    name: str
    kind: str
    basis: str
    started_on: date
    ended_on: date


@dataclass(frozen=True)
class LiableParties:
    parties: list[LiableParty]
    party_refs: list[str]


def read_party(party_ref: str) -> Party:
    try:
        return find_party(party_ref)
    except PartyUnknown as error:
        raise BusinessError("party_unknown", str(error), party_ref=party_ref) from error


def read_quarter(quarter: str) -> Quarter:
    try:
        return Quarter.parse(quarter)
    except QuarterUnreadable as error:
        raise BusinessError("quarter_unreadable", str(error), quarter=quarter) from error


def describe(party: Party, quarter: Quarter, status: QuarterStatus | None) -> Status:
    liable = status is not None or list_liable(quarter).filter(pk=party.pk).exists()
    if status is None:
        return Status(liable, "", "", "", [])
    rules = [str(rule) for rule in status.decision["rules"]]
    return Status(True, status.category, status.coverage, status.coverage_reason, rules)


@operation("affiliation.read_status")
def read_status(_call: Call, *, party_ref: str, quarter: str) -> Status:
    """Category and coverage of a person's quarter."""
    party, when = read_party(party_ref), read_quarter(quarter)
    return describe(party, when, status_of(party, when))


@operation("affiliation.decide_category")
def decide_category(call: Call, *, party_ref: str, quarter: str) -> Status:
    """Decide the category of a person's quarter by D01 and keep the decision; decided alike, nothing changes."""
    party, when = read_party(party_ref), read_quarter(quarter)
    decide_quarters(party, when, when, by=BY, now=call.now)
    return describe(party, when, status_of(party, when))


@operation("affiliation.set_coverage")
def set_coverage(call: Call, *, party_ref: str, quarter: str, coverage: str, reason: str) -> Status:
    """Set what becomes of a quarter's contribution: due, exempt, assimilated, bridging, birth_exempt or retired."""
    party, when = read_party(party_ref), read_quarter(quarter)
    if coverage not in Coverage.values:
        known = ", ".join(Coverage.values)
        raise BusinessError("coverage_unknown", f"The coverage is one of {known}", coverage=coverage)
    try:
        with translation.override("en"):
            status = coverages.set_coverage(
                party, when, Coverage(coverage), reason=reason, by=BY, now=call.now
            )
    except AffiliationError as error:
        raise BusinessError("coverage_refused", str(error), party_ref=party_ref, quarter=quarter) from error
    return describe(party, when, status)


@operation("affiliation.read_joint_liability")
def read_joint_liability(_call: Call, *, party_ref: str, first_day: date, last_day: date) -> LiableParties:
    """Who else owes the party's debts of these days (D03)."""
    found = [
        LiableParty(one.liable.reference, one.liable.name, one.kind, one.basis, one.started_on, one.ended_on)
        for one in jointly_liable(read_party(party_ref), first_day, last_day)
    ]
    return LiableParties(found, list(dict.fromkeys(one.party_ref for one in found)))
