"""Asking a colleague about a task: it goes to them with the question and comes back to its owner with the answer."""

import pytest
from django.test import Client

from app.accounts.models import User
from app.cases.models import Case
from app.inbox import work
from app.inbox.models import Delegation
from app.teamwork.models import PersonalNotice
from tests.factories.cases import make_user, task_of
from workflows import api
from workflows.models import HistoryEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def ben(db: None) -> User:
    return make_user("ben", "caseworker", name="Ben Maes")


@pytest.fixture
def held(case: Case, caseworker: User) -> Case:
    api.claim(task_of(case).pk, by=api.user(caseworker.pk))
    return case


def act(client: Client, case: Case, what: str, **data: object) -> str:
    return client.post(f"/inbox/{task_of(case).pk}/{what}/", data, follow=True).content.decode()


def ask(client: Client, case: Case, ben: User) -> str:
    return act(client, case, "ask", colleague=ben.pk, question="Is 2023 closed?")


def test_the_task_goes_to_the_colleague_with_the_question(browser: Client, held: Case, ben: User) -> None:
    assert "Ben Maes is asked" in ask(browser, held, ben)
    assert task_of(held).assignee == ben
    browser.force_login(ben)
    assert "Is 2023 closed?" in browser.get(f"/inbox/{task_of(held).pk}/").content.decode()


def test_it_comes_back_to_its_owner_with_the_answer(
    browser: Client, held: Case, caseworker: User, ben: User
) -> None:
    ask(browser, held, ben)
    browser.force_login(ben)
    act(browser, held, "answer", answer="Since March.")
    assert task_of(held).assignee == caseworker
    browser.force_login(caseworker)
    assert "Since March." in browser.get(f"/inbox/{task_of(held).pk}/").content.decode()


def test_both_are_told_and_the_history_keeps_both_ways(
    browser: Client, held: Case, caseworker: User, ben: User
) -> None:
    ask(browser, held, ben)
    browser.force_login(ben)
    act(browser, held, "answer", answer="Since March.")
    told = PersonalNotice.objects.order_by("id").values_list("user__username", "kind")
    assert list(told) == [("ben", "assigned"), ("anna", "returned")]
    assert HistoryEvent.objects.filter(kind="task_delegated").count() == 2


def test_nobody_finishes_or_frees_it_meanwhile(browser: Client, held: Case, ben: User) -> None:
    ask(browser, held, ben)
    browser.force_login(ben)
    task = task_of(held)
    page = browser.post(f"/inbox/{task.pk}/", {"next": "answer", "answer": "So."}, follow=True)
    assert "the answer comes first" in page.content.decode()
    assert "the answer comes first" in act(browser, held, "release")
    assert task_of(held).assignee == ben


def test_its_owner_takes_it_back(browser: Client, held: Case, caseworker: User, ben: User) -> None:
    ask(browser, held, ben)
    assert "The task is yours again." in act(browser, held, "back")
    assert (task_of(held).assignee, Delegation.objects.get().answer) == (caseworker, "")


def test_only_the_holder_asks_and_only_who_was_asked_answers(
    browser: Client, held: Case, caseworker: User, ben: User
) -> None:
    browser.force_login(ben)
    refused = act(browser, held, "ask", colleague=caseworker.pk, question="Mine?")
    assert "Anna Lambert has taken this task." in refused
    browser.force_login(caseworker)
    ask(browser, held, ben)
    assert "Only the colleague who was asked answers." in act(browser, held, "answer", answer="I know")


def test_who_assigns_ends_the_asking(
    browser: Client, held: Case, ben: User, team_lead: User, caseworker: User
) -> None:
    ask(browser, held, ben)
    work.assign(task_of(held), caseworker, by=team_lead)
    assert Delegation.objects.get().ended_at is not None


def test_a_colleague_without_the_role_cannot_be_asked(browser: Client, held: Case) -> None:
    paul = make_user("paul", "process_owner")
    answer = browser.post(f"/inbox/{task_of(held).pk}/ask/", {"colleague": paul.pk, "question": "Why?"})
    assert answer.status_code == 404
