"""The list of tasks: views, filters, order, pages."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from app.accounts.models import User
from app.cases.models import Case
from app.inbox import queries
from app.inbox.filters import Filters, Sort, View
from tests.factories.cases import make_user, open_question, task_of
from workflows import api, clock
from workflows.models import HumanTask, TaskCandidate


def read(client: Client, query: str = "") -> str:
    answer = client.get(f"/inbox/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_free_task_of_ones_role_is_to_take(browser: Client, case: Case) -> None:
    assert case.reference in read(browser, "?view=free")
    assert case.reference not in read(browser, "?view=mine")


def test_a_taken_task_is_mine(browser: Client, case: Case) -> None:
    browser.post(f"/inbox/{task_of(case).pk}/claim/")
    assert case.reference in read(browser, "?view=mine")
    assert case.reference not in read(browser, "?view=free")


def test_a_task_put_aside_waits_in_its_own_view(browser: Client, case: Case) -> None:
    HumanTask.objects.update(follow_up_at=clock.now() + timedelta(days=3))
    assert case.reference not in read(browser, "?view=free")
    assert case.reference in read(browser, "?view=later")


def test_the_search_finds_the_party_without_accents(browser: Client, caseworker: User, case: Case) -> None:
    other = open_question(caseworker, party_name="Françoise Lambert")
    page = read(browser, "?view=free&q=francoise")
    assert other.reference in page
    assert case.reference not in page


def test_no_match_offers_to_clear_the_filters(browser: Client, case: Case) -> None:
    assert "Clear the filters" in read(browser, "?view=free&q=nothing")


def test_a_test_run_is_never_listed(browser: Client, case: Case) -> None:
    instance = task_of(case).instance
    instance.is_test = True
    instance.save(update_fields=["is_test"])
    assert case.reference not in read(browser, "?view=team")


@pytest.mark.parametrize(
    "query", ["?after=zzz", "?after=WzFd", "?view=x&sort=y&due=z", "?q=%00", "?process=%00"]
)
def test_a_wrong_address_shows_the_list_all_the_same(query: str, browser: Client, case: Case) -> None:
    read(browser, query)


def test_priorities_come_first_when_asked(browser: Client, caseworker: User, case: Case) -> None:
    urgent = open_question(caseworker, subject="Urgent")
    HumanTask.objects.filter(case_ref=urgent.reference).update(priority=90)
    page = read(browser, "?view=free&sort=priority")
    assert page.index(urgent.reference) < page.index(case.reference)


@pytest.mark.parametrize("sort", list(Sort))
def test_pages_follow_each_other_without_gap_or_repetition(sort: Sort, caseworker: User, case: Case) -> None:
    for number in range(6):
        other = open_question(caseworker)
        due = None if number == 0 else datetime(2026, 6, 1 + number // 2, tzinfo=UTC)
        HumanTask.objects.filter(case_ref=other.reference).update(due_at=due, priority=50 + number // 3)
    seen, filters = [], Filters(view=View.FREE, sort=sort)
    while True:
        page = queries.read_page(caseworker, filters, size=3)
        seen += [task.case_ref for task in page.tasks]
        if page.following is None:
            break
        filters = Filters(view=View.FREE, sort=sort, after=page.following)
    assert len(seen) == 7
    assert len(set(seen)) == 7


def test_claiming_in_the_list_answers_with_the_row(browser: Client, case: Case) -> None:
    answer = browser.post(f"/inbox/{task_of(case).pk}/claim/", headers={"hx-request": "true"})
    assert answer.content.decode().strip().startswith("<tr")
    assert "Anna Lambert" in answer.content.decode()


def test_the_second_claim_names_nobody_elses_work_ones_own(browser: Client, case: Case) -> None:
    other = make_user("marc", "caseworker", name="Marc Lejeune")
    api.claim(task_of(case).pk, by=api.user(other.pk))
    answer = browser.post(f"/inbox/{task_of(case).pk}/claim/", follow=True)
    assert "Marc Lejeune has taken this task." in answer.content.decode()
    assert task_of(case).assignee == other


def test_the_next_task_is_ones_own_most_pressing_one(browser: Client, caseworker: User, case: Case) -> None:
    pressing = open_question(caseworker)
    HumanTask.objects.update(assignee=caseworker, state="claimed", due_at=datetime(2026, 6, 9, tzinfo=UTC))
    HumanTask.objects.filter(case_ref=pressing.reference).update(due_at=datetime(2026, 6, 2, tzinfo=UTC))
    assert browser.get("/inbox/next/")["Location"] == f"/inbox/{task_of(pressing).pk}/"


@pytest.mark.usefixtures("_kept_figures")
def test_a_page_of_many_rows_costs_as_many_queries_as_a_page_of_one(
    browser: Client, caseworker: User, case: Case, django_assert_max_num_queries: object
) -> None:
    read(browser, "?view=free")
    for _ in range(8):
        open_question(caseworker)
    with django_assert_max_num_queries(11):  # type: ignore[operator]
        read(browser, "?view=free")


def test_a_task_of_two_of_ones_roles_stands_in_the_list_once(
    browser: Client, caseworker: User, case: Case
) -> None:
    caseworker.groups.add(Group.objects.create(name="second_role"))
    TaskCandidate.objects.create(
        task=task_of(case), role="second_role", sort_due=datetime(2026, 6, 9, tzinfo=UTC), taken=False
    )
    later = open_question(caseworker)
    page = queries.read_page(caseworker, Filters(view=View.FREE), size=2)
    assert {task.case_ref for task in page.tasks} == {case.reference, later.reference}
