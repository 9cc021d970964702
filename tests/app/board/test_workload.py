"""What each holds and has room for; work given to others is previewed, given, and refused with its reason."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from app.absences.models import Absence
from app.accounts.models import User
from app.board import handing_over, workload
from app.board.handing_over import Proposal
from app.cases.models import Case
from app.teams.models import Skill
from tests.factories.cases import make_user, open_question, task_of
from workflows import api, clock
from workflows.models import HumanTask

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 3, 30, 9, 0, tzinfo=ZoneInfo("Europe/Brussels"))


@pytest.fixture
def lead(client: Client, team_lead: User) -> Client:
    client.force_login(team_lead)
    return client


@pytest.fixture
def held(case: Case, caseworker: User) -> HumanTask:
    task = task_of(case)
    api.assign(task.pk, caseworker.pk, by=api.system("tests"))
    return task_of(case)


@pytest.fixture
def ben(db: None) -> User:
    return make_user("ben", "caseworker", name="Ben Claes")


def test_a_person_holds_what_is_open_late_and_due(held: HumanTask, caseworker: User) -> None:
    HumanTask.objects.update(due_at=MONDAY)
    before, after = (
        workload.count_held(at)[caseworker.pk] for at in (MONDAY.replace(hour=8), MONDAY.replace(hour=10))
    )
    assert (before.open, before.due, before.late) == (1, 1, 0)
    assert (after.open, after.due, after.late) == (1, 0, 1)


def test_hours_leave_out_absences_and_holidays(caseworker: User) -> None:
    Absence.objects.create(
        person=caseworker, first_day=date(2026, 4, 1), last_day=date(2026, 4, 1), reason="leave",
        recorded_at=clock.now(), recorded_by="tests",
    )  # fmt: skip
    load = next(
        one for one in workload.list_loads(MONDAY, workload.count_held(MONDAY)) if one.user == caseworker
    )
    assert load.hours == 8 + 8 + 8 + 6  # Monday, Tuesday, Thursday and Friday of a full week
    assert not load.away


def test_the_suggestion_is_whoever_has_most_room(held: HumanTask, caseworker: User, ben: User) -> None:
    cleo = make_user("cleo", "caseworker")
    other = task_of(open_question(caseworker, subject="Another"))
    api.assign(other.pk, ben.pk, by=api.system("tests"))
    found = handing_over.suggest([held], besides=[caseworker.pk], now=clock.now())
    assert [one.to for one in found] == [cleo]


def test_the_language_of_the_person_goes_before_room(held: HumanTask, caseworker: User, ben: User) -> None:
    """Joke Vermeulen reads Dutch; Ben knows it, and holds more than Cleo."""
    make_user("cleo", "caseworker")
    other = task_of(open_question(caseworker, subject="Another"))
    api.assign(other.pk, ben.pk, by=api.system("tests"))
    Skill.objects.create(user=ben, name="nl", started_at=clock.now(), started_by="tests")
    found = handing_over.suggest([held], besides=[caseworker.pk], now=clock.now())
    assert [one.to for one in found] == [ben]


def test_without_anybody_able_it_says_so(held: HumanTask, caseworker: User, team_lead: User) -> None:
    found = handing_over.suggest([held], besides=[caseworker.pk], now=clock.now())
    assert [(one.to, bool(one.problem)) for one in found] == [(None, True)]


def test_work_is_given_by_preview_and_confirmation(
    lead: Client, held: HumanTask, caseworker: User, ben: User
) -> None:
    address = f"/board/workload/{caseworker.pk}/"
    page = lead.post(f"{address}preview/", {"task": held.pk, "to": ben.pk}).content.decode()
    held.refresh_from_db()
    assert ("Ben Claes" in page, held.assignee) == (True, caseworker)
    lead.post(f"{address}hand-over/", {"task": held.pk, f"to-{held.pk}": ben.pk})
    held.refresh_from_db()
    assert held.assignee == ben


def test_a_colleague_without_the_role_gets_nothing(lead: Client, held: HumanTask, caseworker: User) -> None:
    otto = make_user("otto", "operator")
    lead.post(f"/board/workload/{caseworker.pk}/hand-over/", {"task": held.pk, f"to-{held.pk}": otto.pk})
    held.refresh_from_db()
    assert held.assignee == caseworker


def test_whoever_took_it_meanwhile_keeps_it(
    held: HumanTask, caseworker: User, ben: User, team_lead: User
) -> None:
    cleo = make_user("cleo", "caseworker", name="Cleo Maes")
    api.assign(held.pk, cleo.pk, by=api.system("tests"))  # after the page was shown
    refused = handing_over.hand_over([Proposal(held, ben)], by=team_lead)
    held.refresh_from_db()
    assert held.assignee == cleo
    assert "Cleo Maes" in refused[0].problem


@pytest.mark.parametrize("data", [{}, {"task": "x"}, {"to": "suggest"}])
def test_a_request_made_by_hand_changes_nothing(
    lead: Client, held: HumanTask, caseworker: User, data: dict[str, str]
) -> None:
    assert lead.post(f"/board/workload/{caseworker.pk}/preview/", data).status_code in {302, 404}
    held.refresh_from_db()
    assert held.assignee == caseworker


def test_the_pages_show_people_and_their_tasks(lead: Client, held: HumanTask, caseworker: User) -> None:
    assert "Anna Lambert" in lead.get("/board/workload/").content.decode()
    assert held.case_ref in lead.get(f"/board/workload/{caseworker.pk}/").content.decode()
    assert lead.get("/board/workload/0/").status_code == 200
    assert lead.get("/board/workload/999999/").status_code == 404
