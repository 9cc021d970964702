"""Every figure of the inbox is the number of the list it stands at."""

from datetime import timedelta
from unittest import mock

import pytest
from django.db.models import QuerySet
from django.test import Client

from app.accounts.models import User
from app.cases.models import Case
from app.cases.task_forms import build_task_form, list_parts
from tests.factories.cases import open_question, task_of
from tests.factories.shipped import ask
from workflows import clock
from workflows.models import HumanTask, TaskCandidate


def make_due(tasks: QuerySet[HumanTask], *, days: int) -> None:
    due = clock.now() + timedelta(days=days)
    TaskCandidate.objects.filter(task__in=tasks).update(sort_due=due)
    tasks.update(due_at=due)


def read(browser: Client, query: str) -> str:
    return str(browser.get(f"/inbox/{query}").content.decode())


@pytest.mark.parametrize(
    ("view", "words"),
    [
        ("mine", "1 task is yours"),
        ("free", "2 tasks of your roles are free"),
        ("late", "1 task is late"),
        ("later", "0 tasks are put aside"),
        ("team", "3 open tasks, free or taken"),
    ],
)
def test_the_head_counts_the_list_below_it(
    view: str, words: str, browser: Client, caseworker: User, case: Case
) -> None:
    open_question(caseworker)
    mine = task_of(open_question(caseworker))
    browser.post(f"/inbox/{mine.pk}/claim/")
    make_due(HumanTask.objects.exclude(pk=mine.pk), days=1)
    make_due(HumanTask.objects.filter(pk=mine.pk), days=-1)
    page = read(browser, f"?view={view}")
    assert words in page
    assert page.count("<tr id=") == int(words.partition(" ")[0])


def test_a_narrowed_list_counts_what_fits(browser: Client, case: Case) -> None:
    assert "0 tasks fit the filters" in read(browser, "?view=free&q=nothing")
    answer = browser.get("/inbox/?view=free&q=nothing", headers={"HX-Target": "results"})
    assert 'hx-swap-oob="innerHTML:#summary">0 tasks fit' in answer.content.decode()


def test_a_late_task_put_aside_is_not_counted_with_ones_own(browser: Client, case: Case) -> None:
    browser.post(f"/inbox/{task_of(case).pk}/claim/")
    HumanTask.objects.update(
        due_at=clock.now() - timedelta(days=1), follow_up_at=clock.now() + timedelta(days=2)
    )
    page = read(browser, "?view=mine")
    assert "0 tasks are yours</p>" in page.replace("\n", "")


def test_taking_a_task_in_the_list_moves_the_figures_of_the_menu_and_the_list(
    browser: Client, caseworker: User, case: Case
) -> None:
    open_question(caseworker)
    make_due(HumanTask.objects.all(), days=1)
    answer = browser.post(
        f"/inbox/{task_of(case).pk}/claim/",
        headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/inbox/?view=free"},
    ).content.decode()
    assert 'id="count-mine" hx-swap-oob="true">1<' in answer
    assert 'id="count-free" hx-swap-oob="true">1<' in answer
    assert 'id="count-late" hx-swap-oob="true" hidden><' in answer
    assert "1 task of your roles is free" in answer
    assert "1 task in all" in answer


@pytest.mark.parametrize(("note", "is_shown"), [("", False), ("Name the quarter.", True)])
def test_a_remark_that_says_nothing_is_not_shown(note: str, *, is_shown: bool, caseworker: User) -> None:
    ask(caseworker)
    task = HumanTask.objects.select_related("instance").get()
    with mock.patch("app.cases.task_forms.api.read_variables", return_value={"review_note": note}):
        parts = list_parts(build_task_form(task, None, "fr"))
    shown = {question.bound.name: question.shown for part in parts for question in part.questions}
    assert (shown["review_note"], shown["question"]) == (is_shown, False)
