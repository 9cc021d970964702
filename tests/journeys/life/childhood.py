"""July 2023: what the fund paid for Nora as a child, until June 2014, is certified to the region's fund (T01)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from django.core.management import call_command

from app.people.contacts import move
from app.people.models import AddressKind, Party, Person
from app.people.parties import register_person
from app.registers.identifiers import compose_niss
from tests.journeys.life import accounts
from tests.journeys.life.fund import Fund
from tests.journeys.life.stations import BORN
from workflows import clock

#: A student of nineteen in the last months; the old file tells what was paid, nobody reckons it again. The amount is
#: made up for this journey, no rate of any law: an archive repeats what its file says.
MONTHS = ("2014-04-01", "2014-05-01", "2014-06-01")
PAID = "84.43"
MOTHER_BORN = date(1968, 9, 3)
MOTHER_NISS = compose_niss(MOTHER_BORN, 2)


def live(fund: Fund) -> None:
    """Monday 17 July: FAMIWAL, which pays for Nora's child, asks for what was paid for herself."""
    anne = take_over(fund)
    answers = {"kind": "brevet", "received_on": clock.today(), "question": "FAMIWAL demande le brevet."}
    case = fund.bring("family_allowance_history", anne, "benefit_officer", **answers)
    sent = {"way": "brevet", "institution": "family_famiwal", "provisional": False}
    fund.do("examine_request", "benefit_officer", case, **sent)
    fund.work()  # the answer of FAMIWAL is delivered
    case.refresh_from_db()
    assert case.status == "completed"
    assert_told(anne)
    assert accounts.read_promises(case) == {
        "SLA-01": "2023-07-19",  # Monday 17 July and two working days
        "examine": "2023-07-25",  # five working days, without 21 July
        "decide_correction": "2023-09-15",  # sixty days
        "SLA-60": "2023-11-17",  # four months (Charter art. 10)
        "transmit/SLA-70": "2023-07-25",  # five working days, without 21 July
    }


def take_over(fund: Fund) -> Party:
    """The old file of the mother, who was self-employed herself."""
    by, today = fund.actor("caseworker"), clock.today()
    names = {"first_name": "Anne", "last_name": "Lambert", "language": "fr"}
    anne = register_person(by=by, niss=MOTHER_NISS, birth_date=MOTHER_BORN, **names)
    home = {"street": "Rue du Pont", "number": "3", "postal_code": "5000", "city": "Namur"}
    move(anne, AddressKind.RESIDENCE, by=by, started_on=today, **home)
    write_archive(fund.drop / "archive.csv", anne)
    return anne


def write_archive(path: Path, anne: Party) -> None:
    head = "party_ref;month;paid_on;first_name;birth_date;base"
    lines = [f"{anne.reference};{month};{month[:8]}08;Nora;{BORN};{PAID}" for month in MONTHS]
    path.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    call_command("import_family_allowances", str(path))


def assert_told(anne: Party) -> None:
    """The certificate says to whom, for whom, how much and until when; the mother is told where it went."""
    child = {"first_name": "Nora", "birth_date": str(BORN), "rank": 1, "monthly_amount": PAID}
    content = {"beneficiary": anne.reference, "children": [child], "last_month_paid": "2014-06"}
    assert accounts.list_transmissions(anne, "2023-07-17", "2023-07-17") == [
        ("T01", "family_famiwal", "acknowledged", {**content, "provisional": False})
    ]
    assert accounts.list_letters(anne, "2023-07-17", "2023-07-17") == [
        "2023-07-17 family_acknowledgement",
        "2023-07-17 family_brevet",
    ]


def find_anne() -> Party:
    return Person.objects.get(birth_date=MOTHER_BORN).party
