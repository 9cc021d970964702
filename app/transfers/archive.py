"""The file handed over to another fund: history, quarters, incomes, and the debts that stay, in one hashed archive.

A ZIP with the pieces as JSON and `manifest.json`, which names the SHA-256 of each. The same facts give the same bytes.
A national number is in no piece: the archive names the person by reference.
"""

import hashlib
from collections.abc import Iterator
from datetime import date
from typing import Any

from app.affiliation.queries import list_circumstances, list_events, list_periods, list_statuses
from app.contributions.queries import list_incomes
from app.ledger.mutuality_status import describe
from app.ledger.statements import statement
from app.people.models import Party
from app.privacy.gathering import describe as describe_row
from app.recovery.bundle import MANIFEST, pack, write_json
from app.registers.quarters import Quarter

FORMAT = "vigie-handover-1"


def build_archive(party: Party, *, case_ref: str, effective_on: date, other_fund: str) -> bytes:
    pieces = [(name, write_json(content)) for name, content in list_pieces(party, effective_on)]
    manifest = {
        "format": FORMAT,
        "case": case_ref,
        "person": party.reference,
        "effective_on": effective_on,
        "other_fund": other_fund,
        "pieces": [
            {"path": name, "sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
            for name, data in pieces
        ],
    }
    return pack([(MANIFEST, write_json(manifest)), *pieces])


def list_pieces(party: Party, effective_on: date) -> Iterator[tuple[str, Any]]:
    """Everything up to the last day with this fund."""
    last = Quarter.of(effective_on).shift(-1)
    periods = list(list_periods(party))
    yield "person.json", {"reference": party.reference, "name": party.name, "language": party.language}
    yield "periods.json", [describe_row(one) for one in periods]
    yield "events.json", [describe_row(event) for one in periods for event in list_events(one)]
    yield "circumstances.json", [describe_row(one) for one in list_circumstances(party)]
    yield "quarters.json", list_quarters(party, last)
    yield "incomes.json", [describe_row(one) for one in list_incomes(party)]
    yield "debts_that_stay.json", statement(party, last.last_day).to_json()


def list_quarters(party: Party, last: Quarter) -> list[dict[str, Any]]:
    """Category, coverage and payment of each quarter, as an institution is told."""
    statuses = list_statuses(party, last=last)
    quarters = [Quarter(one.year, one.number) for one in statuses]
    told = describe([party], quarters)[0]["quarters"] if quarters else []
    paid = {one["quarter"]: one["status"] for one in told}
    return [
        {
            "quarter": str(quarter),
            "category": str(one.category),
            "coverage": str(one.coverage),
            "payment": paid.get(str(quarter), "not_called"),
        }
        for one, quarter in zip(statuses, quarters, strict=True)
    ]
