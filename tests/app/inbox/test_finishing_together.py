"""Tasks of one kind that their owner lets be finished together: one form, each task for itself."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from django.test import Client
from django.utils import translation

from app.accounts.models import User
from app.accounts.roles import as_actor
from app.cases.opening import open_case
from app.inbox import bulk, work
from app.inbox.bulk import Answers, Order
from app.inbox.errors import BulkRefused
from app.inbox.models import BulkAction, BulkVerb
from tests.factories.cases import QUESTION, deploy_question, make_user, open_question, publish, task_of
from workflows.models import DefinitionVersion, HumanTask

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
FINISH = Order(BulkVerb.COMPLETE)
KIND = "question/answer/question/answer"
ALLOWED = ("bulk", "allowed")
ANSWER = {"next": ["answer"], "answer": ["It is paid in May."], "solved_at_first_contact": ["on"]}
ONE_BY_ONE = "This task is finished one by one."


@pytest.fixture
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def deploy(*marks: tuple[str, str], key: str = "question") -> DefinitionVersion:
    """The process with its first task marked so by its owner."""
    known = deploy_question(key)
    task = '<vigie:task form="question/answer"'
    words = "".join(f'<vigie:property name="{name}" value="{value}"/>' for name, value in marks)
    drawing = known.files["process.bpmn"].replace(task, words + task)
    assert drawing != known.files["process.bpmn"] or not marks
    return publish(key, {**known.files, "process.bpmn": drawing}, known.manifest)


@pytest.fixture
def allowed(db: None) -> DefinitionVersion:
    return deploy(ALLOWED)


@pytest.fixture
def tasks(allowed: DefinitionVersion, caseworker: User) -> list[UUID]:
    """Three free tasks of one kind."""
    return [task_of(open_question(caseworker)).pk for _ in range(3)]


def finish(user: User, tasks: list[UUID], answers: dict[str, list[str]]) -> list[str]:
    """What refused each, in the order of the tasks."""
    action = bulk.prepare(user, FINISH, tasks)
    bulk.confirm(user, action.pk, Answers(KIND, answers))
    bulk.go_on(user, action.pk)
    return list(action.lines.order_by("place").values_list("problem", flat=True))


def test_each_task_is_finished_with_the_answers_given_once(caseworker: User, tasks: list[UUID]) -> None:
    assert finish(caseworker, tasks, ANSWER) == ["", "", ""]
    assert set(HumanTask.objects.filter(pk__in=tasks).values_list("state", flat=True)) == {"completed"}


def test_a_task_a_colleague_holds_keeps_no_other_waiting(caseworker: User, tasks: list[UUID]) -> None:
    work.claim(HumanTask.objects.get(pk=tasks[1]), make_user("bram", "caseworker", name="Bram Maes"))
    assert finish(caseworker, tasks, ANSWER) == ["", "Bram Maes has taken this task.", ""]


def test_answers_a_task_does_not_take_are_told_by_their_question(caseworker: User, tasks: list[UUID]) -> None:
    problems = finish(caseworker, tasks[:1], {"next": ["answer"]})
    assert "required" in problems[0]
    assert HumanTask.objects.get(pk=tasks[0]).state == "ready"


def test_a_task_whose_owner_does_not_allow_it_is_finished_one_by_one(caseworker: User) -> None:
    deploy_question()
    task = task_of(open_question(caseworker)).pk
    assert bulk.foresee(caseworker, bulk.prepare(caseworker, FINISH, [task])) == {task: ONE_BY_ONE}
    assert finish(caseworker, [task], ANSWER) == [ONE_BY_ONE]


def test_what_approves_is_never_finished_with_others(caseworker: User) -> None:
    deploy(ALLOWED, ("step", "second_look"))
    task = task_of(open_question(caseworker)).pk
    assert finish(caseworker, [task], ANSWER) == [ONE_BY_ONE]


def test_another_kind_of_task_is_left_out(tasks: list[UUID], caseworker: User) -> None:
    deploy(ALLOWED, key="objection")
    stranger = task_of(open_case("objection", QUESTION, by=as_actor(caseworker))).pk
    action = bulk.prepare(caseworker, FINISH, [tasks[0], stranger])
    assert bulk.foresee(caseworker, action) == {stranger: "This is another kind of task."}


def test_without_a_task_that_may_be_nothing_is_confirmed(caseworker: User) -> None:
    deploy_question()
    action = bulk.prepare(caseworker, FINISH, [task_of(open_question(caseworker)).pk])
    with pytest.raises(BulkRefused, match="None of these tasks"):
        bulk.confirm(caseworker, action.pk)


def test_the_form_is_shown_once_without_what_belongs_to_one_case(browser: Client, tasks: list[UUID]) -> None:
    chosen = {"verb": "complete", "task": [str(key) for key in tasks]}
    page = browser.post("/inbox/bulk/", chosen, follow=True).content.decode()
    assert 'name="next"' in page
    assert "Pourquoi dois-je payer" not in page


def test_a_form_that_lacks_an_answer_is_shown_again_and_finishes_nothing(
    browser: Client, tasks: list[UUID]
) -> None:
    browser.post("/inbox/bulk/", {"verb": "complete", "task": [str(key) for key in tasks]})
    action = BulkAction.objects.get()
    answer = browser.post(f"/inbox/bulk/{action.pk}/confirm/", {"next": ""})
    assert (answer.status_code, BulkAction.objects.get().confirmed_at) == (422, None)


def test_the_pages_finish_them(browser: Client, tasks: list[UUID]) -> None:
    browser.post("/inbox/bulk/", {"verb": "complete", "task": [str(key) for key in tasks]})
    action = BulkAction.objects.get()
    page = browser.post(
        f"/inbox/bulk/{action.pk}/confirm/", {key: one[0] for key, one in ANSWER.items()}, follow=True
    )
    assert "3 of 3 done" in page.content.decode()


def test_an_answer_that_asks_more_is_asked_about_at_once(browser: Client, tasks: list[UUID]) -> None:
    browser.post("/inbox/bulk/", {"verb": "complete", "task": [str(key) for key in tasks]})
    page = browser.get(f"/inbox/bulk/{BulkAction.objects.get().pk}/").content.decode()
    assert f'data-questions="/inbox/{tasks[0]}/questions/"' in page
