"""New tasks go to people of teams by the policy of their process, once, whoever else is away or barred."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from app.absences.absences import record as record_absence
from app.accounts.models import User
from app.cases.models import Case
from app.confidentiality.staff_files import link
from app.people.models import Party
from app.teams import changes
from app.teams.assigning import assign_waiting
from app.teams.models import Decision, Team, WaitingTask
from tests.factories.cases import deploy_question, make_user, open_question, task_of
from tests.factories.people import make_person
from tests.factories.secret import restrict
from workflows import api, clock

pytestmark = pytest.mark.django_db
BY = api.system("tests")
#: A Monday; the fund works.
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _monday() -> None:
    clock.begin(MONDAY)


@pytest.fixture(autouse=True)
def _policy(tmp_path: Path, settings: Any) -> None:
    """Question goes to the owner of the file, else by load."""
    (tmp_path / "assignment.yaml").write_text(
        "skills: {nl: {fr: N, nl: N, de: N, en: Dutch}}\nprocesses: {question: {owner: true, load: true}}\n"
    )
    calendars = Path(settings.PROCESSES_DIR) / "calendars"
    (tmp_path / "calendars").symlink_to(calendars)
    settings.PROCESSES_DIR = tmp_path


@pytest.fixture
def team(db: None) -> Team:
    return changes.make("Front office", [], by=BY)


def hire(team: Team, name: str, capacity: int = 30, role: str = "caseworker") -> User:
    user = make_user(name, role)
    changes.join(team, user, by=BY)
    changes.schedule(user, [8, 8, 8, 8, 6, 0, 0], capacity, by=BY)
    return user


def open_some(number: int, party: Party | None = None) -> list[Case]:
    deploy_question()
    opener = User.objects.filter(username="opener").first() or make_user("opener", "team_lead")
    cases = [open_question(opener) for _ in range(number)]
    if party:
        Case.objects.filter(pk__in=[case.pk for case in cases]).update(party=party)
    return cases


def holders(cases: list[Case]) -> list[str]:
    return [str(getattr(task_of(case).assignee, "username", "")) for case in cases]


def test_two_people_get_every_second_task(team: Team) -> None:
    hire(team, "anna")
    hire(team, "bob")
    cases = open_some(4)
    assign_waiting()
    assert holders(cases) == ["anna", "bob", "anna", "bob"]


def test_room_counts_for_its_capacity(team: Team) -> None:
    # anna 0/20, bob 0/10: a tie by share goes to the lower key, then 1/20 < 1/10 decides
    hire(team, "anna", capacity=20)
    hire(team, "bob", capacity=10)
    cases = open_some(3)
    assign_waiting()
    assert holders(cases) == ["anna", "bob", "anna"]


def test_the_caseworker_of_the_file_gets_it(team: Team) -> None:
    hire(team, "anna")
    bob, party = hire(team, "bob"), make_person()
    Party.objects.filter(pk=party.pk).update(caseworker=bob)
    cases = open_some(1, party)
    assign_waiting()
    assert (holders(cases), Decision.objects.get().why) == (["bob"], "owner")


def test_an_absent_caseworker_gets_nothing(team: Team) -> None:
    hire(team, "anna")
    bob, party = hire(team, "bob"), make_person()
    Party.objects.filter(pk=party.pk).update(caseworker=bob)
    record_absence(bob, first_day=date(2026, 3, 2), last_day=None, substitutes={}, by=BY)
    cases = open_some(1, party)
    assign_waiting()
    assert holders(cases) == ["anna"]


def test_whoever_does_not_work_that_day_gets_nothing(team: Team) -> None:
    anna = hire(team, "anna")
    hire(team, "bob")
    changes.schedule(anna, [0, 8, 8, 8, 6, 0, 0], 30, by=BY)
    cases = open_some(1)
    assign_waiting()
    assert holders(cases) == ["bob"]


def test_nobody_gets_their_own_file(team: Team) -> None:
    anna, party = hire(team, "anna"), make_person()
    hire(team, "bob")
    Party.objects.filter(pk=party.pk).update(caseworker=anna)
    link(anna, party.reference, by=make_user("dirk", "director"))
    cases = open_some(1, party)
    assign_waiting()
    assert holders(cases) == ["bob"]


def test_a_restricted_file_goes_to_nobody_who_is_not_cleared(team: Team) -> None:
    hire(team, "anna")
    party = make_person()
    restrict(party)
    cases = open_some(1, party)
    assign_waiting()
    assert (holders(cases), Decision.objects.get().why) == ([""], "nobody")


def test_a_team_of_other_processes_gets_nothing(team: Team) -> None:
    hire(team, "anna")
    changes.change(team, "Complaints", ["complaint"], by=BY)
    cases = open_some(1)
    assign_waiting()
    assert holders(cases) == [""]


def test_a_second_round_gives_nothing_twice(team: Team) -> None:
    hire(team, "anna")
    open_some(2)
    assert (assign_waiting(), assign_waiting()) == (2, 0)
    assert Decision.objects.count() == 2


def test_a_task_taken_meanwhile_stays_with_whoever_took_it(team: Team) -> None:
    hire(team, "anna")
    zoe = make_user("zoe", "caseworker")
    [case] = open_some(1)
    api.claim(task_of(case).pk, by=api.user(zoe.pk), roles={"caseworker"})
    assert assign_waiting() == 1
    assert (holders([case]), Decision.objects.count()) == (["zoe"], 0)


def test_without_members_no_task_waits_to_be_given_out(team: Team) -> None:
    open_some(1)
    assert not WaitingTask.objects.exists()


def test_a_process_without_a_policy_keeps_its_tasks_for_its_roles(team: Team, tmp_path: Path) -> None:
    (tmp_path / "assignment.yaml").write_text("skills: {}\nprocesses: {complaint: {load: true}}\n")
    hire(team, "anna")
    cases = open_some(1)
    assert (assign_waiting(), holders(cases)) == (1, [""])


def test_a_team_that_is_away_is_given_nothing(team: Team, settings: Any):
    hire(team, "ann")
    folder = Path(settings.PROCESSES_DIR) / "calendars"
    text = (folder / "belgium.yaml").read_text()
    folder.unlink()  # a link to the fund's own
    folder.mkdir()
    away = "closures: [{from: 2026-03-02, team: Front office, reason: Training}]"
    (folder / "belgium.yaml").write_text(text.replace("closures: []", away))
    open_some(1)
    assign_waiting()
    assert Decision.objects.get().user is None
