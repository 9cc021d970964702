"""A task that approves asks again who is there, once the last proof is old; other tasks do not."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from app.accounts.models import User
from app.inbox.approvals import MARKS, find_marked
from tests.app.sign_in.conftest import sign_in
from tests.factories.cases import PASSWORD, deploy_question, open_question, publish, task_of
from workflows import xml
from workflows.models import HumanTask

PROCESSES = Path(__file__).parents[3] / "processes"
NAMED = ("approve_", "confirm_refusal", "review_refusal", "review_answer")
TASK = '<vigie:task form="question/answer"'
ANSWER = {"next": "answer", "answer": "Because your income was higher.", "draft_rev": "0"}
PROOF = {"password": PASSWORD}


@pytest.fixture(autouse=True)
def _ten_minutes(policy: Callable[..., None]) -> None:
    policy(fresh_minutes=10)


def open_task(by: User, name: str = "step", value: str = "second_look") -> HumanTask:
    """The first task of a question, marked so in its drawing."""
    known = deploy_question()
    drawing = known.files["process.bpmn"]
    marked = drawing.replace(TASK, f'<vigie:property name="{name}" value="{value}"/>{TASK}')
    assert marked != drawing
    publish("question", {**known.files, "process.bpmn": marked}, known.manifest)
    return task_of(open_question(by))


@pytest.mark.parametrize("mark", [("step", "second_look"), ("proof", "fresh")])
def test_an_approval_waits_for_the_password_and_then_goes_on(
    mark: tuple[str, str], browser: Client, caseworker: User
) -> None:
    task = open_task(caseworker, *mark)
    address = f"/inbox/{task.pk}/"
    assert browser.post(address, ANSWER)["Location"].startswith("/account/confirm/?next=")
    task.refresh_from_db()
    assert task.state == "ready"
    browser.post("/account/confirm/", {**PROOF, "next": address})
    task.refresh_from_db()
    assert (task.state, task.outcome["answer"]) == ("completed", ANSWER["answer"])


def test_a_wrong_password_completes_nothing(browser: Client, caseworker: User) -> None:
    task = open_task(caseworker)
    browser.post(f"/inbox/{task.pk}/", ANSWER)
    wrong = {"password": "wrong", "next": f"/inbox/{task.pk}/"}
    assert browser.post("/account/confirm/", wrong).status_code == 422
    task.refresh_from_db()
    assert task.state == "ready"


def test_what_is_missing_is_asked_for_before_the_password(browser: Client, caseworker: User) -> None:
    task = open_task(caseworker)
    assert browser.post(f"/inbox/{task.pk}/", {"next": "answer"}).status_code == 422


def test_right_after_signing_in_it_is_done_at_once(client: Client, caseworker: User) -> None:
    task = open_task(caseworker)
    sign_in(client)
    assert b"prove again" not in client.get(f"/inbox/{task.pk}/").content
    client.post(f"/inbox/{task.pk}/", ANSWER)
    task.refresh_from_db()
    assert task.state == "completed"


def test_the_page_says_beforehand_that_it_will_ask(browser: Client, caseworker: User) -> None:
    assert b"prove again" in browser.get(f"/inbox/{open_task(caseworker).pk}/").content


def test_a_task_that_approves_nothing_asks_for_nothing(browser: Client, caseworker: User) -> None:
    task = open_task(caseworker, "step", "examination")
    browser.post(f"/inbox/{task.pk}/", ANSWER)
    task.refresh_from_db()
    assert task.state == "completed"


@pytest.mark.parametrize(
    "drawing", sorted(PROCESSES.glob("*/process.bpmn")), ids=lambda path: path.parent.name
)
def test_every_shipped_task_that_is_called_an_approval_is_one(drawing: Path) -> None:
    root = xml.parse(drawing.read_bytes())
    tasks = {task.get("id") for task in root.iter("{*}userTask")}
    assert {task for task in tasks if task.startswith(NAMED)} <= set(find_marked(root, MARKS))
