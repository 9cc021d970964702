"""What the page of a task says of the steps after it: read from the model, in the reader's words."""

import pytest
from django.test import Client
from django.utils import translation

from app.accounts.models import User
from app.cases.following import list_following
from app.cases.models import Case
from app.cases.wording import find_wording
from tests.factories.cases import task_of
from tests.factories.shipped import ask
from workflows.models import HumanTask

pytestmark = pytest.mark.django_db


def follow(task: HumanTask, language: str = "en") -> list[tuple[tuple[str, ...], str, str]]:
    with translation.override(language):
        found = list_following(task, find_wording(task.instance.version_id), language)
    return [(one.ways, one.title, one.who) for one in found]


def test_the_next_step_is_named_with_who_does_it(case: Case) -> None:
    assert follow(task_of(case)) == [((), "Check the answer", "Team lead")]
    assert follow(task_of(case), "nl") == [((), "Het antwoord nalezen", "Teamleider")]


def test_the_answers_of_gateways_lead_to_the_steps_behind_them(caseworker: User) -> None:
    case = ask(caseworker)
    task = HumanTask.objects.get(case_ref=case.reference, node_id="answer_question")
    found = follow(task, "fr")
    assert [title for _ways, title, _who in found][:1] == ["Demander le renseignement manquant"]
    assert all(ways for ways, _title, _who in found)


def test_the_page_tells_them(browser: Client, case: Case) -> None:
    page = browser.get(f"/inbox/{task_of(case).pk}/").content.decode()
    assert "Once it is done" in page
    assert "Check the answer" in page
