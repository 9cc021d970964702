"""What is probably not reached: the due ones held against the median of what was finished a working day."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from app.accounts.models import User
from app.board import pace
from app.board.models import Rollup, Subject
from app.board.pace import Pace
from app.board.rollups import roll_up
from app.cases.models import Case
from app.teams import changes
from app.teams.models import Team
from tests.factories.people import make_person
from tests.factories.promises import NOW, promise
from tests.factories.secret import restrict
from workflows import api
from workflows.models import ProcessInstance, ServiceLevelClock

pytestmark = pytest.mark.django_db
BRUSSELS = ZoneInfo("Europe/Brussels")
MONDAY = date(2026, 3, 2)  # the day of NOW
FEBRUARY = [
    date(2026, 2, day) for day in (2, 3, 4, 5, 6, 9, 10, 11, 12, 13, 16, 17, 18, 19, 20, 23, 24, 25, 26, 27)
]


def finish(case: Case, day: date, number: int, *, hour: int = 12) -> None:
    at = datetime(day.year, day.month, day.day, hour, tzinfo=BRUSSELS)
    for one in range(number):
        promise(
            case, 1, "met", level=f"done_{day}_{one}", started_at=at - timedelta(days=1), stopped_at=at,
            target_at=at, first_target_at=at,
        )  # fmt: skip


@pytest.fixture
def busy(case: Case) -> Case:
    """Ten days of one and ten of three are finished; three are late, nine run out on the five days from Monday on."""
    ProcessInstance.objects.update(started_at=NOW - timedelta(days=400))
    for day in FEBRUARY:
        finish(case, day, 1 if day < date(2026, 2, 16) else 3)
    for number in range(3):
        ago = NOW - timedelta(days=9)
        promise(
            case, 1, "running", level=f"late_{number}", started_at=ago, target_at=ago + timedelta(days=1),
            first_target_at=ago, breached_at=ago + timedelta(days=1),
        )  # fmt: skip
    for number in range(9):
        target = NOW + timedelta(hours=1 + 11 * number)
        promise(
            case,
            1,
            "running",
            level=f"due_{number}",
            started_at=NOW,
            target_at=target,
            first_target_at=target,
        )
    return case


def look(rollup: Rollup, weeks: int = 4) -> pace.Outlook:
    [one] = pace.look_ahead(Subject.PROMISE, 5, weeks, rollup)
    return one


def test_certain_and_expected_are_told_apart(busy: Case) -> None:
    one = look(roll_up(NOW))
    assert (one.late, one.due) == (3, 9)  # certain by the clocks
    assert (one.pace.usual, one.pace.range, one.expected) == (Decimal(2), (1, 3), 10)
    assert one.missed == 2  # 3 late and 9 due, of which 10 are finished


def test_those_due_last_are_the_ones_not_reached(busy: Case) -> None:
    rollup = roll_up(NOW)
    missed = pace.list_missed(Subject.PROMISE, look(rollup), 5, rollup, 50)
    assert [one.clock.level for one in missed if one.clock] == ["due_7", "due_8"]


def test_each_team_has_the_pace_of_the_processes_it_names(busy: Case) -> None:
    changes.make("Questions", ["question"], by=api.system("tests"))
    one = look(roll_up(NOW))
    assert (one.name, one.key, one.missed) == ("Questions", str(Team.objects.get().pk), 2)


def test_a_saturday_counts_for_the_friday_before(busy: Case) -> None:
    finish(busy, date(2026, 2, 28), 4)
    assert look(roll_up(NOW)).pace.days[-1] == 3 + 4


def test_a_day_on_which_nothing_was_finished_counts(busy: Case) -> None:
    ServiceLevelClock.objects.filter(level__startswith="done_2026-02-2").delete()
    assert look(roll_up(NOW)).pace.usual == Decimal(1)  # six days of none, eleven of one, three of three


def test_a_process_younger_than_ten_days_has_no_pace(busy: Case) -> None:
    ProcessInstance.objects.update(started_at=NOW - timedelta(days=10))
    one = look(roll_up(NOW))
    assert (len(one.pace.days), one.pace.is_known, one.missed) == (6, False, None)


def test_nothing_of_a_hidden_file_is_told(busy: Case, client: Client, team_lead: User) -> None:
    party = make_person()
    Case.objects.filter(pk=busy.pk).update(party=party)
    roll_up(NOW)
    client.force_login(team_lead)
    assert "Probably not reached" in client.get("/board/pace/?weeks=4").content.decode()
    restrict(party)
    assert "Nothing is late or runs out" in client.get("/board/pace/?weeks=4").content.decode()


@pytest.mark.parametrize(
    ("done_today", "from_today", "expected"),
    [
        (0, True, 12),
        (1, True, 11),
        (9, True, 10),
        (0, False, 12),
    ],  # two and a half a day for five days, whole ones
)
def test_what_was_done_today_is_not_expected_again(done_today: int, from_today: bool, expected: int) -> None:
    assert Pace([2, 3] * 5, done_today).expect(5, from_today=from_today) == expected


def test_the_page_names_them_and_says_what_they_are_drawn_from(
    busy: Case, client: Client, team_lead: User
) -> None:
    roll_up(NOW)
    client.force_login(team_lead)
    page = client.get("/board/pace/?weeks=4&team=none").content.decode()
    assert "of 20 working days; the middle half of them between 1 and 3" in page
    assert page[page.index('id="missed"') :].count(f">{busy.reference}<") == 2
    assert client.get("/board/pace/?of=task&within=x&weeks=x&team=x").status_code == 200
