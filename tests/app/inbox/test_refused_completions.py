"""Completing what is not one's to complete, or not now: it is said, and nothing is done (S14, S15, S38)."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from app.accounts.models import User
from app.cases.models import Case
from tests.factories.cases import deploy_question, make_user, task_of
from workflows import api
from workflows.errors import InstanceBusy
from workflows.models import HistoryEvent, HumanTask

ANSWER = {"next": "answer", "answer": "Because your income was higher."}


def url(case: Case, action: str = "") -> str:
    return f"/inbox/{task_of(case).pk}/{action}"


def expect_untouched(case: Case) -> None:
    task = task_of(case)
    assert (task.state, task.outcome, task.assignee) == ("ready", None, None)
    assert not HistoryEvent.objects.filter(kind="task_completed").exists()


def test_in_a_paused_case_it_is_said_and_what_was_typed_stays(browser: Client, case: Case) -> None:
    api.pause(task_of(case).instance_id, "the court asks", by=api.system("tests"))
    response = browser.post(url(case), ANSWER)
    assert response.status_code == 409
    assert "is paused" in response.content.decode()
    assert ANSWER["answer"] in response.content.decode()
    expect_untouched(case)


def test_beside_somebody_who_keeps_working_on_the_case_it_is_said(
    browser: Client, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    def be_busy(*_given: object, **_more: object) -> None:
        raise InstanceBusy()

    monkeypatch.setattr("workflows.api.complete", be_busy)
    response = browser.post(url(case), ANSWER)
    assert (response.status_code, ANSWER["answer"] in response.content.decode()) == (409, True)
    expect_untouched(case)


@pytest.mark.parametrize("act", ["claim/", "release/", "aside/", "ask/", "assign/"])
def test_in_a_paused_case_no_other_act_breaks_or_changes_anything(
    browser: Client, case: Case, act: str
) -> None:
    api.pause(task_of(case).instance_id, "the court asks", by=api.system("tests"))
    ben = make_user("ben", "caseworker")
    sent = {"until": "2099-01-01", "colleague": ben.pk, "question": "?", "assignee": ben.pk}
    assert browser.post(url(case, act), sent).status_code < 500
    expect_untouched(case)


def test_a_form_left_open_while_the_role_goes_is_refused(
    browser: Client, caseworker: User, case: Case
) -> None:
    assert browser.get(url(case)).status_code == 200
    caseworker.groups.remove(Group.objects.get(name="caseworker"))
    assert browser.post(url(case), ANSWER).status_code in (403, 404)
    expect_untouched(case)


def test_a_form_left_open_while_the_person_goes_is_refused(
    browser: Client, caseworker: User, case: Case
) -> None:
    assert browser.get(url(case)).status_code == 200
    User.objects.filter(pk=caseworker.pk).update(is_active=False)
    assert browser.post(url(case), ANSWER).status_code == 302
    expect_untouched(case)


def test_the_task_after_the_next_cannot_be_done_first(browser: Client, case: Case) -> None:
    """There is no address for it: a task has one once the process has come to it."""
    assert not HumanTask.objects.filter(case_ref=case.reference, node_id="check").exists()
    task = task_of(case)
    browser.post(url(case), {**ANSWER, "node_id": "check", "engine_task": "99", "task": "check"})
    task.refresh_from_db()
    assert (task.node_id, task.state) == ("answer", "completed")
    assert task_of(case, "check").state == "ready"


def test_a_form_sent_twice_counts_once_and_says_by_whom(browser: Client, case: Case) -> None:
    address = url(case)
    browser.post(address, ANSWER)
    again = browser.post(address, {**ANSWER, "answer": "Something else."})
    assert (again.status_code, "Already completed by Anna" in again.content.decode()) == (409, True)
    done = HumanTask.objects.get(case_ref=case.reference, node_id="answer")
    assert done.outcome["answer"] == ANSWER["answer"]


def test_a_new_version_of_the_process_does_not_change_the_form_of_a_case(browser: Client, case: Case) -> None:
    deploy_question(variables={"answer": {"type": "date"}})
    assert browser.post(url(case), ANSWER).status_code == 302
    assert HumanTask.objects.get(case_ref=case.reference, node_id="answer").state == "completed"


def test_fields_of_a_start_form_nobody_asks_for_are_ignored(
    browser: Client, case: Case, caseworker: User
) -> None:
    """S16: neither the case nor the variables of its process take them."""
    from tests.factories.cases import QUESTION

    sent = {
        **QUESTION,
        "channel": "phone",
        "received_on": "2026-03-02",
        "topic": "amount",
        "status": "completed",
    }
    browser.post(
        "/cases/new/question/", {**sent, "reference": "Q-1999-1", "opened_by": "1", "approved": "true"}
    )
    made = Case.objects.exclude(pk=case.pk).get()
    assert (made.status, made.reference != "Q-1999-1") == ("active", True)
    known = api.read_variables(task_of(made).instance_id)
    assert {"status", "opened_by", "approved"}.isdisjoint(known)
