"""Taking back a task just finished: offered on the next page, for a moment, to whoever finished it."""

import re

import pytest
from django.conf import LazySettings
from django.test import Client

from app.accounts.models import User
from app.cases.models import Case
from app.inbox import work
from app.teams.assigning import assign_waiting
from app.teams.models import WaitingTask
from tests.factories.cases import make_user, open_question, task_of
from tests.factories.people import make_person
from tests.factories.secret import restrict
from workflows import api
from workflows.models import CompletionCopy, HistoryEvent, HumanTask

ANSWER = {"next": "answer", "answer": "Because your income was higher."}


@pytest.fixture(autouse=True)
def _time_to_think(settings: LazySettings) -> None:
    settings.TAKE_BACK_SECONDS = 600


def finish(browser: Client, case: Case, **more: str) -> tuple[HumanTask, str]:
    """The task finished in its page, and the page that comes next."""
    task = task_of(case)
    answer = browser.post(f"/inbox/{task.pk}/", {**ANSWER, **more}, follow=True)
    return task, answer.content.decode()


def test_the_next_page_offers_it_in_a_form_that_needs_no_script(browser: Client, case: Case) -> None:
    task, page = finish(browser, case)
    assert re.search(rf'<form[^>]* method="post" action="/inbox/{task.pk}/undo/">.*Take back', page)
    assert "csrfmiddlewaretoken" in page


def test_taken_back_the_task_is_open_with_the_answers_given(browser: Client, case: Case) -> None:
    task, _page = finish(browser, case)
    page = browser.post(f"/inbox/{task.pk}/undo/", follow=True).content.decode()
    assert "The task is open again, with your answers." in page
    assert ANSWER["answer"] in page
    assert task_of(case).pk == task.pk


def test_finished_again_with_another_answer_that_one_counts(browser: Client, case: Case) -> None:
    task, _page = finish(browser, case)
    browser.post(f"/inbox/{task.pk}/undo/")
    finish(browser, case, answer="It was not.")
    task.refresh_from_db()
    assert (task.state, task.outcome["answer"]) == ("completed", "It was not.")


def test_a_case_that_it_had_closed_is_open_again(client: Client, team_lead: User, case: Case) -> None:
    api.complete(task_of(case).pk, ANSWER, by=api.system("tests"))
    last = task_of(case, "check")
    client.force_login(team_lead)
    client.post(f"/inbox/{last.pk}/")
    case.refresh_from_db()
    assert case.closed_at is not None
    client.post(f"/inbox/{last.pk}/undo/")
    case.refresh_from_db()
    assert (case.status, case.closed_at) == ("active", None)


def test_it_stays_done_once_a_colleague_has_what_follows_and_says_who(browser: Client, case: Case) -> None:
    task, _page = finish(browser, case)
    marc = make_user("marc", "caseworker", name="Marc Lejeune")
    api.claim(task_of(case, "check").pk, by=api.user(marc.pk))
    page = browser.post(f"/inbox/{task.pk}/undo/", follow=True).content.decode()
    assert "meanwhile the case has gone on, by Marc Lejeune" in page
    task.refresh_from_db()
    assert task.state == "completed"


def test_nobody_else_takes_it_back(browser: Client, case: Case, client: Client) -> None:
    task, _page = finish(browser, case)
    client.force_login(make_user("marc", "caseworker", name="Marc Lejeune"))
    page = client.post(f"/inbox/{task.pk}/undo/", follow=True).content.decode()
    assert "can no longer be taken back" in page
    task.refresh_from_db()
    assert task.state == "completed"


def test_a_file_closed_to_the_person_meanwhile_stays_closed(browser: Client, case: Case) -> None:
    task, _page = finish(browser, case)
    minister = make_person("Jan Minister")
    restrict(minister)
    Case.objects.filter(pk=case.pk).update(party=minister)
    assert browser.post(f"/inbox/{task.pk}/undo/").status_code in (403, 404)
    task.refresh_from_db()
    assert task.state == "completed"


def test_a_link_alone_takes_nothing_back(browser: Client, case: Case) -> None:
    task, _page = finish(browser, case)
    assert browser.get(f"/inbox/{task.pk}/undo/").status_code == 405
    assert not HistoryEvent.objects.filter(kind="task_taken_back").exists()


def test_an_approval_is_final(browser: Client, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.inbox.approvals.is_final", lambda task: True)
    _task, page = finish(browser, case)
    assert "Take back" not in page.split("shortcuts")[0]
    assert not CompletionCopy.objects.exists()


def test_what_is_not_done_in_a_page_is_final(caseworker: User, case: Case) -> None:
    work.complete(task_of(case), ANSWER, caseworker)
    assert not CompletionCopy.objects.exists()


def test_set_to_nought_it_is_never_offered(browser: Client, case: Case, settings: LazySettings) -> None:
    settings.TAKE_BACK_SECONDS = 0
    _task, page = finish(browser, case)
    assert "/undo/" not in page


def test_nobody_is_given_what_follows_before_the_moment_is_over(browser: Client, case: Case) -> None:
    finish(browser, case)
    following = task_of(case, "check")
    WaitingTask.objects.get_or_create(task=following.pk)
    assign_waiting()
    assert WaitingTask.objects.filter(task=following.pk).exists()
    CompletionCopy.objects.all().delete()
    assign_waiting()
    assert not WaitingTask.objects.filter(task=following.pk).exists()


def test_the_history_of_the_case_tells_it(browser: Client, case: Case) -> None:
    task, _page = finish(browser, case)
    browser.post(f"/inbox/{task.pk}/undo/")
    assert "Taken back, open again:" in browser.get(f"/cases/{case.reference}/").content.decode()


def test_another_task_of_the_same_case_is_not_touched(browser: Client, caseworker: User, case: Case) -> None:
    other = open_question(caseworker)
    task, _page = finish(browser, case)
    browser.post(f"/inbox/{task.pk}/undo/")
    assert task_of(other).state == "ready"
