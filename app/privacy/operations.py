"""What the processes of personal data (P33) may ask."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import translation

from app.cases.opening import find_current_version
from app.correspondence.letters import Order
from app.correspondence.many_letters import write_letters
from app.correspondence.models import Letter
from app.documents.filing import keep_document
from app.people.errors import PartyUnknown
from app.people.models import Party
from app.people.queries import find_party
from app.privacy import breaches, gathering
from app.privacy.answers import list_kept, list_sections
from app.privacy.errors import BreachIncomplete
from workflows.clock import BRUSSELS
from workflows.models import Queue
from workflows.operations import BusinessError, Call, operation

BY = "system:privacy"
LIMIT = timedelta(seconds=300)
PROCESS = "data_breach"


@dataclass(frozen=True)
class GatheredData:
    """`document` is the kept JSON file and `sha256` its digest; `kept` are {code, count} of what the law keeps;
    `sections` are for the letter."""

    document: str
    sha256: str
    rows: int
    apps: list[dict[str, Any]]
    sections: dict[str, Any]
    kept: list[dict[str, Any]]
    kept_codes: list[str]


@dataclass(frozen=True)
class BreachStanding:
    breach: str
    notify_by: datetime


@dataclass(frozen=True)
class Informed:
    """`unreached` are those for whom no letter could be made, with the reason."""

    informed: int
    unreached: str


@operation("privacy.gather", queue=Queue.BULK, timeout=LIMIT)
def gather(call: Call, *, party_ref: str | None = None, origin_case_ref: str | None = None) -> GatheredData:
    """All the fund holds on a person, kept with the case as one JSON file; and what of it the law obliges to keep.

    Of somebody without a file (`party_ref` null) it holds this case, and the one of the question it was asked in.
    """
    party = find(party_ref) if party_ref else None
    on = call.now.astimezone(BRUSSELS).date()
    own = [one for one in (origin_case_ref, call.case_ref) if one]
    found = gathering.gather(party, on) if party else gathering.gather_cases(own, on)
    text = json.dumps(found.to_json(), ensure_ascii=False, indent=1, sort_keys=True, default=str)
    document = keep_document(
        name=f"personal-data-{party.reference if party else call.case_ref}.json",
        content=text.encode(),
        received_at=call.now,
        by=BY,
        party=None,
        case_ref=call.case_ref,
        kind="other",
    )
    with translation.override(party.language if party else None):
        sections = list_sections(party) if party else {}
    kept = list_kept(party) if party else []
    counts = found.count()
    return GatheredData(
        document=str(document.pk),
        sha256=document.sha256,
        rows=sum(counts.values()),
        apps=[{"app": name, "count": count} for name, count in counts.items()],
        sections=sections,
        kept=[vars(one) for one in kept],
        kept_codes=[one.code for one in kept],
    )


@operation("privacy.record_breach")
def record_breach(
    call: Call, *, aware_on: date, aware_hour: int, aware_minute: int, nature: str, persons_concerned: int
) -> BreachStanding:
    """Write a breach into the register; the authority is to be told within 72 hours of the moment it knew."""
    aware = datetime.combine(aware_on, time(aware_hour, aware_minute), BRUSSELS)
    breach = breaches.record_breach(
        case_ref=call.case_ref,
        aware_at=min(aware, call.now),
        nature=nature,
        persons_concerned=persons_concerned,
        by=BY,
    )
    return BreachStanding(breach.ref, breach.notify_by)


@operation("privacy.assess_breach")
def assess_breach(call: Call, *, risk: str, consequences: str, measures: str) -> BreachStanding:
    """Record the risk, what may follow and what is done against it."""
    breach = breaches.record_assessment(
        call.case_ref, risk=risk, consequences=consequences, measures=measures
    )
    return BreachStanding(breach.ref, breach.notify_by)


@operation("privacy.record_notification")
def record_notification(call: Call, *, reference: str, late_reason: str | None = None) -> BreachStanding:
    """Record that the authority was told, now. Refuses with LATE_REASON_MISSING after 72 hours without a reason."""
    try:
        breach = breaches.record_notification(
            call.case_ref, at=call.now, reference=reference, late_reason=late_reason or ""
        )
    except BreachIncomplete as error:
        raise BusinessError("LATE_REASON_MISSING", str(error)) from error
    return BreachStanding(breach.ref, breach.notify_by)


@operation("privacy.inform_persons", queue=Queue.LETTERS, timeout=LIMIT)
def inform_persons(call: Call, *, persons: str, told: dict[str, Any]) -> Informed:
    """Write to every person concerned, each once and in their language: `persons` are references, apart by spaces."""
    parties, unknown = read_parties(persons.replace(",", " ").split())
    orders = [
        Order(
            key=f"breach:{call.case_ref}:{one.reference}",
            reference=call.case_ref,
            name="breach_notice",
            language=one.language if one.language in ("fr", "nl", "de") else "fr",
            now=call.now,
            party=one,
            content=told,
        )
        for one in parties
    ]
    made = write_letters(orders, find_current_version(PROCESS), day=call.now.astimezone(BRUSSELS).date())
    failed = [f"{key.rpartition(':')[2]}: {one}" for key, one in made.items() if not isinstance(one, Letter)]
    count = sum(isinstance(one, Letter) for one in made.values())
    breaches.record_informed(call.case_ref, count=count, at=call.now)
    return Informed(count, "\n".join([*unknown, *failed]))


def read_parties(references: Iterable[str]) -> tuple[list[Party], list[str]]:
    """The parties named, each once, and what names none."""
    found: dict[int, Party] = {}
    unknown = []
    for reference in references:
        try:
            party = find_party(reference)
        except PartyUnknown:
            unknown.append(f"{reference}: ?")
            continue
        found[party.pk] = party
    return list(found.values()), unknown


@operation("privacy.close_breach")
def close_breach(call: Call, *, reason: str | None = None, measures: str | None = None) -> BreachStanding:
    """Close the entry in the register: told to the authority, or with the reason why not."""
    breach = breaches.close_breach(call.case_ref, at=call.now, reason=reason or "", measures=measures or "")
    return BreachStanding(breach.ref, breach.notify_by)


def find(party_ref: str) -> Party:
    try:
        return find_party(party_ref)
    except PartyUnknown as error:
        raise BusinessError("PARTY_UNKNOWN", str(error), party_ref=party_ref) from error
