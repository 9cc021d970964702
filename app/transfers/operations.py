"""What the processes of a change of funds (P34) may ask."""

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils import translation

from app.affiliation.errors import AffiliationError
from app.affiliation.models import AffiliationState, LiabilityPeriod
from app.affiliation.periods import change_period
from app.affiliation.queries import status_of
from app.ledger.queries import open_receivables
from app.people.errors import PartyUnknown
from app.people.models import Party
from app.people.queries import find_party
from app.recovery.solution_facts import write_lines
from app.registers.quarters import Quarter
from app.transfers import archive, rules
from app.transfers.models import Handover
from workflows.actors import system
from workflows.models import Queue
from workflows.operations import BusinessError, Call, operation
from workflows.parameters import ParameterError

BY = system("process")
ZERO = Decimal("0.00")


@dataclass(frozen=True)
class TransferFacts:
    """`effective_on` is the first day with the other fund; the debts, EUR, stay with this one."""

    affiliated_since: date | None
    effective_on: date
    last_on: date
    category: str
    debts: Decimal
    debt_lines: list[dict[str, Any]]


@dataclass(frozen=True)
class ClosedAffiliation:
    last_on: date


@dataclass(frozen=True)
class BuiltFile:
    handover: str
    sha256: str
    size: int


@operation("transfers.read_request")
def read_request(call: Call, *, party_ref: str, wanted_on: date) -> TransferFacts:  # noqa: ARG001  shape
    """What is known of a person who wishes to leave; nothing is decided yet."""
    party = find(party_ref)
    standing = rules.read_standing(party, wanted_on)
    debts = open_receivables(party)
    status = status_of(party, Quarter.of(standing.last_on))
    return TransferFacts(
        affiliated_since=standing.period.started_on if standing.period else None,
        effective_on=standing.effective_on,
        last_on=standing.last_on,
        category=str(status.category) if status else "",
        debts=sum((one.total for one in debts), ZERO),
        debt_lines=write_lines(debts),
    )


@dataclass(frozen=True)
class TransferVerdict:
    """`objection` is a code: not_affiliated, stay_too_short, notice_too_short; empty when admissible."""

    objection: str


@operation("transfers.check_request")
def check_request(_call: Call, *, party_ref: str, wanted_on: date, requested_on: date) -> TransferVerdict:
    """Minimum stay and notice. Refuses with RULE_UNKNOWN, naming it, while a value of the law is not loaded."""
    standing = rules.read_standing(find(party_ref), wanted_on)
    try:
        return TransferVerdict(rules.find_objection(standing, requested_on))
    except ParameterError as error:
        raise BusinessError("RULE_UNKNOWN", str(error), wanted_on=str(wanted_on)) from error


@operation("transfers.close_affiliation")
def close_affiliation(call: Call, *, party_ref: str, last_on: date, other_fund: str) -> ClosedAffiliation:
    """Transfer the person's liability on its last day here; done once. Refuses with TRANSFER_REFUSED."""
    party = find(party_ref)
    done = LiabilityPeriod.objects.filter(
        person=party, state=AffiliationState.TRANSFERRED, ended_on=last_on
    ).exists()
    if done:
        return ClosedAffiliation(last_on)
    period = LiabilityPeriod.objects.filter(
        person=party, state=AffiliationState.ACTIVE, started_on__lte=last_on
    ).first()
    if period is None:
        raise BusinessError("TRANSFER_REFUSED", "No liability runs on that day.", party_ref=party_ref)
    try:
        with translation.override("en"):
            change_period(period, "transfer", day=last_on, reason=other_fund, by=BY, now=call.now)
    except AffiliationError as error:
        raise BusinessError("TRANSFER_REFUSED", str(error), party_ref=party_ref) from error
    return ClosedAffiliation(last_on)


@operation("transfers.build_file", queue=Queue.BULK, timeout=timedelta(seconds=120))
def build_file(call: Call, *, party_ref: str, effective_on: date, other_fund: str) -> BuiltFile:
    """The archive for the other fund, kept as it was made; one for the case."""
    party = find(party_ref)
    made = Handover.objects.filter(case_ref=call.case_ref).first()
    if made is None:
        data = archive.build_archive(
            party, case_ref=call.case_ref, effective_on=effective_on, other_fund=other_fund
        )
        made, _new = Handover.objects.get_or_create(
            case_ref=call.case_ref,
            defaults={
                "party": party,
                "other_fund": other_fund,
                "effective_on": effective_on,
                "archive": data,
                "sha256": hashlib.sha256(data).hexdigest(),
                "made_at": call.now,
            },
        )
    return BuiltFile(made.ref, made.sha256, len(made.archive))


def find(party_ref: str) -> Party:
    try:
        return find_party(party_ref)
    except PartyUnknown as error:
        raise BusinessError("PARTY_UNKNOWN", str(error), party_ref=party_ref) from error
