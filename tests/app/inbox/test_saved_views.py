"""Views are kept on the server under a name, counted for each reader, and shared with roles one has oneself."""

import pytest
from django.http import QueryDict
from django.test import Client

from app.accounts.models import User
from app.cases.models import Case
from app.inbox import saved
from app.inbox.errors import SavedViewRefused
from app.inbox.filters import Filters, View, read_filters
from app.inbox.models import SavedView
from tests.factories.cases import make_user, open_question, task_of
from workflows.models import HumanTask

pytestmark = pytest.mark.django_db
FREE = Filters(view=View.FREE, process="question")


@pytest.fixture
def bram(db: None) -> User:
    return make_user("bram", "caseworker")


@pytest.mark.parametrize(
    "filters",
    [
        FREE,
        read_filters(QueryDict("view=team&language=nl&age=month&role=caseworker&holder=7&q=rég&sort=oldest")),
    ],
)
def test_filters_are_read_back_as_they_were_kept(filters: Filters, caseworker: User) -> None:
    assert saved.filters_of(saved.keep(caseworker, "Essai", filters)) == filters


def test_a_kept_view_stands_in_the_menu_with_what_it_holds(browser: Client, case: Case) -> None:
    browser.post("/views/keep/", {"name": "Questions à prendre", "query": FREE.write()})
    page = browser.get("/cases/").content.decode()
    assert "Questions à prendre" in page
    assert f'id="count-saved{SavedView.objects.get().pk}">1<' in page


def test_the_open_view_is_the_one_line_that_is_present(browser: Client, case: Case) -> None:
    browser.post("/views/keep/", {"name": "Questions", "query": FREE.write()})
    page = browser.get(f"/inbox/?{FREE.write()}").content.decode()
    assert page.count('aria-current="page"') == 1
    assert "<h1>Questions</h1>" in page


def test_a_view_shared_with_a_role_counts_the_same_for_its_members_and_for_nobody_else(
    caseworker: User, bram: User, case: Case
) -> None:
    view = saved.keep(caseworker, "Free", FREE, ["caseworker", "director"])
    assert view.shared_with == ["caseworker"]
    assert saved.count(bram) == saved.count(caseworker) == {f"saved{view.pk}": 1}
    assert saved.list_views(make_user("dora", "director")) == []


def test_the_same_name_again_keeps_the_newer_filters(caseworker: User) -> None:
    saved.keep(caseworker, "Free", FREE)
    saved.keep(caseworker, " Free ", Filters(view=View.LATE))
    assert [one.query for one in SavedView.objects.all()] == ["view=late"]


def test_a_nameless_view_and_one_too_many_are_refused(caseworker: User) -> None:
    with pytest.raises(SavedViewRefused):
        saved.keep(caseworker, "  ", FREE)
    for number in range(saved.MOST):
        saved.keep(caseworker, f"View {number}", FREE)
    with pytest.raises(SavedViewRefused):
        saved.keep(caseworker, "One more", FREE)
    assert SavedView.objects.count() == saved.MOST


def test_another_persons_view_is_neither_changed_nor_deleted(
    client: Client, caseworker: User, bram: User
) -> None:
    view = saved.keep(caseworker, "Free", FREE, ["caseworker"])
    client.force_login(bram)
    client.post(f"/views/{view.pk}/change/", {"name": "Mine now"})
    client.post(f"/views/{view.pk}/delete/")
    view.refresh_from_db()
    assert view.name == "Free"


def test_ones_own_view_is_renamed_unshared_and_deleted(browser: Client, caseworker: User) -> None:
    view = saved.keep(caseworker, "Free", FREE, ["caseworker"])
    browser.post(f"/views/{view.pk}/change/", {"name": "Open"})
    view.refresh_from_db()
    assert (view.name, view.shared_with) == ("Open", [])
    browser.post(f"/views/{view.pk}/delete/")
    assert not SavedView.objects.exists()


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("language=nl", 1),
        ("language=fr", 0),
        ("age=week", 0),
        ("role=caseworker", 1),
        ("role=director", 0),
    ],
)
def test_tasks_are_filtered_by_their_case_age_and_role(
    browser: Client, case: Case, query: str, shown: int
) -> None:
    page = browser.get(f"/inbox/?view=free&{query}").content.decode()
    assert page.count('id="task-') == shown


def test_tasks_are_filtered_by_who_holds_them(browser: Client, caseworker: User, case: Case) -> None:
    open_question(caseworker)
    HumanTask.objects.filter(pk=task_of(case).pk).update(assignee=caseworker, state="claimed")
    page = browser.get(f"/inbox/?view=team&holder={caseworker.pk}").content.decode()
    assert page.count('id="task-') == 1
