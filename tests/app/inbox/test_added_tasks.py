"""A colleague adds a task to a case by hand: it is in the inbox like any other, and holds up nothing."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from app.accounts.models import User
from app.accounts.roles import as_actor
from app.cases.case_history import read_history
from app.cases.models import Case
from app.cases.queries import list_instances
from app.inbox import added_tasks
from app.inbox.added_tasks import Wish
from app.inbox.errors import TaskRefused
from app.teamwork import watching
from app.teamwork.following_events import tell_watchers
from app.teamwork.models import PersonalNotice
from tests.factories.cases import deploy_question, make_user, open_question, task_of
from workflows import api, catalogue, clock
from workflows.models import HumanTask

NODE = added_tasks.NODE
ASKED = {
    "title": "Call the accountant",
    "description": "About 2024",
    "role": "recovery_officer",
    "priority": "80",
}


@pytest.fixture(autouse=True)
def _shipped(db: None) -> None:
    catalogue.deploy(["ad_hoc_task"], by=api.system("test"), now=clock.now())


def add(case: Case, by: User, **changes: Any) -> HumanTask:
    wish = {"title": "Call the accountant", "description": "", "role": "caseworker", **changes}
    return added_tasks.add(case, Wish(**wish), by=by)


def tell(case: Case) -> list[str]:
    return [entry.text for entry in read_history(list_instances(case), case.reference, "en").entries]


def test_a_task_is_added_on_its_page_for_a_role(browser: Client, case: Case) -> None:
    asked = {**ASKED, "due_on": "2027-03-10", "follow_up_on": "2027-03-08"}
    assert browser.post(f"/inbox/new/{case.reference}/", asked).status_code == 302
    task = task_of(case, NODE)
    assert (task.name, task.role, task.priority) == ("Call the accountant", "recovery_officer", 80)
    assert task.due_at == datetime(
        2027, 3, 10, 22, 59, 59, 999999, tzinfo=UTC
    )  # the end of the day in Brussels
    assert task.follow_up_at == datetime(2027, 3, 7, 23, 0, tzinfo=UTC)
    assert b"Call the accountant" in browser.get(f"/cases/{case.reference}/").content


def test_it_is_in_the_inbox_of_its_role_under_its_own_name(
    client: Client, case: Case, caseworker: User
) -> None:
    add(case, caseworker, role="recovery_officer")
    client.force_login(make_user("rita", "recovery_officer"))
    assert b"Call the accountant" in client.get("/inbox/?view=free").content


def test_it_is_done_with_a_note_that_its_page_tells(browser: Client, case: Case, caseworker: User) -> None:
    task = add(case, caseworker)
    assert browser.post(f"/inbox/{task.pk}/", {"note": ""}).status_code == 422
    browser.post(f"/inbox/{task.pk}/", {"note": "The papers come by post."})
    assert b"The papers come by post." in browser.get(f"/inbox/{task.pk}/").content
    told = tell(case)
    assert told.index("Done: Call the accountant") < told.index("Added by hand: Call the accountant")
    assert "Case closed" not in told


def test_it_holds_up_nothing_and_the_case_closes_once_it_is_done(case: Case, caseworker: User) -> None:
    task = add(case, caseworker)
    api.complete(task_of(case).pk, {"next": "answer", "answer": "So."}, by=as_actor(caseworker))
    api.complete(task_of(case, "check").pk, {}, by=as_actor(make_user("lea", "team_lead")))
    case.refresh_from_db()
    assert case.closed_at is None
    api.complete(task.pk, {"note": "Done"}, by=as_actor(caseworker))
    case.refresh_from_db()
    assert (case.status, case.closed_at is None) == ("completed", False)


def test_a_person_it_is_given_to_is_told(case: Case, caseworker: User) -> None:
    marc = make_user("marc", "caseworker")
    add(case, caseworker, person=marc)
    assert task_of(case, NODE).assignee == marc
    assert PersonalNotice.objects.get(kind="assigned").user == marc


def test_somebody_without_the_role_is_not_given_it(case: Case, caseworker: User) -> None:
    with pytest.raises(TaskRefused):
        add(case, caseworker, person=make_user("rita", "recovery_officer"))
    assert not HumanTask.objects.filter(node_id=NODE).exists()


def test_it_is_cancelled_with_a_reason_and_the_case_goes_on(
    browser: Client, case: Case, caseworker: User
) -> None:
    task = add(case, caseworker)
    browser.post(f"/inbox/{task.pk}/cancel/", {"reason": "He called himself"})
    task.refresh_from_db()
    case.refresh_from_db()
    assert (task.state, case.status) == ("cancelled", "active")
    assert "Cancelled: Call the accountant" in tell(case)


def test_without_a_reason_it_is_not_cancelled(browser: Client, case: Case, caseworker: User) -> None:
    task = add(case, caseworker)
    page = browser.post(f"/inbox/{task.pk}/cancel/", {"reason": " "}, follow=True)
    assert b"Say why it need not be done any more." in page.content


def test_only_whoever_added_or_has_it_cancels_it(client: Client, case: Case, caseworker: User) -> None:
    task = add(case, caseworker)
    client.force_login(make_user("marc", "caseworker"))
    client.post(f"/inbox/{task.pk}/cancel/", {"reason": "No"})
    task.refresh_from_db()
    assert task.state == "ready"


def test_a_task_of_the_drawing_is_not_cancelled_so(browser: Client, case: Case) -> None:
    browser.post(f"/inbox/{task_of(case).pk}/cancel/", {"reason": "No"})
    assert task_of(case).state == "ready"


def test_the_owner_of_a_process_may_want_none(client: Client, caseworker: User) -> None:
    deploy_question(added_tasks=False)
    case = open_question(caseworker)
    with pytest.raises(TaskRefused):
        add(case, caseworker)
    client.force_login(caseworker)
    assert f"/inbox/new/{case.reference}/" not in client.get(f"/cases/{case.reference}/").content.decode()


def test_none_is_added_to_a_closed_case(case: Case, caseworker: User) -> None:
    api.cancel(list_instances(case)[0].pk, "mistake", by=as_actor(caseworker))
    case.refresh_from_db()
    with pytest.raises(TaskRefused):
        add(case, caseworker)


def test_a_day_that_has_passed_is_refused(browser: Client, case: Case) -> None:
    page = browser.post(f"/inbox/new/{case.reference}/", {**ASKED, "due_on": "2020-01-01"})
    assert (page.status_code, b"Choose today or a later day." in page.content) == (422, True)


def test_whoever_watches_the_case_is_not_told_that_it_has_ended(case: Case, caseworker: User) -> None:
    marc = make_user("marc", "caseworker")
    watching.watch(case, marc, now=clock.now())
    api.complete(add(case, caseworker).pk, {"note": "Done"}, by=as_actor(caseworker))
    tell_watchers(clock.now())
    assert set(PersonalNotice.objects.filter(user=marc).values_list("what", flat=True)) == {"task_completed"}
