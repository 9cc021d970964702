"""The due notices of a call (O02): one for each booked line, made once, in the affiliate's language."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import structlog
from django.db import transaction
from django.db.models import QuerySet

from app.cases.opening import find_current_version
from app.collection.models import CallLine, LineState, QuarterlyCall
from app.correspondence.letters import Order
from app.correspondence.many_letters import write_letters
from app.correspondence.models import Letter
from app.ledger.models import Posting, Receivable
from app.ledger.queries import balances
from app.ledger.references import references_for
from app.ledger.states import Component, EntryKind
from app.people.models import Party
from app.registers.rendering import render_for_letter
from app.registers.traces import Trace
from workflows.clock import BRUSSELS

log = structlog.get_logger(__name__)
LETTER = "due_notice"
PROCESS = "quarterly_call"
CHUNK = 50
WORDS: dict[str, dict[str, Any]] = {
    "fr": {
        "greeting": "Madame, Monsieur,",
        "quarters": ("premier trimestre", "deuxième trimestre", "troisième trimestre", "quatrième trimestre"),
        "principal": "Cotisation sociale",
        "fee": "Frais de gestion",
        "paid": "Déjà payé ou imputé",
    },
    "nl": {
        "greeting": "Geachte mevrouw, geachte heer,",
        "quarters": ("eerste kwartaal", "tweede kwartaal", "derde kwartaal", "vierde kwartaal"),
        "principal": "Sociale bijdrage",
        "fee": "Beheerskosten",
        "paid": "Al betaald of verrekend",
    },
    "de": {
        "greeting": "Sehr geehrte Damen und Herren,",
        "quarters": ("erste Quartal", "zweite Quartal", "dritte Quartal", "vierte Quartal"),
        "principal": "Sozialbeitrag",
        "fee": "Verwaltungskosten",
        "paid": "Bereits gezahlt oder verrechnet",
    },
}


def make_notices(call_id: int, *, now: datetime, seconds: float = 20.0) -> int:
    """Make notices for about so many seconds; the number of booked lines still without one.

    A notice that cannot be made leaves its reason on the line and stops no other.
    """
    begun = time.monotonic()
    while time.monotonic() - begun < seconds:
        if make_chunk(call_id, now=now) == 0:
            break
    return waiting_lines(call_id).count()


def waiting_lines(call_id: int) -> QuerySet[CallLine]:
    lines = CallLine.objects.filter(call=call_id, state=LineState.BOOKED, letter=None)
    return lines.filter(error="")


@transaction.atomic
def make_chunk(call_id: int, *, now: datetime) -> int:
    """Some notices in one transaction; the number of lines dealt with."""
    rows = waiting_lines(call_id).select_for_update(of=("self",), skip_locked=True).order_by("number")
    lines = list(rows.select_related("party", "receivable", "call", "party__caseworker")[:CHUNK])
    version = find_current_version(PROCESS)
    owed = read_owed(lines)
    orders = [describe_notice(line, owed, now) for line in lines]
    made = write_letters(orders, version, day=now.astimezone(BRUSSELS).date())
    for line, order in zip(lines, orders, strict=True):
        found = made[order.key]
        if isinstance(found, Letter):
            line.letter = found
            continue
        line.error = str(found)[:2000]
        log.warning("notice_failed", line=line.pk, error=type(found).__name__)
    CallLine.objects.bulk_update(lines, ["letter", "error"])
    return len(lines)


@dataclass(frozen=True)
class Owed:
    """Of many receivables, by key: what was claimed (by component) and what is left to pay, EUR, and the structured
    reference to pay it under."""

    claimed: Mapping[int, Mapping[str, Decimal]]
    left: Mapping[int, Decimal]
    references: Mapping[int, str]


def read_owed(lines: Sequence[CallLine]) -> Owed:
    receivables = [one for line in lines if (one := line.receivable)]
    numbers = references_for([[one] for one in receivables])
    return Owed(
        read_claimed(receivables),
        {key: found.total for key, found in balances(receivables).items()},
        {one.pk: found.number for one, found in zip(receivables, numbers, strict=True)},
    )


def read_claimed(receivables: Sequence[Receivable]) -> Mapping[int, Mapping[str, Decimal]]:
    """What each receivable was booked with, whatever has been paid on it since."""
    claimed: dict[int, dict[str, Decimal]] = {one.pk: {} for one in receivables}
    booked = Posting.objects.filter(receivable__in=receivables, entry__kind=EntryKind.BOOKING)
    for key, component, amount in booked.values_list("receivable_id", "component", "amount"):
        if key is not None and component is not None:
            claimed[key][component] = amount
    return claimed


def describe_notice(line: CallLine, owed: Owed, now: datetime) -> Order:
    receivable = line.receivable
    if receivable is None:
        raise ValueError("A notice belongs to a booked line.")
    language = choose_language(line.party)
    left = owed.left[receivable.pk]
    return Order(
        key=f"due_notice:{receivable.ref}",
        reference=line.case_ref,
        name=LETTER,
        language=language,
        now=now,
        party=line.party,
        content={
            "greeting": WORDS[language]["greeting"],
            "period": name_period(line.call, language),
            "income_year": line.call.year,
            "lines": list_lines(owed.claimed[receivable.pk], left, language),
            "total": left,
            "trace": render_for_letter(Trace.from_json(receivable.trace or {}), language),
        },
        payment=describe_payment(receivable, left, owed.references[receivable.pk]),
    )


def describe_payment(receivable: Receivable, left: Decimal, reference: str) -> dict[str, Any] | None:
    """How to pay what is left; nothing when a credit covers it all."""
    if left <= 0:
        return None
    return {"reference": reference, "amount": left, "due_on": receivable.due_on}


def list_lines(claimed: Mapping[str, Decimal], left: Decimal, language: str) -> list[dict[str, Any]]:
    """Contribution, fee, and what a credit has covered already."""
    words = WORDS[language]
    rows = [
        {"label": words[component], "amount": claimed[component]}
        for component in (Component.PRINCIPAL.value, Component.FEE.value)
        if component in claimed
    ]
    covered = sum(claimed.values(), Decimal("0.00")) - left
    if covered:
        rows.append({"label": words["paid"], "amount": -covered})
    return rows


def name_period(call: QuarterlyCall, language: str) -> str:
    """As it stands after its article: `premier trimestre 2026`, `erste Quartal 2026`."""
    return f"{WORDS[language]['quarters'][call.quarter - 1]} {call.year}"


def choose_language(party: Party) -> str:
    return party.language if party.language in WORDS else "fr"
