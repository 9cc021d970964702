"""Running clocks move to another edition only when somebody chooses them, and can go back."""

from datetime import UTC, datetime, timedelta

import pytest

from app.accounts.models import User
from app.cases.models import Case
from app.policies import clock_moves, offering
from app.policies.errors import PolicyRefused
from app.policies.models import ClockMove, PolicyEdition
from tests.app.policies.conftest import MONDAY
from tests.factories import policies
from tests.factories.cases import open_question
from workflows import clock, service_levels
from workflows.models import ServiceLevelClock
from workflows.models.history import HistoryEvent

# From Monday 4 May 2026 five working days end on Monday 11 May, seven on Wednesday 13 May, each with its last instant;
# Ascension, Thursday 14 May, is no working day.
FIVE = datetime(2026, 5, 11, 21, 59, 59, 999999, tzinfo=UTC)
SEVEN = datetime(2026, 5, 13, 21, 59, 59, 999999, tzinfo=UTC)


@pytest.fixture
def case(lead: User, director: User, caseworker: User) -> Case:
    """Opened under the first edition, of five working days."""
    policies.publish(lead, director, MONDAY)
    offering.forget()
    return open_question(caseworker)


def change(lead: User, director: User, days: int = 7, **more: object) -> PolicyEdition:
    row = policies.publish(
        lead, director, clock.now(), targets={"total": {"value": days, "unit": "working_days"}}, **more
    )
    offering.forget()
    return row


def clock_of(case: Case) -> ServiceLevelClock:
    return ServiceLevelClock.objects.get(instance__case_ref=case.reference)


def move(edition: PolicyEdition, case: Case, lead: User) -> int:
    return clock_moves.move(edition, [clock_of(case).pk], reason="more staff", by=lead, now=clock.now())


def test_the_preview_says_where_each_target_would_go_and_moves_nothing(
    case: Case, lead: User, director: User
) -> None:
    effect = clock_moves.foresee(change(lead, director))
    assert (effect.total, [one.new_target_at for one in effect.candidates]) == (1, [SEVEN])
    assert clock_of(case).target_at == FIVE


def test_a_chosen_clock_moves_and_its_move_is_kept(case: Case, lead: User, director: User) -> None:
    edition = change(lead, director)
    assert move(edition, case, lead) == 1
    kept = ClockMove.objects.get()
    assert (clock_of(case).target_at, clock_of(case).policy["policy"]["number"]) == (SEVEN, 2)
    assert (kept.old_target_at, kept.new_target_at, kept.reason) == (FIVE, SEVEN, "more staff")
    assert HistoryEvent.objects.filter(kind="service_level_reset").get().data["reason"] == "more staff"


def test_a_move_is_undone_to_the_policy_and_target_of_before(case: Case, lead: User, director: User) -> None:
    move(change(lead, director), case, lead)
    clock_moves.undo(ClockMove.objects.get().pk, by=director, now=clock.now())
    assert (clock_of(case).target_at, clock_of(case).policy["policy"]["number"]) == (FIVE, 1)
    assert ClockMove.objects.get().undone_by == director


def test_what_was_warned_before_a_move_is_warned_still_after_its_undoing(
    case: Case, lead: User, director: User
) -> None:
    clock.move_to(MONDAY + timedelta(days=4))
    service_levels.check_due()
    warned = clock_of(case).warned_at
    move(change(lead, director, days=20), case, lead)
    assert clock_of(case).warned_at is None
    clock_moves.undo(ClockMove.objects.get().pk, by=director, now=clock.now())
    assert clock_of(case).warned_at == warned
    assert clock_of(case).steps.get(name="warning").fired_at is not None


def test_a_broken_promise_stays_broken(case: Case, lead: User, director: User) -> None:
    clock.move_to(FIVE + timedelta(days=1))
    for _round in range(4):
        service_levels.check_due()
    edition = change(lead, director, days=30)
    assert clock_moves.foresee(edition).total == 0
    assert move(edition, case, lead) == 0


def test_a_clock_the_new_edition_does_not_name_stays(case: Case, lead: User, director: User) -> None:
    edition = change(lead, director, selector='language = "de"')
    effect = clock_moves.foresee(edition)
    assert (effect.candidates, effect.left_out) == ([], 1)
    assert move(edition, case, lead) == 0


def test_the_time_a_clock_stood_still_is_kept_through_a_move(
    case: Case, lead: User, director: User, caseworker: User
) -> None:
    from app.accounts.roles import as_actor
    from app.cases import standstill

    standstill.pause(case, "Somebody was asked", 5, by=as_actor(caseworker), now=clock.now())
    clock.move_to(MONDAY + timedelta(days=1))
    standstill.resume(case, by=as_actor(caseworker), now=clock.now())
    # It stood for one day: seven working days from Tuesday 5 May, without Ascension, end on Friday 15 May.
    move(change(lead, director), case, lead)
    assert clock_of(case).target_at == SEVEN + timedelta(days=2)


def test_a_move_needs_a_reason(case: Case, lead: User, director: User) -> None:
    edition = change(lead, director)
    with pytest.raises(PolicyRefused, match="Say why"):
        clock_moves.move(edition, [clock_of(case).pk], reason=" ", by=lead, now=clock.now())


def test_the_later_of_two_moves_is_undone_first(case: Case, lead: User, director: User) -> None:
    move(change(lead, director), case, lead)
    first = ClockMove.objects.get()
    move(change(lead, director, days=9), case, lead)
    with pytest.raises(PolicyRefused, match="later move first"):
        clock_moves.undo(first.pk, by=lead, now=clock.now())
