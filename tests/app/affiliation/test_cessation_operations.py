"""The end of an activity: the quarter begun stays due, the four quarters that keep a right are counted."""

from datetime import date
from uuid import uuid4

import pytest

from app.affiliation.cessation_operations import end_liability, read_cessation_facts
from app.affiliation.models import LiabilityPeriod
from app.affiliation.periods import declare_period
from app.people.models import Party
from tests.factories.affiliation import BY, NOW, make_person
from workflows.operations import BusinessError, Call


def call() -> Call:
    return Call(idempotency_key="job-1", instance_id=uuid4(), case_ref="CE-2025-000001", now=NOW)


def start(person: Party, day: date = date(2024, 1, 1)) -> None:
    declare_period(person, started_on=day, registered_on=day, by=BY, now=NOW)


def end(person: Party, day: date = date(2025, 5, 10)) -> object:
    return end_liability(call(), party_ref=person.reference, ended_on=day, reason="voluntary")


def test_the_quarter_of_the_end_is_the_last_one_due(person: Party) -> None:
    """E47: cessation 2025-05-10, Q2 due."""
    start(person)
    found = end_liability(call(), party_ref=person.reference, ended_on=date(2025, 5, 10), reason="voluntary")
    assert (found.last_quarter, found.quarter_end) == ("2025Q2", date(2025, 6, 30))


@pytest.mark.django_db
def test_of_who_retires_in_the_quarter_of_the_end_the_one_before_is_the_last_one_due() -> None:
    """Sixty-five on 5 May 2023, the legal age then; the terms run from the end of the quarter as for anybody."""
    person = make_person(birth_date=date(1958, 5, 5))
    start(person, date(2020, 1, 1))
    found = end_liability(call(), party_ref=person.reference, ended_on=date(2023, 5, 10), reason="pension")
    assert (found.last_quarter, found.quarter_end) == ("2023Q1", date(2023, 6, 30))


def test_an_end_told_twice_is_one_end(person: Party) -> None:
    start(person)
    assert end(person) == end(person)
    assert LiabilityPeriod.objects.get().ended_on == date(2025, 5, 10)


def test_who_never_was_affiliated_cannot_cease(person: Party) -> None:
    with pytest.raises(BusinessError, match="No liability"):
        end(person)


def test_an_end_before_the_start_is_refused(person: Party) -> None:
    start(person, date(2025, 6, 1))
    with pytest.raises(BusinessError):
        end(person)


def test_the_last_four_quarters_are_counted_once_the_liability_has_ended(person: Party) -> None:
    start(person, date(2024, 11, 1))
    assert read_cessation_facts(call(), party_ref=person.reference).is_affiliated
    end(person)
    found = read_cessation_facts(call(), party_ref=person.reference)
    assert (found.is_affiliated, found.quarters_covered, found.last_quarter) == (False, 3, "2025Q2")
