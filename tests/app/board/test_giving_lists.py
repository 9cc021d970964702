"""Every task of a list of the board is given to others at once, over all its pages, after a preview."""

import re

import pytest
from django.test import Client

from app.accounts.models import User
from app.board import queries
from app.board.rollups import roll_up
from app.cases.models import Case
from tests.factories.cases import make_user, open_question, task_of
from tests.factories.people import make_person
from tests.factories.secret import restrict
from workflows import api, clock
from workflows.models import HumanTask

pytestmark = pytest.mark.django_db
LIST = "?process=question"


@pytest.fixture
def lead(client: Client, team_lead: User) -> Client:
    client.force_login(team_lead)
    return client


@pytest.fixture
def cases(case: Case, caseworker: User, monkeypatch: pytest.MonkeyPatch) -> list[Case]:
    """Three, the first held by Anna, on pages of two."""
    monkeypatch.setattr(queries, "PAGE_SIZE", 2)
    api.assign(task_of(case).pk, caseworker.pk, by=api.system("tests"))
    found = [case, open_question(caseworker), open_question(caseworker)]
    roll_up(clock.now())
    return found


def preview(browser: Client, ben: User) -> dict[str, object]:
    """The preview's form as a browser sends it."""
    page = browser.post(f"/board/tasks/give/{LIST}", {"to": ben.pk}).content.decode()
    hidden = dict(re.findall(r'name="((?:to|held)-[^"]+)" value="(\d*)"', page))
    return {"task": re.findall(r'name="task" value="([^"]+)"', page), **hidden}


def list_holders() -> list[str]:
    return sorted(str(one.assignee) for one in HumanTask.objects.filter(node_id="answer"))


def test_all_of_the_list_are_previewed_and_given(lead: Client, cases: list[Case]) -> None:
    ben = make_user("ben", "caseworker", name="Ben Claes")
    form = preview(lead, ben)
    assert list_holders() == ["Anna Lambert", "None", "None"]  # nothing has happened
    lead.post(f"/board/tasks/hand-over/{LIST}", form)
    assert list_holders() == ["Ben Claes", "Ben Claes", "Ben Claes"]


def test_whoever_took_one_since_the_preview_keeps_it(lead: Client, cases: list[Case]) -> None:
    form = preview(lead, make_user("ben", "caseworker", name="Ben Claes"))
    other = make_user("carl", "caseworker", name="Carl Thys")
    api.assign(task_of(cases[1]).pk, other.pk, by=api.system("tests"))
    lead.post(f"/board/tasks/hand-over/{LIST}", form)
    assert list_holders() == ["Ben Claes", "Ben Claes", "Carl Thys"]


def test_what_was_unticked_stays(lead: Client, cases: list[Case]) -> None:
    form = preview(lead, make_user("ben", "caseworker", name="Ben Claes"))
    lead.post(f"/board/tasks/hand-over/{LIST}", {**form, "task": [str(task_of(cases[2]).pk)]})
    assert list_holders() == ["Anna Lambert", "Ben Claes", "None"]


def test_a_hidden_file_is_not_in_it(lead: Client, cases: list[Case]) -> None:
    party = make_person()
    Case.objects.filter(pk=cases[2].pk).update(party=party)
    restrict(party)
    form = preview(lead, make_user("ben", "caseworker"))
    assert len(form["task"]) == 2  # type: ignore[arg-type]


def test_what_is_sent_by_hand_gives_nothing(lead: Client, cases: list[Case]) -> None:
    lead.post(f"/board/tasks/give/{LIST}", {"to": "x"})
    lead.post(f"/board/tasks/hand-over/{LIST}", {"task": [str(task_of(cases[2]).pk)]})
    lead.post("/board/tasks/give/?process=none", {"to": "suggest"})
    assert list_holders() == ["Anna Lambert", "None", "None"]


def test_the_list_offers_it_for_as_many_as_it_counts(lead: Client, cases: list[Case]) -> None:
    page = lead.get(f"/board/tasks/{LIST}").content.decode()
    assert "Give all 3 to" in page
    assert lead.get("/board/promises/").content.decode().count("/board/tasks/give/") == 0
