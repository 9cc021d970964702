"""Liability periods: which quarters they make due, which transitions they allow, and what the database refuses."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from app.affiliation.circumstances import record_circumstance
from app.affiliation.dossiers import Dossier
from app.affiliation.errors import PeriodRefused, TransitionRefused
from app.affiliation.models import AffiliationState, Capacity, CircumstanceKind, LiabilityPeriod
from app.affiliation.periods import activate_started, change_period, declare_period
from app.affiliation.queries import (
    cessation_of,
    count_liable_quarters,
    find_period,
    first_liable_quarter,
    list_liable,
    list_statuses,
)
from app.affiliation.timing import is_late
from app.people.models import Party
from app.registers.quarters import Quarter
from tests.factories.affiliation import BY, NOW, LiabilityPeriodFactory, make_company, make_person

pytestmark = pytest.mark.django_db


def declare(person: Party, started_on: date, **kwargs: object) -> LiabilityPeriod:
    arguments: dict[str, object] = {"registered_on": started_on, "by": BY, "now": NOW, **kwargs}
    return declare_period(person, started_on=started_on, **arguments)  # type: ignore[arg-type]


def liable_quarters(person: Party, year: int) -> list[str]:
    return [str(one) for one in Quarter.list_year(year) if person in list_liable(one)]


def test_a_quarter_begun_is_due_in_full(person: Party) -> None:
    """E46: main start 2025-06-28."""
    declare(person, date(2025, 6, 28))
    assert liable_quarters(person, 2025) == ["2025Q2", "2025Q3", "2025Q4"]
    assert [(one.year, one.number) for one in list_statuses(person)] == [(2025, 2), (2025, 3)]


def test_the_quarter_of_cessation_is_due_and_the_next_is_not(person: Party) -> None:
    """E47: cessation 2025-05-10."""
    period = declare(person, date(2024, 1, 1))
    change_period(period, "end", day=date(2025, 5, 10), reason="stopped", by=BY, now=NOW)
    assert liable_quarters(person, 2025) == ["2025Q1", "2025Q2"]
    assert [str(Quarter(one.year, one.number)) for one in list_statuses(person)][-1] == "2025Q2"
    cessation = cessation_of(person)
    assert cessation is not None
    assert (cessation.day, str(cessation.last_quarter), cessation.reason) == (
        date(2025, 5, 10),
        "2025Q2",
        "stopped",
    )


def test_a_stop_and_a_start_in_one_quarter_make_it_due_once(person: Party) -> None:
    period = declare(person, date(2024, 1, 1))
    change_period(period, "end", day=date(2025, 4, 10), reason="stopped", by=BY, now=NOW)
    declare(person, date(2025, 6, 20))
    assert list(list_liable(Quarter(2025, 2))) == [person]
    assert count_liable_quarters(person, 2025) == 4
    assert first_liable_quarter(person, Quarter(2025, 3)) == Quarter(2024, 1)


def test_a_quarter_between_two_periods_makes_them_two(person: Party) -> None:
    LiabilityPeriodFactory(person=person, ended=True, ended_on=date(2024, 5, 10))
    declare(person, date(2025, 1, 20))
    assert first_liable_quarter(person, Quarter(2025, 2)) == Quarter(2025, 1)
    assert count_liable_quarters(person, 2024) == 2


def test_two_periods_of_a_person_never_share_a_day(person: Party) -> None:
    LiabilityPeriodFactory(person=person, ended=True, ended_on=date(2025, 5, 10))
    with pytest.raises(PeriodRefused, match="Another period"):
        declare(person, date(2025, 5, 10))
    with pytest.raises(IntegrityError), transaction.atomic():
        LiabilityPeriodFactory(person=person, started_on=date(2024, 1, 1))


def test_a_cancelled_period_leaves_its_days_free(person: Party) -> None:
    period = declare(person, date(2025, 1, 1))
    change_period(period, "cancel", reason="never began", by=BY, now=NOW)
    assert liable_quarters(person, 2025) == []
    assert list_statuses(person) == []
    assert declare(person, date(2025, 2, 1)).state == AffiliationState.ACTIVE


def test_every_transition_leaves_who_when_and_why(person: Party) -> None:
    period = declare(person, date(2025, 1, 1))
    change_period(period, "end", day=date(2025, 5, 10), reason="stopped", by=BY, now=NOW)
    change_period(period, "reopen", reason="told by mistake", by=BY, now=NOW)
    written = [(one.transition, one.before, one.after, one.reason) for one in period.events.order_by("id")]
    assert written == [
        ("declare", "", "declared", ""),
        ("activate", "declared", "active", ""),
        ("end", "active", "ended", "stopped"),
        ("reopen", "ended", "active", "told by mistake"),
    ]
    assert {one.by for one in period.events.all()} == {str(BY)}


def test_the_past_of_a_period_cannot_be_rewritten(person: Party) -> None:
    event = declare(person, date(2025, 1, 1)).events.earliest("id")
    for change in (event.delete, lambda: type(event).objects.filter(pk=event.pk).update(by="x")):
        with pytest.raises(IntegrityError, match="kept as they are"), transaction.atomic():
            change()


def test_reopening_makes_the_later_quarters_liable_again(person: Party) -> None:
    period = declare(person, date(2024, 1, 1))
    ended = change_period(period, "end", day=date(2024, 5, 10), reason="stopped", by=BY, now=NOW)
    assert len(list_statuses(person)) == 2
    change_period(ended, "reopen", reason="a mistake", by=BY, now=NOW)
    assert len(list_statuses(person)) == 7


@pytest.mark.parametrize(
    ("state", "transition"),
    [
        (AffiliationState.CANCELLED, "activate"),
        (AffiliationState.TRANSFERRED, "end"),
        (AffiliationState.TRANSFERRED, "cancel"),
        (AffiliationState.ACTIVE, "reopen"),
        (AffiliationState.DECLARED, "end"),
    ],
)
def test_a_transition_the_state_does_not_know_is_refused(state: AffiliationState, transition: str) -> None:
    ended_on = date(2025, 1, 1) if state == AffiliationState.TRANSFERRED else None
    period = LiabilityPeriodFactory(state=state, ended_on=ended_on)
    with pytest.raises(TransitionRefused, match="state"):
        change_period(period, transition, day=date(2025, 3, 1), reason="try", by=BY, now=NOW)


def test_an_end_needs_a_reason_and_a_day_not_before_the_start(person: Party) -> None:
    period = declare(person, date(2025, 1, 1))
    with pytest.raises(TransitionRefused, match="why"):
        change_period(period, "end", day=date(2025, 3, 1), by=BY, now=NOW)
    with pytest.raises(PeriodRefused, match="before the start"):
        change_period(period, "end", day=date(2024, 12, 31), reason="stopped", by=BY, now=NOW)
    with pytest.raises(PeriodRefused, match="missing"):
        change_period(period, "end", reason="stopped", by=BY, now=NOW)


def test_a_period_declared_ahead_becomes_active_on_its_day(person: Party) -> None:
    period = declare(person, date(2025, 9, 1), registered_on=date(2025, 7, 1))
    assert period.state == AffiliationState.DECLARED
    assert activate_started(date(2025, 8, 31), by=BY, now=NOW) == 0
    september = datetime(2025, 9, 1, 6, 0, tzinfo=UTC)
    assert activate_started(date(2025, 9, 1), by=BY, now=september) == 1
    assert [str(Quarter(one.year, one.number)) for one in list_statuses(person)] == ["2025Q3"]


@pytest.mark.parametrize(
    ("started_on", "registered_on", "late"),
    [
        (date(2025, 6, 28), date(2025, 6, 28), False),
        (date(2025, 6, 28), date(2025, 6, 29), True),
        (date(2025, 6, 28), date(2024, 12, 28), False),
        (date(2016, 6, 30), date(2016, 9, 28), False),
        (date(2016, 6, 30), date(2016, 9, 29), True),
        (date(2016, 7, 1), date(2016, 7, 2), True),
    ],
)
def test_lateness_follows_the_era_of_the_start(started_on: date, registered_on: date, *, late: bool) -> None:
    assert is_late(started_on, registered_on) is late


def test_a_start_more_than_six_months_ahead_is_not_taken() -> None:
    with pytest.raises(PeriodRefused, match="six months"):
        is_late(date(2025, 6, 28), date(2024, 12, 27))


def test_a_company_is_not_subject_to_the_social_statute() -> None:
    with pytest.raises(PeriodRefused, match="Only a person"):
        declare(make_company(), date(2025, 1, 1))


def test_a_helper_is_subject_from_the_year_of_the_twentieth_birthday() -> None:
    young = make_person(birth_date=date(2006, 12, 31))
    with pytest.raises(PeriodRefused, match="20th birthday"):
        declare(young, date(2025, 12, 31), registered_on=date(2025, 7, 1), capacity=Capacity.HELPER)
    assert declare(young, date(2026, 1, 1), registered_on=date(2025, 7, 1), capacity=Capacity.HELPER)


def test_a_young_helper_who_married_is_subject_at_once() -> None:
    young = make_person(birth_date=date(2006, 12, 31))
    record_circumstance(young, CircumstanceKind.EMANCIPATION, started_on=date(2025, 3, 1), by=BY, now=NOW)
    assert declare(young, date(2025, 4, 1), capacity=Capacity.HELPER).capacity == Capacity.HELPER


def test_the_period_on_a_day_is_found(person: Party) -> None:
    period = LiabilityPeriodFactory(person=person, ended=True)
    assert find_period(person, date(2025, 5, 10)) == period
    assert find_period(person, date(2025, 5, 11)) is None


def test_two_declarations_at_once_are_kept_apart_by_the_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT contype FROM pg_constraint WHERE conname = 'liability_period_one_a_day'")
        assert cursor.fetchone() == ("x",)


days = st.dates(date(2015, 1, 1), date(2030, 12, 31))


@given(days, days)
def test_liable_quarters_are_those_with_a_day_of_the_period(one: date, other: date) -> None:
    started_on, ended_on = sorted((one, other))
    period = LiabilityPeriod(started_on=started_on, ended_on=ended_on)
    dossier = Dossier(1, None, [period])
    first, last = Quarter.of(started_on), Quarter.of(ended_on)
    around = list(first.shift(-2).until(last.shift(2)))
    assert [quarter for quarter in around if dossier.period_in(quarter)] == list(first.until(last))


@given(days, st.integers(0, 400))
def test_a_later_end_never_makes_fewer_quarters_due(started_on: date, length: int) -> None:
    def count(ended_on: date) -> int:
        return Quarter.of(ended_on).count_since(Quarter.of(started_on)) + 1

    ended_on = started_on + timedelta(days=length)
    assert 1 <= count(ended_on) <= count(ended_on + timedelta(days=1))
