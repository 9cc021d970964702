"""F9, F10: the hours that come twice or never, and the days a month does not have."""

from datetime import UTC, datetime

import pytest

from workflows.clock import BRUSSELS
from workflows.engine.timers import Plan, follow, plan, read_period

SUMMER_ENDS_EVE = datetime(2026, 10, 24, 12, 0, tzinfo=BRUSSELS)
SUMMER_BEGINS_EVE = datetime(2027, 3, 27, 12, 0, tzinfo=BRUSSELS)


@pytest.mark.parametrize(
    ("start", "period", "expected"),
    [
        (SUMMER_ENDS_EVE, "P1D", "2026-10-25T12:00+01:00"),
        (SUMMER_ENDS_EVE, "PT24H", "2026-10-25T11:00+01:00"),
        (SUMMER_BEGINS_EVE, "P1D", "2027-03-28T12:00+02:00"),
        (SUMMER_BEGINS_EVE, "PT24H", "2027-03-28T13:00+02:00"),
        (datetime(2026, 1, 31, 9, 0, tzinfo=BRUSSELS), "P1M", "2026-02-28T09:00+01:00"),
        (datetime(2028, 1, 31, 9, 0, tzinfo=BRUSSELS), "P1M", "2028-02-29T09:00+01:00"),
        (datetime(2028, 2, 29, 9, 0, tzinfo=BRUSSELS), "P1Y", "2029-02-28T09:00+01:00"),
    ],
)
def test_a_period_ends_on_the_wall_clock(start: datetime, period: str, expected: str) -> None:
    ended = read_period(period).after(start, BRUSSELS).astimezone(BRUSSELS)
    assert ended.isoformat(timespec="minutes") == expected


def test_the_hour_that_comes_twice_is_the_first_one() -> None:
    due = plan("2026-10-25T02:30:00", SUMMER_ENDS_EVE, BRUSSELS).due
    assert due == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_the_hour_that_never_comes_moves_behind_the_gap() -> None:
    due = plan("2027-03-28T02:30:00", SUMMER_BEGINS_EVE, BRUSSELS).due.astimezone(BRUSSELS)
    assert due.isoformat(timespec="minutes") == "2027-03-28T03:30+02:00"


def test_a_daily_cycle_fires_once_each_local_day() -> None:
    first = datetime(2026, 10, 24, 0, 30, tzinfo=UTC)  # 02:30 in Brussels
    rounds: list[Plan] = [Plan(first, "P1D", 2, first)]
    while (following := follow(rounds[-1], BRUSSELS)) is not None:
        rounds.append(following)
    days = [one.due.astimezone(BRUSSELS).strftime("%d %H:%M") for one in rounds]
    assert days == ["24 02:30", "25 02:30", "26 02:30"]


def test_a_monthly_cycle_returns_to_the_31st() -> None:
    first = datetime(2026, 1, 31, 9, 0, tzinfo=BRUSSELS)
    second = follow(Plan(first, "P1M", 2, first), BRUSSELS)
    assert second is not None
    third = follow(second, BRUSSELS)
    assert third is not None
    assert [one.due.astimezone(BRUSSELS).date().isoformat() for one in (second, third)] == [
        "2026-02-28",
        "2026-03-31",
    ]
