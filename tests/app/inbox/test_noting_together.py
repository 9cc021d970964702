"""One note on the cases of many tasks."""

from uuid import UUID

import pytest
from django.test import Client

from app.accounts.models import User
from app.cases.models import Case
from app.inbox import bulk, work
from app.inbox.bulk import Order
from app.inbox.models import BulkAction, BulkVerb
from app.teamwork.errors import TeamworkRefused
from app.teamwork.models import Note
from tests.factories.cases import make_user, open_question, task_of
from workflows.models import HumanTask

pytestmark = pytest.mark.django_db
WORDS = Order(BulkVerb.NOTE, text="The post was late all week.")


@pytest.fixture
def tasks(case: Case, caseworker: User) -> list[UUID]:
    return [task_of(one).pk for one in (case, open_question(caseworker))]


def write(user: User, tasks: list[UUID]) -> BulkAction:
    action = bulk.prepare(user, WORDS, tasks)
    bulk.confirm(user, action.pk)
    bulk.go_on(user, action.pk)
    return action


def test_each_case_gets_the_note(caseworker: User, tasks: list[UUID]) -> None:
    write(caseworker, tasks)
    assert list(Note.objects.values_list("text", "author")) == [(WORDS.text, caseworker.pk)] * 2


def test_tried_again_no_case_gets_it_twice(caseworker: User, tasks: list[UUID]) -> None:
    action = write(caseworker, tasks)
    action.lines.update(state="waiting")
    bulk.go_on(caseworker, action.pk)
    assert Note.objects.count() == 2


def test_the_case_of_a_colleagues_task_takes_it_too(caseworker: User, tasks: list[UUID]) -> None:
    work.claim(HumanTask.objects.get(pk=tasks[0]), make_user("bram", "caseworker"))
    assert not write(caseworker, tasks).lines.exclude(state="done").exists()


def test_a_note_that_says_nothing_is_refused(caseworker: User, tasks: list[UUID]) -> None:
    with pytest.raises(TeamworkRefused):
        bulk.prepare(caseworker, Order(BulkVerb.NOTE, text="  "), tasks)


def test_the_pages_show_the_note_before_it_is_written(browser: Client, tasks: list[UUID]) -> None:
    chosen = {"verb": "note", "text": WORDS.text, "task": [str(key) for key in tasks]}
    page = browser.post("/inbox/bulk/", chosen, follow=True).content.decode()
    assert WORDS.text in page
    assert not Note.objects.exists()


def test_without_words_the_page_asks_for_them(browser: Client, tasks: list[UUID]) -> None:
    chosen = {"verb": "note", "text": "", "task": [str(key) for key in tasks]}
    assert "Write something." in browser.post("/inbox/bulk/", chosen, follow=True).content.decode()
