"""What operators type, and the check that finds missing operations."""

import json
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection

from tests.workflows.jobs import offered
from tests.workflows.jobs.models import one_call, publish
from workflows import actors, api, bulk
from workflows.checks import check_operations
from workflows.models import BulkRun, DefinitionVersion, ProcessInstance, WorkerProcess
from workflows.worker import Worker

BY = actors.system("test")


def run(*words: str) -> str:
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


def test_operations_are_listed_with_their_inputs() -> None:
    assert "trial.book(amount?: number) → amount: number, key: string" in run("operations")


def test_operations_are_listed_for_programs() -> None:
    assert offered.book.__doc__ in [one["summary"] for one in json.loads(run("operations", "--json"))]


@pytest.mark.django_db
def test_a_published_version_that_calls_a_missing_operation_fails_the_check() -> None:
    publish("sample", *one_call("trial.unheard_of"))
    [error] = check_operations(None)
    assert (error.id, error.obj) == ("workflows.E001", "sample/process.bpmn")
    assert "'trial.unheard_of'" in error.msg


@pytest.mark.django_db
def test_a_version_whose_operations_are_offered_passes() -> None:
    publish("sample", *one_call("trial.book"))
    assert check_operations(None) == []


@pytest.mark.django_db
def test_a_retired_version_counts_only_while_something_runs_on_it() -> None:
    version = publish("sample", *one_call("trial.unheard_of"))
    instance = api.start("sample", {}, by=BY)
    DefinitionVersion.objects.filter(id=version.id).update(state="retired")
    assert len(check_operations(None)) == 1
    api.cancel(instance.id, "gone", by=BY)
    assert check_operations(None) == []


@pytest.mark.django_db
def test_the_worker_drains_and_ends() -> None:
    publish("sample", *one_call("trial.book"))
    api.start("sample", {}, by=BY)
    assert run("worker", "--drain").endswith("done\n")
    assert len(offered.calls) == 1


def test_an_unknown_queue_is_refused_by_name() -> None:
    with pytest.raises(CommandError, match="Unknown queue payroll"):
        run("worker", "--queues", "letters,payroll")


@pytest.mark.django_db
def test_a_csv_list_is_prepared_approved_and_run(tmp_path: Path) -> None:
    publish("sample", *one_call("trial.book"))
    file = tmp_path / "list.csv"
    file.write_text("business_key,case_ref,reason\n2026/1,case 1,late\n2026/2,case 2,\n", encoding="utf-8")
    assert "2 lines" in run("bulk", "prepare", "sample", str(file), "--by", "1")
    prepared = BulkRun.objects.get()
    run("bulk", "approve", str(prepared.id), "--checksum", prepared.checksum, "--by", "2")
    run("worker", "--drain")
    assert run("bulk", "show", str(prepared.id)) == "2 started, 0 failed, 0 waiting of 2\n"
    instance = ProcessInstance.objects.get(business_key="2026/1")
    assert (instance.case_ref, api.read_variables(instance.id)) == ("case 1", {"reason": "late"})


@pytest.mark.django_db
def test_a_csv_list_without_keys_is_refused(tmp_path: Path) -> None:
    publish("sample", *one_call("trial.book"))
    file = tmp_path / "list.csv"
    file.write_text("name\nMarie\n", encoding="utf-8")
    with pytest.raises(CommandError, match="business_key"):
        run("bulk", "prepare", "sample", str(file), "--by", "1")


@pytest.mark.django_db
def test_the_preparer_cannot_approve_from_the_command_line(tmp_path: Path) -> None:
    publish("sample", *one_call("trial.book"))
    prepared = bulk.prepare(
        "r",
        "sample",
        [bulk.Start(business_key="1")],
        by=actors.user(1),
        now=api.start("sample", {}, by=BY).started_at,
    )
    with pytest.raises(CommandError, match="other than the person"):
        run("bulk", "approve", str(prepared.id), "--checksum", prepared.checksum, "--by", "1")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("business_key\na\x00b\n", "U\\+0000"),
        (f"business_key\n{'x' * 200_000}\n", "field limit"),
        ("", "first line"),
    ],
    ids=["nul", "long", "empty"],
)
def test_a_list_that_cannot_be_kept_is_refused_whole(tmp_path: Path, text: str, sentence: str) -> None:
    publish("sample", *one_call("trial.book"))
    (tmp_path / "list.csv").write_text(text)
    with pytest.raises(CommandError, match=sentence):
        run("bulk", "prepare", "sample", str(tmp_path / "list.csv"), "--by", "1")
    assert not BulkRun.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("limit", ["-1", "0", "9" * 30, "x"])
def test_a_list_of_incidents_has_a_sensible_length(limit: str) -> None:
    with pytest.raises(CommandError, match="from 1 to 10000"):
        run("incident", "list", f"--limit={limit}")


@pytest.mark.django_db
def test_the_living_workers_are_named_with_their_process_ids() -> None:
    moment = datetime.now(UTC)
    told = {"executor": "embedded", "queues": "timers", "started_at": moment, "done": 7, "memory": 81_000_000}
    for name, seen_at in (("desk:4711:ab12", moment), ("desk:4712:cd34", moment - timedelta(hours=1))):
        WorkerProcess.objects.create(name=name, seen_at=seen_at, **told)
    assert run("worker", "--list") == "process 4711 on desk\tembedded\t7 done\t81 MB\ttimers\n"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("option", ["--once", "--drain"])
def test_a_worker_that_ends_by_itself_begins_anew_after_a_lost_connection(
    option: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rounds: list[int] = []

    def lose_the_first(worker: Worker) -> int:
        rounds.append(1)
        if len(rounds) == 1:
            connection.close()
            raise OperationalError("server closed the connection unexpectedly")
        return 3 if len(rounds) == 2 else 0

    monkeypatch.setattr(Worker, "round", lose_the_first)
    assert run("worker", option) == "3 done\n"
