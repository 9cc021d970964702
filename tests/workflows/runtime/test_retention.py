"""Personal content goes when its time of keeping is over, and nothing else goes or goes earlier."""

from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import InternalError, ProgrammingError, connection

from tests.factories.workflows import SYSTEM, deploy, launch, one_task, person, task_at
from tests.workflows.engine.drawing import ended, flows, started, user
from workflows import api, clock, content_removal, holds, invariants, retention, seals
from workflows.faults import FaultProvoked
from workflows.models import HistoryEvent, Incident, Job, LegalHold, ProcessInstance

pytestmark = pytest.mark.django_db
NOW = datetime(2036, 5, 12, 8, 0, tzinfo=UTC)
SECRET = "Joke Vermeulen"
TEN_YEARS = {"retention": {"period": "P10Y", "after": "ended"}}


@pytest.fixture(autouse=True)
def _now() -> None:
    clock.begin(NOW)


def end_case(case_ref: str = "C-1", *, ended_at: datetime, process: str = "sample") -> ProcessInstance:
    """A run with a person's name in its variables, its task, its job and its history."""
    case = launch(process, {"party": SECRET}, case_ref=case_ref)
    api.name_task(task_at(case, "check").id, SECRET, by=person())
    api.complete(task_at(case, "check").id, {"answer": SECRET}, by=person())
    Job.objects.create(
        instance=case, operation="outside.pay", inputs={"name": SECRET}, state="failed", due_at=NOW,
        created_at=NOW, idempotency_key=f"kept:{case.id}", last_error=SECRET,
    )  # fmt: skip
    Incident.objects.create(
        instance=case, kind="operation_failed", message=SECRET, detail=SECRET, state="resolved", opened_at=NOW,
        resolved_at=NOW, resolution=f"retry: {SECRET}",
    )  # fmt: skip
    ProcessInstance.objects.filter(id=case.id).update(ended_at=ended_at)
    return case


def past() -> ProcessInstance:
    """Ended on 11 May 2026: ten years and a day ago."""
    one_task(**TEN_YEARS)
    return end_case(ended_at=NOW - timedelta(days=3654))


def find_traces() -> list[str]:
    """The tables in which the name still stands, as JSON, text or bytes."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.table_name, c.column_name FROM information_schema.columns c JOIN information_schema.tables t "
            "USING (table_schema, table_name) WHERE t.table_type = 'BASE TABLE' AND c.table_name LIKE 'workflows_%' "
            "AND c.data_type IN ('jsonb', 'text', 'bytea', 'character varying')"
        )
        columns = cursor.fetchall()
        found = []
        for table, column in columns:
            cursor.execute(f"SELECT count(*) FROM {table} WHERE {column}::text LIKE %s", [f"%{SECRET}%"])
            found += [f"{table}.{column}"] if cursor.fetchone()[0] else []
    return found


def test_the_name_is_in_many_places_before() -> None:
    past()
    assert {name.split(".")[1] for name in find_traces()} >= {
        "outcome", "name", "inputs", "last_error", "message", "detail", "resolution", "data"
    }  # fmt: skip


def test_ten_years_after_the_end_nothing_names_the_person() -> None:
    case = past()
    assert retention.remove_expired() == 1
    assert find_traces() == []
    assert api.read_variables(case.id) == {}
    case.refresh_from_db()
    assert (case.content_removed_at, case.status) == (NOW, "completed")


def test_what_happened_and_who_did_it_stays() -> None:
    case = past()
    before = [(line.kind, line.node_id, line.actor) for line in api.history(case.id)]
    retention.remove_expired()
    *after, told = api.history(case.id)
    assert [(line.kind, line.node_id, line.actor) for line in after] == before
    assert (told.kind, told.actor, told.data["period"]) == ("content_removed", "system:retention", "P10Y")
    assert next(line for line in after if line.kind == "task_completed").data["task"]
    assert list(invariants.check()) == []


def test_a_day_before_its_time_the_content_stays() -> None:
    one_task(**TEN_YEARS)
    end_case(ended_at=NOW - timedelta(days=3651))
    assert retention.remove_expired() == 0


def test_a_process_that_says_nothing_keeps_its_content() -> None:
    one_task()
    end_case(ended_at=NOW - timedelta(days=20_000))
    assert retention.remove_expired() == 0


def test_the_newest_version_decides_for_all_runs() -> None:
    past()
    one_task(retention={"period": "P30Y"})
    assert retention.remove_expired() == 0


def test_doing_it_twice_changes_nothing() -> None:
    case = past()
    retention.remove_expired()
    lines = len(api.history(case.id))
    assert retention.remove_expired() == 0
    assert len(api.history(case.id)) == lines


def test_a_run_whose_case_goes_on_waits() -> None:
    case = past()
    other = launch("sample", case_ref="C-1")
    assert retention.remove_expired() == 0
    api.cancel(other.id, "entered twice", by=SYSTEM)
    assert retention.remove_expired() == 1
    assert ProcessInstance.objects.get(content_removed_at__isnull=False).id == case.id


def test_an_open_incident_keeps_what_it_is_about() -> None:
    case = past()
    Incident.objects.create(instance=case, kind="x", message="x", opened_at=NOW)
    assert retention.remove_expired() == 0


def test_a_legal_hold_keeps_the_content_until_it_is_lifted() -> None:
    case = past()
    holds.place("C-1", "case before the labour court", by=person())
    assert retention.remove_expired() == 0
    holds.lift("C-1", "judgment is final", by=person())
    assert retention.remove_expired() == 1
    kinds = [line.kind for line in api.history(case.id)][-3:]
    assert kinds == ["hold_placed", "hold_lifted", "content_removed"]


def test_a_hold_says_why_and_stands_once() -> None:
    past()
    holds.place("C-1", "case before the labour court", by=person())
    with pytest.raises(holds.HoldRefused, match="held already"):
        holds.place("C-1", "again", by=person())
    with pytest.raises(holds.HoldRefused, match="no case 'C-2'"):
        holds.place("C-2", "unknown", by=person())
    assert LegalHold.objects.count() == 1


def test_a_hold_that_comes_too_late_is_refused() -> None:
    past()
    retention.remove_expired()
    with pytest.raises(holds.HoldRefused, match="removed already"):
        holds.place("C-1", "case before the labour court", by=person())


def test_killed_in_the_middle_an_instance_has_all_its_content_or_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one_task(**TEN_YEARS)
    first = end_case("C-1", ended_at=NOW - timedelta(days=4001))
    second = end_case("C-2", ended_at=NOW - timedelta(days=4000))
    monkeypatch.setenv("VIGIE_FAULT", "removal_before_commit:2:raise")
    with pytest.raises(FaultProvoked):
        retention.remove_expired()
    assert set(ProcessInstance.objects.filter(content_removed_at=None)) == {second}
    assert api.read_variables(second.id)["party"] == SECRET
    assert api.read_variables(first.id) == {}
    assert retention.remove_expired() == 1
    assert find_traces() == []


def test_an_app_is_told_in_the_same_transaction(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[Any] = []
    monkeypatch.setattr(content_removal, "_followers", [lambda *about: told.append(about)])
    past()
    retention.remove_expired()
    assert told == [("C-1", NOW)]


def test_a_dry_run_tells_and_changes_nothing() -> None:
    past()
    end_case("C-2", ended_at=NOW - timedelta(days=4000))
    end_case("C-3", ended_at=NOW - timedelta(days=30))
    holds.place("C-2", "case before the labour court", by=person())
    answer = StringIO()
    call_command("retention", "due", stdout=answer)
    assert answer.getvalue() == "sample\tP10Y\t1 due\t1 kept: held\n"
    call_command("retention", "due", "--on", "2047-01-01", stdout=answer)
    assert "2 due" in answer.getvalue()
    assert not ProcessInstance.objects.filter(content_removed_at__isnull=False).exists()


def test_the_command_says_that_no_case_is_held() -> None:
    answer = StringIO()
    call_command("retention", "holds", stdout=answer)
    assert answer.getvalue() == "No case is held.\n"


def test_the_command_removes_holds_and_lifts() -> None:
    past()
    answer = StringIO()
    call_command("retention", "hold", "C-1", "--reason", "in court", "--by", "7", stdout=answer)
    call_command("retention", "holds", stdout=answer)
    call_command("retention", "remove", stdout=answer)
    call_command("retention", "lift", "C-1", "--reason", "final", "--by", "7", stdout=answer)
    call_command("retention", "remove", stdout=answer)
    assert answer.getvalue().splitlines() == [
        "C-1 is held.",
        "C-1\t2036-05-12\toperator:7\tin court",
        "The content of 0 instances was removed.",
        "C-1 is no longer held.",
        "The content of 1 instances was removed.",
    ]
    with pytest.raises(CommandError, match="not '31/01/2036'"):
        call_command("retention", "due", "--on", "31/01/2036")


@pytest.mark.parametrize(
    "change",
    [
        "SET data = '{}'",
        "SET data = '{}', salt = NULL, digest = repeat('a', 64)",  # its instance has not ended
        "SET salt = gen_random_uuid()",
        "SET actor = 'x', data = '{}', salt = NULL, digest = repeat('a', 64)",
    ],
)
def test_the_database_refuses_any_other_change_of_the_history(change: str) -> None:
    one_task()
    launch()
    with pytest.raises((InternalError, ProgrammingError), match="append-only"), connection.cursor() as cursor:
        cursor.execute(f"UPDATE workflows_historyevent {change}")


def test_a_redacted_line_may_not_say_something_new() -> None:
    past()
    change = "SET data = '{\"new\": 1}', salt = NULL, digest = repeat('a', 64)"
    with pytest.raises((InternalError, ProgrammingError), match="append-only"), connection.cursor() as cursor:
        cursor.execute(f"UPDATE workflows_historyevent {change}")


def test_other_processes_and_runs_are_left_alone() -> None:
    past()
    deploy(
        started(), user("check"), ended(), flows("started > check > ended"), key="other", manifest=TEN_YEARS
    )
    young = end_case("C-9", ended_at=NOW - timedelta(days=30), process="other")
    retention.remove_expired()
    seals.seal()
    assert api.read_variables(young.id)["party"] == SECRET
    assert not HistoryEvent.objects.filter(instance_id=young.id).exclude(digest="").exists()
