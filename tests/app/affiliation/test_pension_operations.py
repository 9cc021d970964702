"""A pension in payment changes the category from its quarter on, once however often it is told."""

from datetime import UTC, date, datetime

import pytest

from app.affiliation.categories import decide_quarters
from app.affiliation.models import Circumstance
from app.affiliation.pension_operations import record_pension
from app.people.models import Party
from app.registers.quarters import Quarter
from tests.factories.affiliation import BY, LiabilityPeriodFactory, make_person
from workflows.operations import BusinessError, Call

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 4, 7, 9, tzinfo=UTC)
CALL = Call(idempotency_key="k", instance_id=None, case_ref="PE-2026-000001", now=NOW)


@pytest.fixture
def person() -> Party:
    found = make_person(birth_date=date(1960, 3, 10))
    LiabilityPeriodFactory(person=found, started_on=date(2010, 1, 1))
    decide_quarters(found, Quarter(2025, 4), Quarter(2026, 2), by=BY, now=NOW)
    return found


def test_the_category_changes_from_the_quarter_of_the_first_pension(person: Party) -> None:
    found = record_pension(CALL, party_ref=person.reference, pension="retirement", first_on=date(2026, 5, 1))
    assert (found.first_quarter, found.former_category, found.category) == (
        "2026Q2",
        "pension_age_no_pension",
        "pensioner",
    )
    assert found.is_affiliated


def test_a_pension_to_come_decides_its_quarter_at_once(person: Party) -> None:
    found = record_pension(CALL, party_ref=person.reference, pension="retirement", first_on=date(2026, 8, 1))
    assert (found.first_quarter, found.former_category, found.category) == (
        "2026Q3",
        "pension_age_no_pension",
        "pensioner",
    )


def test_told_twice_it_is_recorded_once(person: Party) -> None:
    for _ in range(2):
        record_pension(CALL, party_ref=person.reference, pension="retirement", first_on=date(2026, 5, 1))
    assert Circumstance.objects.filter(person=person, kind="pension").count() == 1


def test_a_survivors_pension_ends_where_the_retirement_pension_begins(person: Party) -> None:
    record_pension(CALL, party_ref=person.reference, pension="survivor", first_on=date(2026, 1, 1))
    record_pension(CALL, party_ref=person.reference, pension="retirement", first_on=date(2026, 5, 1))
    rows = Circumstance.objects.filter(person=person, kind="pension").order_by("started_on")
    assert [(one.facts["pension"], one.ended_on) for one in rows] == [
        ("survivor", date(2026, 4, 30)),
        ("retirement", None),
    ]


def test_a_pension_on_the_first_day_of_another_is_refused(person: Party) -> None:
    record_pension(CALL, party_ref=person.reference, pension="survivor", first_on=date(2026, 5, 1))
    with pytest.raises(BusinessError, match="end lies before the start"):
        record_pension(CALL, party_ref=person.reference, pension="retirement", first_on=date(2026, 5, 1))


def test_who_is_not_liable_has_no_category() -> None:
    nobody = make_person()
    found = record_pension(CALL, party_ref=nobody.reference, pension="retirement", first_on=date(2026, 5, 1))
    assert (found.category, found.is_affiliated) == ("", False)
