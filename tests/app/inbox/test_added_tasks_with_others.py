"""A task added by hand is like any other where many tasks are acted on, somebody stands in, or a colleague is asked."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.test import Client

from app.accounts.models import User
from app.cases.models import Case
from app.inbox import bulk, delegating, work
from app.inbox.bulk import Order
from app.inbox.errors import DelegationRefused
from app.inbox.models import BulkVerb
from tests.app.inbox.test_added_tasks import _shipped, add  # noqa: F401  a fixture that is used by all
from tests.app.inbox.test_bulk import run, states
from tests.app.inbox.test_standing_in import go_away, list_mine
from tests.factories.cases import make_user, task_of
from workflows import clock
from workflows.models import HistoryEvent, HumanTask, TaskState

pytestmark = pytest.mark.django_db
NOTE = {"note": "The papers come by post."}


@pytest.fixture
def bram(db: None) -> User:
    return make_user("bram", "caseworker", "team_lead", name="Bram Maes")


@pytest.fixture
def added(case: Case, caseworker: User) -> HumanTask:
    return add(case, caseworker)


def test_it_is_taken_put_aside_and_given_back_with_tasks_of_the_drawing(
    case: Case, caseworker: User, added: HumanTask
) -> None:
    both = [added.pk, task_of(case).pk]
    assert states(run(caseworker, Order(BulkVerb.CLAIM), both)) == ["done", "done"]
    until = clock.today() + timedelta(days=3)
    assert states(run(caseworker, Order(BulkVerb.PUT_ASIDE, until=until), both)) == ["done", "done"]
    assert HumanTask.objects.filter(pk__in=both, follow_up_at__isnull=False).count() == 2
    assert states(run(caseworker, Order(BulkVerb.RELEASE), both)) == ["done", "done"]
    assert HumanTask.objects.filter(pk__in=both, assignee=None).count() == 2


def test_a_team_lead_gives_it_to_a_colleague_and_makes_it_urgent_with_others(
    case: Case, caseworker: User, bram: User, added: HumanTask
) -> None:
    both = [added.pk, task_of(case).pk]
    assert states(run(bram, Order(BulkVerb.ASSIGN, assignee=caseworker), both)) == ["done", "done"]
    assert states(run(bram, Order(BulkVerb.RAISE), both)) == ["done", "done"]
    found = HumanTask.objects.filter(pk__in=both, assignee=caseworker, priority=bulk.URGENT)
    assert found.count() == 2


def test_one_for_another_role_is_refused_by_name_and_keeps_no_other_out(case: Case, caseworker: User) -> None:
    other = add(case, caseworker, role="recovery_officer")
    mixed = [other.pk, task_of(case).pk]
    assert states(run(caseworker, Order(BulkVerb.CLAIM), mixed)) == ["failed", "done"]


def test_whoever_stands_in_does_it_in_both_names(
    client: Client, caseworker: User, bram: User, added: HumanTask
) -> None:
    work.claim(added, caseworker)
    go_away(caseworker, bram)
    assert added.pk in [task.pk for task in list_mine(bram)]
    client.force_login(bram)
    assert client.post(f"/inbox/{added.pk}/", NOTE).status_code == 302
    done = HistoryEvent.objects.get(kind="task_completed", instance_id=added.instance_id)
    assert (done.actor, done.data["acting_for"]) == (f"user:{bram.pk}", f"user:{caseworker.pk}")


def test_whoever_stands_in_may_cancel_it_with_a_reason(
    client: Client, caseworker: User, bram: User, added: HumanTask
) -> None:
    work.claim(added, caseworker)
    go_away(caseworker, bram)
    client.force_login(bram)
    client.post(f"/inbox/{added.pk}/cancel/", {"reason": "The accountant called us."})
    added.refresh_from_db()
    assert added.state == TaskState.CANCELLED


def test_a_colleague_is_asked_about_it_and_it_comes_back_with_the_answer(
    caseworker: User, bram: User, added: HumanTask
) -> None:
    work.claim(added, caseworker)
    delegating.ask(added, bram, "Which accountant?", owner=caseworker)
    with pytest.raises(DelegationRefused):
        work.complete(HumanTask.objects.get(pk=added.pk), NOTE, bram)
    delegating.answer(added, "Maes in Ghent.", by=bram)
    added.refresh_from_db()
    assert (added.assignee, added.state) == (caseworker, TaskState.CLAIMED)


def test_done_by_mistake_it_is_taken_back_with_its_note(
    browser: Client, case: Case, added: HumanTask, settings: LazySettings
) -> None:
    settings.TAKE_BACK_SECONDS = 600
    browser.post(f"/inbox/{added.pk}/", NOTE)
    page = browser.post(f"/inbox/{added.pk}/undo/", follow=True).content.decode()
    added.refresh_from_db()
    assert (added.state, NOTE["note"] in page) == ("ready", True)
    assert added.name == "Call the accountant"
