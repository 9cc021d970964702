"""Team leads make teams, note skills and hours; what a team is limited to counts from the next request on."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from app.accounts.models import User
from app.inbox import work
from app.teams import changes
from app.teams.limits import NotForTeam
from app.teams.models import Schedule, Skill, Team
from app.teams.policies import read_policies
from tests.factories.cases import deploy_question, make_user, open_question, task_of
from workflows import api

pytestmark = pytest.mark.django_db
BY = api.system("tests")


@pytest.fixture
def lead(client: Client) -> Client:
    client.force_login(make_user("lea", "team_lead"))
    return client


@pytest.fixture
def anna() -> User:
    return make_user("anna", "caseworker", name="Anna Lambert")


def sign_in(user: User) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


def test_a_team_is_made_and_joined(lead: Client, anna: User) -> None:
    lead.post("/teams/new/", {"name": "Front office", "processes": []})
    team = Team.objects.get()
    lead.post(f"/teams/{team.pk}/members/", {"user": anna.pk})
    page = lead.get(f"/teams/{team.pk}/").content.decode()
    assert ("Front office" in page, "Anna Lambert" in page) == (True, True)
    assert "Anna Lambert" in lead.get("/teams/").content.decode()


def test_a_name_is_given_once(lead: Client) -> None:
    changes.make("Front office", [], by=BY)
    assert lead.post("/teams/new/", {"name": "Front office"}).status_code == 422


def test_hours_and_capacity_keep_their_history(lead: Client, anna: User) -> None:
    hours = {f"hours_{day}": 4 for day in range(7)}
    for capacity in (10, 20):
        lead.post(f"/teams/people/{anna.pk}/", {**hours, "capacity": capacity})
    assert list(Schedule.objects.order_by("id").values_list("capacity", flat=True)) == [10, 20]
    assert ">28<" in lead.get(f"/teams/people/{anna.pk}/").content.decode()


def test_a_day_of_thirteen_hours_is_refused(lead: Client, anna: User) -> None:
    hours = {f"hours_{day}": 13 for day in range(7)}
    assert lead.post(f"/teams/people/{anna.pk}/", {**hours, "capacity": 10}).status_code == 422
    assert not Schedule.objects.exists()


def test_a_skill_is_noted_and_ends(lead: Client, anna: User) -> None:
    lead.post(f"/teams/people/{anna.pk}/skills/", {"name": "complaints"})
    row = Skill.objects.get()
    lead.post(f"/teams/people/{anna.pk}/skills/{row.pk}/end/")
    row.refresh_from_db()
    assert row.ended_at is not None


def test_an_invented_skill_is_refused(lead: Client, anna: User) -> None:
    lead.post(f"/teams/people/{anna.pk}/skills/", {"name": "magic"})
    assert not Skill.objects.exists()


def test_a_caseworker_does_not_enter(anna: User) -> None:
    assert sign_in(anna).get("/teams/").status_code == 403


def test_who_leaves_a_limited_team_sees_all_again_at_once(anna: User) -> None:
    deploy_question()
    case = open_question(make_user("opener", "caseworker"))
    team = changes.make("Complaints", ["complaint"], by=BY)
    row = changes.join(team, anna, by=BY)
    browser = sign_in(anna)
    limited = browser.get("/inbox/?view=free")
    assert (case.reference in limited.content.decode(), limited.context["counts"]["free"]) == (False, 0)
    changes.leave(team, row.pk, by=BY)
    assert case.reference in browser.get("/inbox/?view=free").content.decode()


def test_a_limited_member_takes_no_other_task(anna: User) -> None:
    deploy_question()
    task = task_of(open_question(make_user("opener", "caseworker")))
    changes.join(changes.make("Complaints", ["complaint"], by=BY), anna, by=BY)
    with pytest.raises(NotForTeam):
        work.claim(task, anna)
    assert sign_in(anna).post(f"/inbox/{task.pk}/claim/").status_code == 404


def test_a_role_taken_away_counts_from_the_next_request(anna: User) -> None:
    deploy_question()
    task = task_of(open_question(make_user("opener", "caseworker")))
    browser = sign_in(anna)
    assert browser.get(f"/inbox/{task.pk}/").status_code == 200
    anna.groups.clear()
    assert browser.post(f"/inbox/{task.pk}/claim/").status_code == 403
    task.refresh_from_db()
    assert task.assignee is None


def test_the_history_of_a_team_cannot_be_rewritten(anna: User) -> None:
    changes.join(changes.make("Front office", [], by=BY), anna, by=BY)
    for model in ("membership", "teamevent"):
        with pytest.raises(IntegrityError), transaction.atomic():
            getattr(
                Team.objects.get(), {"membership": "memberships", "teamevent": "events"}[model]
            ).all().delete()


def test_the_shipped_policies_can_be_read() -> None:
    assert read_policies().processes["question"].owner is True
