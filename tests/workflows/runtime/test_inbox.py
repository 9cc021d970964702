"""The inbox: open work of one's roles, the most pressing first, page by page, whatever else there is."""

import pytest
from django.db import connection

from tests.factories.workflows import deploy, launch, person, task_at
from tests.workflows.engine.drawing import ended, flows, started, user
from workflows import api
from workflows.models import HumanTask
from workflows.queries import PAGE

pytestmark = pytest.mark.django_db


def work(candidates: str = '["clerks"]', due: str = "", key: str = "sample") -> None:
    """One task for these roles, due at this FEEL instant."""
    given = f'due="{due}" ' if due else ""
    extension = f"<vigie:task {given}candidates='{candidates}'/>"
    deploy(started(), user("check", extension=extension), ended(), flows("started > check > ended"), key=key)


def due_on(day: int) -> None:
    launch(data={"due": f"2026-06-{day:02}"})


def days(page: api.Page) -> list[int | None]:
    return [task.due_at.astimezone().day if task.due_at else None for task in page.tasks]


@pytest.fixture
def _ten() -> None:
    """Ten tasks for clerks, due on the 1st to the 10th at noon UTC, made in another order."""
    work(due="date and time(due + &quot;T12:00:00Z&quot;)")
    for day in (7, 3, 10, 1, 9, 5, 2, 8, 4, 6):
        due_on(day)


@pytest.mark.usefixtures("_ten")
def test_the_most_pressing_comes_first() -> None:
    assert days(api.open_tasks(["clerks"], limit=3)) == [1, 2, 3]


@pytest.mark.usefixtures("_ten")
def test_the_next_page_begins_behind_the_last() -> None:
    first = api.open_tasks(["clerks"], limit=4)
    second = api.open_tasks(["clerks"], after=first.next, limit=4)
    third = api.open_tasks(["clerks"], after=second.next, limit=4)
    assert (days(second), days(third), third.next) == ([5, 6, 7, 8], [9, 10], None)


@pytest.mark.usefixtures("_ten")
def test_a_cursor_survives_its_text_form() -> None:
    cursor = api.open_tasks(["clerks"], limit=4).next
    assert cursor is not None
    assert api.Cursor.read(str(cursor)) == cursor


@pytest.mark.parametrize(
    "text", ["", "x", "2026-01-01~x", "2026-01-01T00:00:00~00000000-0000-0000-0000-000000000001"]
)
def test_a_spoilt_cursor_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        api.Cursor.read(text)


@pytest.mark.usefixtures("_ten")
def test_a_task_claimed_meanwhile_leaves_the_free_ones() -> None:
    task = api.open_tasks(["clerks"], limit=1).tasks[0]
    api.claim(task.id, by=person())
    assert days(api.open_tasks(["clerks"], limit=1)) == [2]
    assert days(api.open_tasks(["clerks"], taken=True)) == [1]
    assert len(api.open_tasks(["clerks"], taken=None).tasks) == 10


def test_a_task_of_two_roles_is_listed_once() -> None:
    work('["clerks", "seniors"]')
    launch()
    assert len(api.open_tasks(["clerks", "seniors"]).tasks) == 1
    assert api.count_open(["clerks", "seniors"]).number == 1


def test_other_roles_see_nothing() -> None:
    work()
    launch()
    assert api.open_tasks(["cashiers"]).tasks == []


def test_no_role_sees_nothing() -> None:
    assert api.open_tasks([]).tasks == []


@pytest.mark.usefixtures("_ten")
def test_tasks_without_a_due_date_come_last() -> None:
    work()
    launch()
    assert days(api.open_tasks(["clerks"]))[-2:] == [10, None]


@pytest.mark.usefixtures("_ten")
def test_counts_stop_at_their_cap() -> None:
    assert str(api.count_open(["clerks"])) == "10"
    assert str(api.count_open(["clerks"], cap=5)) == "5+"


def test_ones_own_tasks_are_listed() -> None:
    work()
    instance = launch()
    api.claim(task_at(instance, "check").id, by=person())
    assert [task.node_id for task in api.my_tasks(person().user_id or 0)] == ["check"]


def test_a_case_shows_its_tasks_runs_and_history() -> None:
    work()
    instance = launch(case_ref="C-9")
    launch(case_ref="C-8")
    assert [run.id for run in api.case_instances("C-9")] == [instance.id]
    assert [task.instance_id for task in api.case_tasks("C-9")] == [instance.id]
    assert {line.instance_id for line in api.case_history("C-9")} == {instance.id}


def test_an_empty_case_reference_is_no_case() -> None:
    work()
    launch()
    assert list(api.case_tasks("")) == []


@pytest.mark.usefixtures("_ten")
def test_a_page_is_read_from_its_index_alone() -> None:
    values = {"roles": ["clerks"], "taken": [False], "due": "-infinity", "id": HumanTask().id, "limit": 3}
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN " + PAGE, values)
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "candidate_inbox" in plan
    assert "Seq Scan" not in plan
