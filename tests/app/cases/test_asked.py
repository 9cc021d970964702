"""What was asked of a person is told on the case: at once, and for as long as it is waited for."""

from datetime import timedelta

import pytest
from django.test import Client

from app.accounts.models import User
from app.cases.arrivals import list_expected
from app.cases.asked import find_asked
from app.cases.models import Case
from tests.factories.shipped import ask, wait_for_information, work_off
from workflows import api, clock
from workflows.models import HumanTask, Incident, Job, ProcessInstance

ASKED = "For which year?\nAnd for whom?"


@pytest.fixture
def just_asked(caseworker: User) -> Case:
    """The caseworker has asked; the letter is not made yet."""
    case = ask(caseworker)
    task = HumanTask.objects.get(case_ref=case.reference, state="ready")
    api.complete(task.pk, {"next": "ask", "missing_information": ASKED}, by=api.user(caseworker.pk))
    return case


def read(browser: Client, case: Case) -> str:
    return str(browser.get(f"/cases/{case.reference}/").content.decode())


def test_the_page_tells_what_is_asked_before_the_letter_is_made_and_follows(
    browser: Client, just_asked: Case
) -> None:
    page = read(browser, just_asked)
    assert "For which year?<br>And for whom?" in page
    assert "the letter is being made" in page
    assert 'hx-trigger="load delay:2s"' in page


def test_the_page_tells_what_was_asked_of_whom_and_by_when(browser: Client, just_asked: Case) -> None:
    work_off()
    page = read(browser, just_asked)
    (asked,) = find_asked(ProcessInstance.objects.values_list("pk", flat=True)).values()
    assert asked.by is not None
    assert "For which year?<br>And for whom?" in page
    assert "Asked of Dieter Krämer on" in page
    assert f"answer by {asked.by.day} {asked.by:%B %Y}" in page


def test_the_page_rests_when_the_system_is_not_at_work(browser: Client, just_asked: Case) -> None:
    work_off()
    assert "hx-trigger=" not in read(browser, just_asked).partition('id="present"')[2][:200]


def test_the_page_does_not_wait_for_a_machine_that_stands_still(browser: Client, just_asked: Case) -> None:
    Job.objects.filter(state="ready").update(created_at=clock.now() - timedelta(minutes=5))
    assert 'hx-trigger="load' not in read(browser, just_asked)


def test_what_was_asked_stands_where_the_answer_is_entered(browser: Client, caseworker: User) -> None:
    case = wait_for_information(caseworker)
    (expected,) = list_expected(case, "en")
    page = browser.get(f"/cases/{case.reference}/arrived/{expected.subscription}/").content.decode()
    assert "For which year?" in page


def test_what_was_asked_is_not_for_those_who_only_operate(
    client: Client, operator: User, just_asked: Case
) -> None:
    instance = ProcessInstance.objects.get(case_ref=just_asked.reference)
    Incident.objects.create(instance=instance, kind="dead_end", message="x", opened_at=clock.now())
    client.force_login(operator)
    assert "For which year?" not in read(client, just_asked)
