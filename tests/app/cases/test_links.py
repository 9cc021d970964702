"""Cases that belong together: related ones, parts started from a case, an ended case taken up again."""

from typing import Any

import pytest
from django.test import Client

from app.accounts.models import User
from app.cases import links
from app.cases.models import Case, CaseLink
from tests.factories.cases import QUESTION, make_user, open_question, task_of
from workflows import api
from workflows.models import HumanTask, InstanceStatus

pytestmark = pytest.mark.django_db


@pytest.fixture
def other(case: Case, caseworker: User) -> Case:
    return open_question(caseworker)


def relate(client: Client, case: Case, reference: str, reason: str = "The same income") -> str:
    data = {"reference": reference, "reason": reason}
    return client.post(f"/cases/{case.reference}/links/", data, follow=True).content.decode()


def read(client: Client, case: Case) -> str:
    return client.get(f"/cases/{case.reference}/").content.decode()


def end(case: Case, by: User, lead: User) -> None:
    """Answered with urgency by one, looked at by the other."""
    api.raise_priority(task_of(case).pk, 80, by=api.user(by.pk))
    api.complete(task_of(case).pk, {"next": "answer", "answer": "So."}, by=api.user(by.pk))
    api.complete(task_of(case, "check").pk, {}, by=api.user(lead.pk))
    case.refresh_from_db()
    assert case.status == InstanceStatus.COMPLETED


def test_both_sides_show_a_related_case_with_its_reason(browser: Client, case: Case, other: Case) -> None:
    assert "The cases are linked." in relate(browser, case, other.reference.lower())
    assert f'href="/cases/{other.reference}/">{other.reference}</a>' in read(browser, case)
    assert "The same income" in read(browser, other)


def test_a_link_is_taken_back_and_kept_in_the_books(browser: Client, case: Case, other: Case) -> None:
    relate(browser, case, other.reference)
    link = CaseLink.objects.get()
    browser.post(f"/cases/{other.reference}/links/{link.pk}/end/")
    assert "The same income" not in read(browser, case)
    assert CaseLink.objects.get().ended_by == link.by


@pytest.mark.parametrize(
    ("reference", "reason", "told"),
    [
        ("Q-1999-000009", "Why", "There is no case with this reference."),
        ("", "Why", "There is no case with this reference."),
        ("{own}", "Why", "A case is not related to itself."),
        ("{other}", " ", "Say why they belong together."),
    ],
)
def test_what_cannot_be_linked_is_told(
    browser: Client, case: Case, other: Case, reference: str, reason: str, told: str
) -> None:
    wanted = reference.format(own=case.reference, other=other.reference)
    assert told in relate(browser, case, wanted, reason)
    assert not CaseLink.objects.exists()


def test_two_cases_are_linked_once_whichever_side_asks(browser: Client, case: Case, other: Case) -> None:
    relate(browser, case, other.reference)
    assert "These cases are linked already." in relate(browser, other, case.reference)


def test_who_may_not_see_the_other_case_sees_no_link(
    browser: Client, client: Client, case: Case, other: Case
) -> None:
    relate(browser, case, other.reference)
    HumanTask.objects.filter(case_ref=case.reference).update(role="lawyer")
    client.force_login(make_user("paul", "lawyer"))
    assert other.reference not in read(client, case)


def open_form(client: Client, query: str, **data: Any) -> Any:
    name, _, value = query.partition("=")
    return client.post(
        "/cases/new/question/",
        {**QUESTION, "channel": "phone", "received_on": "2026-03-02", "topic": "amount", name: value, **data},
        follow=True,
    )


def test_a_case_started_from_another_is_its_part(browser: Client, case: Case) -> None:
    opened = Case.objects.exclude(pk=case.pk)
    answer = open_form(browser, f"from={case.reference}")
    link = CaseLink.objects.get()
    assert (link.source, link.target, link.kind) == (case, opened.get(), "part"), answer.content.decode()
    assert "this one began there" in read(browser, opened.get())
    assert "started from here" in read(browser, case)


def test_an_ended_case_is_taken_up_again_with_a_reason(
    browser: Client, case: Case, caseworker: User, team_lead: User
) -> None:
    assert "Reopen the case" not in read(browser, case)
    end(case, caseworker, team_lead)
    assert "Reopen the case" in read(browser, case)
    form = browser.get(f"/cases/new/question/?reopen={case.reference}").content.decode()
    assert "Pourquoi dois-je payer un supplément ?" in form
    assert "Say why the case is reopened." in open_form(browser, f"reopen={case.reference}").content.decode()
    open_form(browser, f"reopen={case.reference}", reopen_reason="New income")
    link = CaseLink.objects.get()
    assert (link.source, link.kind, link.reason) == (case, "reopened", "New income")


def test_the_holder_and_the_urgency_go_along(
    browser: Client, case: Case, caseworker: User, team_lead: User
) -> None:
    """The lead had the last task, which is not theirs in the new case's first step: it stays free, but urgent."""
    end(case, caseworker, team_lead)
    HumanTask.objects.filter(case_ref=case.reference, node_id="check").update(
        assignee=caseworker, priority=80
    )
    open_form(browser, f"reopen={case.reference}", reopen_reason="New income")
    first = task_of(CaseLink.objects.get().target)
    assert (first.assignee, first.priority) == (caseworker, 80)


def test_what_opens_its_first_task_later_is_handed_on_then(
    browser: Client, case: Case, caseworker: User, team_lead: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a question that is acknowledged by letter before anybody reads it."""
    end(case, caseworker, team_lead)
    HumanTask.objects.filter(case_ref=case.reference, node_id="check").update(
        assignee=caseworker, priority=80
    )
    monkeypatch.setattr(links, "OPEN_STATES", ())
    open_form(browser, f"reopen={case.reference}", reopen_reason="New income")
    first = task_of(CaseLink.objects.get().target)
    assert (first.assignee, first.priority) != (caseworker, 80)
    monkeypatch.undo()
    links.hand_on_waiting()
    first.refresh_from_db()
    assert (first.assignee, first.priority) == (caseworker, 80)
    assert not CaseLink.objects.filter(awaits_task=True).exists()


def test_a_running_case_is_not_reopened(browser: Client, case: Case) -> None:
    open_form(browser, f"reopen={case.reference}", reopen_reason="Why not")
    assert not CaseLink.objects.exists()


def test_who_opens_no_cases_links_none(client: Client, case: Case, other: Case) -> None:
    client.force_login(make_user("dora", "director"))
    assert client.post(f"/cases/{case.reference}/links/", {}).status_code == 403
