"""T3: what the mutualities are told of each quarter, in parts, once a month."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from app.exchanges.institutions import register
from app.exchanges.models import Transmission
from app.ledger.closing import cancel_receivable
from app.ledger.mutuality_status import Run, describe, transmit_month
from app.ledger.surcharges import accrue, waive_surcharges
from app.people.models import Party
from app.registers.quarters import Quarter
from tests.factories.ledger import owe, pay
from tests.factories.people import make_person

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 4, 1, 8, tzinfo=UTC)
RUN = Run(month="2026-03", on=date(2026, 4, 1), by="system:tests", now=NOW)


def member(name: str, code: str = "mut_300", **facts: Any) -> Party:
    found = make_person(name, **facts)
    register(found, code, from_day=date(2020, 1, 1), by="user:1", now=NOW)
    return found


def tell(person: Party) -> dict[str, str]:
    (told,) = describe([person], RUN.quarters)
    return {one["quarter"]: one["status"] for one in told["quarters"]}


def test_eight_quarters_are_told_that_of_the_month_included() -> None:
    assert (RUN.quarters[0], RUN.quarters[-1], len(RUN.quarters)) == (Quarter(2024, 2), Quarter(2026, 1), 8)


def test_a_quarter_is_paid_partly_paid_or_unpaid_as_the_books_say() -> None:
    person = member("Joke Vermeulen")
    for quarter in ("2025Q1", "2025Q2", "2025Q3"):
        owe(person, 1000, quarter=quarter)
    pay(1500, on=date(2025, 3, 20), party=person)  # 1000 for 2025Q1, 500 of 2025Q2
    assert tell(person) == {"2025Q1": "paid", "2025Q2": "partly_paid", "2025Q3": "unpaid"}


def test_a_quarter_paid_in_full_of_which_the_surcharge_was_waived_is_paid() -> None:
    """Only surcharges are ever waived: the contribution itself reached the fund, late."""
    person = member("Joke Vermeulen")
    claim = owe(person, 1000, quarter="2025Q1")
    pay(1000, on=date(2025, 4, 4), party=person)
    accrue(claim, date(2025, 7, 1))
    waived = waive_surcharges(claim, on=date(2025, 7, 1), key="w", by="user:1", reason="good faith")
    assert waived.state == "waived"
    assert tell(person) == {"2025Q1": "paid"}


def test_of_two_claims_for_a_quarter_the_worse_counts() -> None:
    person = member("Joke Vermeulen")
    owe(person, 1000, quarter="2025Q1")
    pay(1000, on=date(2025, 3, 20), party=person)
    owe(person, 300, quarter="2025Q1", kind="regularisation")
    assert tell(person) == {"2025Q1": "unpaid"}


def test_a_claim_that_was_taken_back_is_not_told() -> None:
    person = member("Joke Vermeulen")
    claim = owe(person, 1000, quarter="2025Q1")
    cancel_receivable(claim, on=date(2025, 4, 1), key="c", by="user:1", reason="Not due")
    assert tell(person) == {}


def test_each_mutuality_is_told_of_its_own_members_once_a_month() -> None:
    for name, code in (("Anna Peeters", "mut_300"), ("Bert Maes", "mut_500"), ("Cleo Wouters", "mut_300")):
        owe(member(name, code), 1000, quarter="2025Q1")
    member("Dora Nothing")
    first, again = transmit_month(RUN), transmit_month(RUN)
    assert first == again
    assert (first.transmissions, first.persons, first.without_number) == (2, 3, 0)
    sent = Transmission.objects.order_by("recipient").values_list("recipient", "payload__part")
    assert list(sent) == [("mut_300", 1), ("mut_500", 1)]


def test_a_run_that_was_interrupted_goes_on_where_it_stopped() -> None:
    people = [member(f"Person {letter}") for letter in "ABCDE"]
    for one in (people[0], people[1], people[3], people[4]):  # the third has nothing to tell
        owe(one, 1000, quarter="2025Q1")
    transmit_month(RUN, part=2)
    parts = Transmission.objects.count()
    payloads = Transmission.objects.values_list("payload", flat=True)
    assert sorted(one["person"] for payload in payloads for one in payload["persons"]) == [
        people[at].reference for at in (0, 1, 3, 4)
    ]
    again = transmit_month(RUN, part=2)
    assert (again.transmissions, again.persons) == (parts, 4)


def test_somebody_without_a_national_number_is_counted_not_told() -> None:
    owe(member("Joke Vermeulen", niss=""), 1000, quarter="2025Q1")
    told = transmit_month(RUN)
    assert (told.transmissions, told.without_number) == (0, 1)


def test_a_run_goes_on_after_a_person_it_told_has_been_merged() -> None:
    kept, *others, last = [member(f"Person {letter}", niss="" if letter == "A" else None) for letter in "ABC"]
    for one in (*others, last):
        owe(one, 1000, quarter="2025Q1")
    transmit_month(RUN, part=1)
    Party.objects.filter(pk=last.pk).update(merged_into=kept)
    parts = Transmission.objects.count()
    assert (transmit_month(RUN, part=1).transmissions, Transmission.objects.count()) == (parts, parts)
