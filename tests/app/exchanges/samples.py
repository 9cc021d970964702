"""One realistic message for each type the fund sends: what the processes put in, and what the partner reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from app.exchanges import transmissions
from app.exchanges.institutions import find_institution, register
from app.exchanges.models import Transmission
from app.people.models import Party
from tests.app.exchanges.conftest import NOW
from tests.factories.people import make_company, make_person
from workflows import clock

#: Five working days after Monday 2 March 2026, and ten.
FIVE, TEN = date(2026, 3, 9), date(2026, 3, 16)


@dataclass(frozen=True, kw_only=True)
class Sample:
    """`change` is what a person corrects after a rejection; `wish` the institution where it must be named."""

    content: Mapping[str, Any]
    recipient: str
    change: Mapping[str, Any]
    acknowledge_by: date = FIVE
    wish: str = ""
    subject: str = "person"
    #: What the partner reads where it is not what was put in: numbers of parties, days and amounts as text.
    wire: Mapping[str, Any] = field(default_factory=dict)


SAMPLES: Mapping[str, Sample] = {
    "T01": Sample(
        content={
            "beneficiary": "{party}",
            "children": [
                {
                    "first_name": "Léa",
                    "birth_date": date(2009, 4, 8),
                    "rank": 1,
                    "monthly_amount": Decimal(90),
                },
                {
                    "first_name": "Tom",
                    "birth_date": date(2012, 1, 2),
                    "rank": 2,
                    "monthly_amount": Decimal(167),
                },
            ],
            "last_month_paid": "2014-06",
            "provisional": False,
        },
        wire={
            "children": [
                {"first_name": "Léa", "birth_date": "2009-04-08", "rank": 1, "monthly_amount": "90.00"},
                {"first_name": "Tom", "birth_date": "2012-01-02", "rank": 2, "monthly_amount": "167.00"},
            ]
        },
        change={"last_month_paid": "2014-05"},
        recipient="family_famiwal",
        wish="family_famiwal",
        acknowledge_by=TEN,
    ),
    "T02": Sample(
        content={
            "name": "Joke Vermeulen",
            "address": "Rue Neuve 12, 1000 Bruxelles",
            "region": "brussels",
            "number": 105,
            "birth_date": date(2026, 2, 20),
            "voucher_type": "electronic",
            "email": None,
            "language": "nl",
        },
        change={"voucher_type": "paper"},
        recipient="vouchers_brussels",
        wish="vouchers_brussels",
    ),
    "T03": Sample(
        content={
            "month": "2026-02",
            "part": 1,
            "persons": [{"person": "{party}", "quarters": [{"quarter": "2025Q4", "status": "partly_paid"}]}],
        },
        change={"part": 2},
        recipient="mut_300",
        wish="mut_300",
        subject="none",
    ),
    "T04": Sample(
        content={
            "purpose": "maternity",
            "event_on": date(2026, 2, 20),
            "category": "main",
            "quarters": [
                {"quarter": "2025Q2", "status": "paid"},
                {"quarter": "2025Q3", "status": "exempted"},
            ],
        },
        change={"event_on": date(2026, 2, 21)},
        recipient="mut_300",
    ),
    "T05": Sample(
        content={
            "requested_on": date(2026, 2, 27),
            "incapacity_from": date(2026, 1, 12),
            "activity_stopped_on": date(2026, 1, 12),
            "continued_by_other": False,
            "quarters": ["2026Q1", "2026Q2"],
            "mutuality_certificate": "CIN-2026-118",
            "proof": "declaration",
        },
        change={"incapacity_until": date(2026, 6, 30)},
        recipient="inasti",
    ),
    "T06": Sample(
        content={
            "requested_on": date(2026, 2, 27),
            "ceased_on": date(2025, 12, 31),
            "option": "pension_and_health",
            "first_quarter": "2026Q1",
            "quarters": Decimal(8),
            "income": Decimal("18000.5"),
            "income_year": 2023,
        },
        wire={"income": "18000.50"},
        change={"quarters": 7},
        recipient="inasti",
    ),
    "T07": Sample(
        content={
            "reason": "age",
            "quarters": [
                {"quarter": "1999Q1", "category": "main", "status": "paid", "income": Decimal("21000.00")},
                {"quarter": "1999Q2", "category": "main", "status": "not_liable", "income": None},
            ],
        },
        wire={
            "quarters": [
                {"quarter": "1999Q1", "category": "main", "status": "paid", "income": "21000.00"},
                {"quarter": "1999Q2", "category": "main", "status": "not_liable"},
            ]
        },
        change={"reason": "request", "asked_by": date(2026, 4, 1)},
        recipient="inasti",
    ),
    "T08": Sample(
        content={
            "year": 2025,
            "part": 1,
            "certificates": [
                {
                    "party": "{party}",
                    "number": "2025-000117",
                    "kind": "contributions",
                    "amount": Decimal("3560.12"),
                }
            ],
        },
        wire={
            "certificates": [
                {"party": "{party}", "number": "2025-000117", "kind": "contributions", "amount": "3560.12"}
            ]
        },
        change={"part": 2},
        recipient="spf_finances",
        subject="none",
        acknowledge_by=TEN,
    ),
    "T09": Sample(
        content={
            "received_on": date(2026, 2, 26),
            "subject": "Garantie de revenus aux personnes âgées",
            "request": "Je voudrais demander la GRAPA.",
            "documents": ["demande.pdf"],
        },
        change={"subject": "GRAPA"},
        recipient="family_fons",
        wish="family_fons",
        acknowledge_by=TEN,
    ),
    "T10": Sample(
        content={
            "event": "change_of_category",
            "effective_on": date(2026, 1, 1),
            "category": "secondary",
            "former_category": "main",
            "capacity": "self_employed",
            "nace": "43910, 4120",
        },
        change={"effective_on": date(2026, 4, 1)},
        recipient="inasti",
    ),
    "T11": Sample(
        content={
            "requested_on": date(2026, 2, 20),
            "quarters": ["2025Q3", "2025Q4"],
            "extent": "total",
            "reason": "income_loss",
            "category": "main",
            "explanation": "Le chantier principal a été annulé.",
            "applicant": "self",
            "amount_concerned": Decimal("1780.06"),
            "sheet": {"income": Decimal(900), "expenses": Decimal("850.40"), "household": Decimal(3)},
        },
        wire={
            "amount_concerned": "1780.06",
            "sheet": {"income": "900.00", "expenses": "850.40", "household": 3},
        },
        change={"extent": "partial"},
        recipient="inasti",
    ),
    "T12": Sample(
        content={
            "requested_on": date(2026, 2, 20),
            "quarters": ["2024Q4"],
            "reason": "force_majeure",
            "amount": Decimal("53.4"),
            "applicant": "self",
            "evidence": "Rapport des pompiers du 3 décembre 2024",
            "opinion": "L’incendie a empêché le paiement.",
        },
        wire={"amount": "53.40"},
        change={"amount": Decimal("55.00")},
        recipient="inasti",
        subject="company",
    ),
}
KINDS = list(SAMPLES)


def make_party(kind: str) -> Party:
    """Somebody the message is about: a company for T12, else a person of the mutuality 300."""
    if SAMPLES[kind].subject == "company":
        return make_company()
    found = make_person("Joke Vermeulen")
    register(found, "mut_300", from_day=date(2020, 1, 1), by="user:1", now=NOW)
    return found


def fill(value: Any, party: Any) -> Any:
    """The content with a party, or its numbers, where `{party}` stands, and days as text for the wire."""
    match value:
        case Mapping():
            return {key: fill(one, party) for key, one in value.items()}
        case list():
            return [fill(one, party) for one in value]
    return party if value == "{party}" else value


def transmit(kind: str, party: Party, key: str = "one", *, awaited: bool = False) -> Transmission:
    sample = SAMPLES[kind]
    draft = transmissions.Draft(
        key=key,
        message_type=kind,
        payload=fill(sample.content, party.reference),
        party=None if sample.subject == "none" else party,
        recipient=sample.wish,
        awaited=awaited,
    )
    return transmissions.transmit(draft, on=clock.today(), by="system:tests", now=clock.now())


def write_wire(kind: str, numbers: Mapping[str, str]) -> dict[str, Any]:
    """What the partner is to read of the content of a type."""
    sample = SAMPLES[kind]
    read = {**sample.content, **sample.wire}
    kept = {key: fill(one, dict(numbers)) for key, one in read.items() if one is not None}
    return {key: write(one) for key, one in kept.items()}


def write(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value)
    return value.isoformat() if isinstance(value, date) else value


def partner_of(kind: str) -> str:
    """Whose connection the messages of a type take here."""
    return find_institution(SAMPLES[kind].recipient).partner
