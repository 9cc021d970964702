"""Whichever way a task or a file of one's own is reached, it is refused: screens, lists, references, the database."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from app.accounts.models import User
from app.cases.link_models import CaseLink, LinkKind
from app.cases.links import begin_from
from app.cases.models import Case
from app.confidentiality.marks import mark
from app.confidentiality.staff_files import link
from app.correspondence.models import Contact
from app.inbox import bulk, delegating, work
from app.inbox.bulk import Order
from app.inbox.models import BulkVerb
from app.people.models import Party
from tests.factories.cases import QUESTION, deploy_question, make_user, open_question, task_of
from tests.factories.people import make_person
from workflows import actors, api, clock
from workflows.models import HumanTask

pytestmark = pytest.mark.django_db
CONTACT = {
    "channel": "phone", "direction": "in", "outcome": "reached", "purpose": "other", "subject": "Hello",
    "at": "2026-03-02T10:00",
}  # fmt: skip
ACTS = ("claim", "release", "aside", "ask", "answer", "back", "undo", "assign", "draft", "questions")


@pytest.fixture
def anna() -> User:
    return make_user("anna", "caseworker", "team_lead", name="Anna Lambert")


@pytest.fixture
def herself(anna: User) -> Party:
    party = make_person("Anna Lambert")
    link(anna, party.reference, by=make_user("dirk", "director"))
    return party


@pytest.fixture
def case(herself: Party) -> Case:
    deploy_question()
    case = open_question(make_user("opener", "caseworker"))
    Case.objects.filter(pk=case.pk).update(party=herself)
    return Case.objects.get(pk=case.pk)


@pytest.fixture
def browser(anna: User) -> Client:
    browser = Client()
    browser.force_login(anna)
    return browser


def seize(task: HumanTask, user: User) -> None:
    """As if she had held it before it became hers."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        HumanTask.objects.filter(pk=task.pk).update(assignee=user, state="claimed", claimed_at=clock.now())
        cursor.execute("SET LOCAL session_replication_role = origin")


@pytest.mark.parametrize("act", ["", *(f"{one}/" for one in ACTS)])
def test_no_address_of_the_task_does_anything(browser: Client, anna: User, case: Case, act: str) -> None:
    task = task_of(case)
    sent = {"next": "answer", "answer": "Mine.", "assignee": anna.pk, "colleague": anna.pk, "question": "?"}
    assert browser.post(f"/inbox/{task.pk}/{act}", sent).status_code == 403
    task.refresh_from_db()
    assert (task.state, task.assignee, task.draft) == ("ready", None, None)


@pytest.mark.parametrize("verb", [BulkVerb.CLAIM, BulkVerb.RELEASE, BulkVerb.PUT_ASIDE, BulkVerb.RAISE])
def test_no_act_on_many_reaches_it(anna: User, case: Case, verb: BulkVerb) -> None:
    task, before = task_of(case), task_of(case).priority
    action = bulk.prepare(anna, Order(verb, until=clock.today().replace(year=2099)), [task.pk])
    bulk.confirm(anna, action.pk)
    assert bulk.go_on(anna, action.pk).failed == 1
    task.refresh_from_db()
    assert (task.state, task.priority, task.follow_up_at) == ("ready", before, None)


def test_the_database_lets_nobody_hold_it(anna: User, case: Case) -> None:
    with pytest.raises(IntegrityError, match="may not handle their own file"), transaction.atomic():
        api.claim(task_of(case).pk, by=actors.user(anna.pk))
    with pytest.raises(IntegrityError, match="may not handle their own file"), transaction.atomic():
        api.assign(task_of(case).pk, anna.pk, by=actors.system("assignment"))
    assert task_of(case).assignee is None


@pytest.mark.parametrize("held", [False, True])
def test_the_database_lets_nobody_finish_it(anna: User, case: Case, held: bool) -> None:
    task = task_of(case)
    if held:
        seize(task, anna)
    with pytest.raises(IntegrityError, match="may not handle their own file"), transaction.atomic():
        api.complete(task.pk, {"next": "answer", "answer": "Mine."}, by=actors.user(anna.pk))
    task.refresh_from_db()
    assert (task.state in ("ready", "claimed"), task.outcome) == (True, None)


def test_what_she_held_before_is_given_to_a_colleague_and_ends_with_its_case(anna: User, case: Case) -> None:
    task, ben = task_of(case), make_user("ben", "caseworker")
    seize(task, anna)
    work.assign(task, ben, by=make_user("lea", "team_lead"))
    seize(task, anna)
    api.cancel(task.instance_id, "withdrawn", by=actors.user(ben.pk))
    task.refresh_from_db()
    assert task.state == "cancelled"


def test_a_colleague_holds_and_finishes_it(case: Case) -> None:
    task, ben = task_of(case), make_user("ben", "caseworker")
    work.claim(task, ben)
    work.complete(task, {"next": "answer", "answer": "Yes."}, ben)
    task.refresh_from_db()
    assert (task.state, task.assignee) == ("completed", ben)


def start(browser: Client, party: Party, **more: Any) -> str:
    sent = {**QUESTION, "channel": "phone", "received_on": "2026-03-02", "topic": "amount", **more}
    return browser.post(
        "/cases/new/question/", {**sent, "party": party.reference}, follow=True
    ).content.decode()


def test_she_opens_no_case_on_her_own_file(browser: Client, case: Case, herself: Party) -> None:
    start(browser, herself)
    assert Case.objects.filter(party=herself).get() == case


@pytest.mark.parametrize(
    ("field", "told"),
    [("party_ref", "no party with this reference"), ("case_ref", "no case with this reference")],
)
def test_she_logs_no_contact_on_her_own_file(
    browser: Client, case: Case, herself: Party, field: str, told: str
) -> None:
    named = {"party_ref": herself.reference, "case_ref": case.reference}[field]
    answer = browser.post("/letters/contacts/new/", {**CONTACT, field: named})
    assert (answer.status_code, Contact.objects.count()) == (422, 0)
    assert told in answer.content.decode()


def test_a_case_she_may_not_see_is_linked_as_little_as_one_that_is_not(
    browser: Client, anna: User, case: Case
) -> None:
    other = open_question(anna)
    for reference in (case.reference, "Q-2026-009999"):
        sent = {"reference": reference, "reason": "Same matter"}
        page = browser.post(f"/cases/{other.reference}/links/", sent, follow=True).content.decode()
        assert "There is no case with this reference." in page
    assert not CaseLink.objects.exists()


def test_a_case_taken_up_again_is_not_handed_to_whose_file_it_is(anna: User, case: Case) -> None:
    ended, ben = open_question(anna), make_user("ben", "caseworker")
    work.claim(task_of(ended), anna)
    work.complete(task_of(ended), {"next": "answer", "answer": "Yes."}, anna)
    begin_from(ended, case, LinkKind.REOPENED, "New income", by=ben, now=clock.now())
    assert task_of(case).assignee is None


def test_an_answer_goes_back_to_all_when_the_file_was_closed_to_who_asked(anna: User) -> None:
    deploy_question()
    person, ben = make_person("Zoe Maes"), make_user("ben", "caseworker")
    case = open_question(anna)
    Case.objects.filter(pk=case.pk).update(party=person)
    work.claim(task_of(case), anna)
    delegating.ask(task_of(case), ben, "Is it so?", owner=anna)
    mark(person, ground="vip", reason="Known to all", supervisor=ben, by=make_user("dora", "director"))
    delegating.answer(task_of(case), "It is.", by=User.objects.get(pk=ben.pk))
    assert (task_of(case).assignee, task_of(case).state) == (None, "ready")
