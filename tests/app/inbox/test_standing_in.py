"""While a colleague is away, whoever stands in sees and does their tasks, in both names; four eyes stay two people."""

from datetime import timedelta

import pytest
from django.test import Client

from app.absences import absences
from app.accounts.models import User
from app.accounts.roles import as_actor
from app.cases.models import Case
from app.inbox import counting, queries
from app.inbox.filters import Filters, Sort, View
from tests.app.inbox.test_task import ANSWER, url
from tests.factories.cases import make_user, task_of
from workflows import api, clock
from workflows.actors import user as person
from workflows.errors import TaskNotYours
from workflows.models import HistoryEvent, HumanTask

pytestmark = pytest.mark.django_db


@pytest.fixture
def bram(db: None) -> User:
    return make_user("bram", "caseworker", name="Bram Maes")


@pytest.fixture
def held(case: Case, caseworker: User) -> HumanTask:
    """A task that Anna has taken."""
    return api.claim(task_of(case).pk, by=as_actor(caseworker))


def go_away(absent: User, substitute: User | None, process: str = "") -> None:
    absences.record(
        absent,
        first_day=clock.today(),
        last_day=clock.today() + timedelta(days=4),
        substitutes={process: substitute} if substitute else {},
        by=as_actor(absent),
    )


def list_mine(user: User, sort: Sort = Sort.DUE) -> list[HumanTask]:
    fresh = User.objects.get(pk=user.pk)  # who stands in is kept with the request's user
    return queries.read_page(fresh, Filters(view=View.MINE, sort=sort)).tasks


def test_an_absent_colleagues_task_is_among_the_substitutes_own(
    held: HumanTask, caseworker: User, bram: User
) -> None:
    assert list_mine(bram) == []
    go_away(caseworker, bram)
    assert [task.pk for task in list_mine(bram)] == [held.pk]
    assert counting.count_views(User.objects.get(pk=bram.pk))["mine"] == 1


@pytest.mark.parametrize(("process", "shown"), [("question", 1), ("bankruptcy", 0)])
def test_a_substitute_of_one_process_sees_that_process_alone(
    held: HumanTask, caseworker: User, bram: User, process: str, shown: int
) -> None:
    assert held.definition_key == "question"
    go_away(caseworker, bram, process)
    assert len(list_mine(bram)) == shown
    assert counting.count_views(User.objects.get(pk=bram.pk))["mine"] == shown


def test_the_row_and_the_page_say_for_whom(
    client: Client, held: HumanTask, case: Case, caseworker: User, bram: User
) -> None:
    go_away(caseworker, bram)
    client.force_login(bram)
    assert "for Anna Lambert" in client.get("/inbox/").content.decode()
    page = client.get(url(case)).content.decode()
    assert "You stand in for <strong>Anna Lambert</strong>" in page
    assert "You can read it, not finish it" not in page


def test_what_the_substitute_finishes_is_kept_in_both_names(
    client: Client, held: HumanTask, case: Case, caseworker: User, bram: User
) -> None:
    go_away(caseworker, bram)
    client.force_login(bram)
    assert client.post(url(case), ANSWER).status_code == 302
    done = HumanTask.objects.get(pk=held.pk)
    assert (done.state, done.closed_by) == ("completed", f"user:{bram.pk}")
    lines = HistoryEvent.objects.filter(instance_id=done.instance_id, actor=f"user:{bram.pk}")
    assert {line.data["acting_for"] for line in lines} == {f"user:{caseworker.pk}"}


def test_for_four_eyes_whoever_stands_in_along_a_chain_counts_as_themself(
    client: Client, held: HumanTask, case: Case, caseworker: User, bram: User
) -> None:
    """Whoever prepared and stands in for the approver is still one person: no name is lent with the task."""
    chen = make_user("chen", "caseworker")
    go_away(caseworker, bram)
    go_away(bram, chen)
    client.force_login(chen)
    client.post(url(case), ANSWER)
    assert api.find_performer(case.reference, "answer", otherwise="") == f"user:{chen.pk}"


def test_a_colleague_who_stands_in_for_nobody_may_not_finish_it(
    client: Client, held: HumanTask, case: Case, caseworker: User, bram: User
) -> None:
    go_away(caseworker, None)
    client.force_login(bram)
    client.post(url(case), ANSWER)
    assert HumanTask.objects.get(pk=held.pk).state == "claimed"


def test_the_draft_of_an_absent_colleague_is_taken_over(
    client: Client, held: HumanTask, case: Case, caseworker: User, bram: User
) -> None:
    go_away(caseworker, bram)
    client.force_login(bram)
    client.post(url(case, "draft/"), {"answer": "Half", "draft_rev": "0"})
    draft = HumanTask.objects.get(pk=held.pk).draft
    assert draft is not None
    assert draft["answer"] == "Half"


def test_the_kernel_lets_nobody_act_for_another_than_the_holder(
    held: HumanTask, caseworker: User, bram: User
) -> None:
    other = person(bram.pk)
    with pytest.raises(TaskNotYours):
        api.complete(held.pk, {}, by=other)
