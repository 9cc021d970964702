"""One act on many tasks: previewed, confirmed, done one by one; what refuses is named and may be tried again."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.utils import translation

from app.accounts.models import User
from app.cases.models import Case
from app.inbox import bulk, work
from app.inbox.bulk import Order
from app.inbox.errors import BulkRefused
from app.inbox.filters import Filters, View
from app.inbox.models import BulkAction, BulkLine, BulkVerb
from tests.factories.cases import make_user, open_question, task_of
from workflows import clock
from workflows.models import HumanTask

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
CLAIM = Order(BulkVerb.CLAIM)


@pytest.fixture
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def bram(db: None) -> User:
    return make_user("bram", "caseworker", name="Bram Maes")


@pytest.fixture
def tasks(case: Case, caseworker: User) -> list[UUID]:
    """Three free tasks."""
    cases = [case, open_question(caseworker), open_question(caseworker)]
    return [task_of(one).pk for one in cases]


def run(user: User, order: Order, tasks: Sequence[UUID]) -> BulkAction:
    action = bulk.prepare(user, order, tasks)
    bulk.confirm(user, action.pk)
    bulk.go_on(user, action.pk)
    return action


def states(action: BulkAction) -> list[str]:
    return list(action.lines.order_by("place").values_list("state", flat=True))


def test_nothing_happens_before_it_is_confirmed(caseworker: User, tasks: list[UUID]) -> None:
    action = bulk.prepare(caseworker, CLAIM, tasks)
    with pytest.raises(BulkRefused):
        bulk.go_on(caseworker, action.pk)
    assert not HumanTask.objects.filter(assignee=caseworker).exists()


def test_a_task_that_refuses_keeps_no_other_waiting_and_says_why(
    caseworker: User, bram: User, tasks: list[UUID]
) -> None:
    work.claim(HumanTask.objects.get(pk=tasks[1]), bram)
    action = run(caseworker, CLAIM, tasks)
    assert states(action) == ["done", "failed", "done"]
    assert action.lines.get(state="failed").problem == f"{bram} has taken this task."


def test_the_preview_foresees_what_refuses(caseworker: User, bram: User, tasks: list[UUID]) -> None:
    work.claim(HumanTask.objects.get(pk=tasks[1]), bram)
    action = bulk.prepare(caseworker, CLAIM, tasks)
    assert bulk.foresee(caseworker, action) == {tasks[1]: "Bram Maes has taken this task."}


def test_done_again_only_what_is_left_is_done(caseworker: User, bram: User, tasks: list[UUID]) -> None:
    work.claim(HumanTask.objects.get(pk=tasks[1]), bram)
    action = run(caseworker, CLAIM, tasks)
    work.release(HumanTask.objects.get(pk=tasks[1]), bram)
    bulk.try_again(caseworker, action.pk)
    progress = bulk.go_on(caseworker, action.pk)
    assert (progress.done, progress.failed, progress.waiting) == (3, 0, 0)


def test_what_an_interruption_left_is_gone_on_with(
    caseworker: User, tasks: list[UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "CHUNK", 2)
    action = run(caseworker, CLAIM, tasks)
    assert states(action) == ["done", "done", "waiting"]
    assert bulk.go_on(caseworker, action.pk).waiting == 0


def test_only_who_assigns_work_gives_it_to_others(team_lead: User, bram: User, tasks: list[UUID]) -> None:
    team_lead.groups.add(*bram.groups.all())
    order = Order(BulkVerb.ASSIGN, assignee=bram)
    with pytest.raises(BulkRefused):
        bulk.prepare(bram, order, tasks)
    run(team_lead, order, tasks)
    assert HumanTask.objects.filter(assignee=bram).count() == 3


def test_a_colleague_without_the_role_is_refused_by_each_task(
    team_lead: User, tasks: list[UUID], bram: User
) -> None:
    team_lead.groups.add(*bram.groups.all())
    order = Order(BulkVerb.ASSIGN, assignee=make_user("fons", "finance_officer"))
    user = User.objects.get(pk=team_lead.pk)
    action = bulk.prepare(user, order, tasks)
    assert set(bulk.foresee(user, action)) == set(tasks)
    bulk.confirm(user, action.pk)
    assert bulk.go_on(user, action.pk).failed == 3


def test_tasks_are_put_aside_until_a_day(caseworker: User, tasks: list[UUID]) -> None:
    run(caseworker, Order(BulkVerb.PUT_ASIDE, until=clock.today() + timedelta(days=3)), tasks)
    assert HumanTask.objects.filter(follow_up_at__isnull=False).count() == 3


@pytest.mark.parametrize(
    "order",
    [Order(BulkVerb.PUT_ASIDE), Order(BulkVerb.RAISE), Order(BulkVerb.ASSIGN)],
    ids=["aside without a day", "urgent without the right", "assigned to nobody"],
)
def test_an_order_that_lacks_something_is_refused(caseworker: User, tasks: list[UUID], order: Order) -> None:
    with pytest.raises(BulkRefused):
        bulk.prepare(caseworker, order, tasks)
    assert not BulkLine.objects.exists()


def test_all_that_match_are_those_of_the_view(caseworker: User, tasks: list[UUID]) -> None:
    assert set(bulk.list_matching(caseworker, Filters(view=View.FREE))) == set(tasks)


def test_the_pages_lead_from_the_list_to_the_outcome(browser: Client, tasks: list[UUID]) -> None:
    chosen = {"verb": "claim", "task": [str(key) for key in tasks[:2]], "query": "view=free"}
    preview = browser.post("/inbox/bulk/", chosen, follow=True)
    assert "Do it for 2 tasks" in preview.content.decode()
    action = BulkAction.objects.get()
    outcome = browser.post(f"/inbox/bulk/{action.pk}/confirm/", follow=True)
    assert "2 of 2 done" in outcome.content.decode()


def test_all_of_a_view_is_chosen_by_one_tick(browser: Client, tasks: list[UUID]) -> None:
    browser.post("/inbox/bulk/", {"verb": "claim", "all": "1", "query": "view=free"})
    assert BulkLine.objects.count() == 3


def test_another_persons_list_is_not_shown(
    client: Client, caseworker: User, bram: User, tasks: list[UUID]
) -> None:
    action = bulk.prepare(caseworker, CLAIM, tasks)
    client.force_login(bram)
    assert client.get(f"/inbox/bulk/{action.pk}/").status_code == 404
    assert client.post(f"/inbox/bulk/{action.pk}/confirm/").status_code == 404


@pytest.mark.parametrize("data", [{}, {"verb": "explode"}, {"verb": "claim"}])
def test_nonsense_leads_back_to_the_list_with_a_sentence(browser: Client, data: dict[str, str]) -> None:
    page = browser.post("/inbox/bulk/", data, follow=True).content.decode()
    assert "Choose" in page
    assert not BulkAction.objects.exists()
