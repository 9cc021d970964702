"""A process that is retired starts no new case; the cases it has go on."""

import json
import shutil
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.workflows.catalogue.conftest import CLERK, NOW
from workflows import api, bulk, clock
from workflows.bulk import Start
from workflows.errors import ProcessRetired, ProcessUnknown
from workflows.models import BulkItem, DefinitionVersion, ProcessDefinition, Subscription, Timer
from workflows.retiring import retire
from workflows.worker import Worker


def run(*words: str) -> str:
    out = StringIO()
    call_command("deploy", *words, stdout=out)
    return out.getvalue()


def test_no_new_case_starts_in_any_version(publish: Any) -> None:
    publish()
    retire("library_loan", "merged with reading", by=CLERK, now=NOW)
    for version in (None, 1):
        with pytest.raises(ProcessRetired, match=r"retired since 2026-05-12 \(merged with reading\)"):
            api.start("library_loan", {"book": "Emma"}, by=CLERK, version=version)


def test_its_running_cases_go_on(publish: Any) -> None:
    publish()
    case = api.start("library_loan", {"book": "Emma"}, by=CLERK)
    done = retire("library_loan", "merged", by=CLERK, now=NOW)
    assert (done.running, done.changed, done.has_folder) == (1, True, True)
    [task] = api.open_tasks(["desk"]).tasks
    api.complete(task.id, {"is_member": False}, by=api.system("test"))
    case.refresh_from_db()
    assert case.ended_in == "refused"


def test_what_starts_it_by_itself_ends(publish: Any) -> None:
    publish()
    assert (Timer.objects.count(), Subscription.objects.count()) == (1, 1)
    done = retire("reminder", "nobody reads it", by=CLERK, now=NOW)
    assert (Timer.objects.count(), Subscription.objects.count()) == (0, 0)
    assert done.callers == ("library_loan",)


def test_lines_of_an_approved_list_fail_with_the_reason(publish: Any) -> None:
    publish()
    lines = [Start(business_key="1", data={"book": "Emma"})]
    listed = bulk.prepare("loans", "library_loan", lines, by=CLERK, now=NOW)
    bulk.approve(listed.id, checksum=listed.checksum, by=api.user(2), now=NOW)
    retire("library_loan", "merged", by=CLERK, now=NOW)
    Worker().drain()
    item = BulkItem.objects.get()
    assert (item.state, "is retired since" in item.error) == ("failed", True)


def test_who_when_and_why_is_kept_and_a_second_time_changes_nothing(publish: Any) -> None:
    publish()
    retire("reminder", "nobody reads it", by=CLERK, now=NOW)
    again = retire("reminder", "another reason", by=api.user(2), now=clock.now())
    found = ProcessDefinition.objects.get(key="reminder")
    assert (found.retired_at, found.retired_by, found.retired_because) == (NOW, "user:1", "nobody reads it")
    assert not again.changed
    assert DefinitionVersion.objects.get(definition="reminder").state == "retired"


def test_deploying_its_folder_again_publishes_it_again(publish: Any) -> None:
    publish()
    retire("reminder", "by mistake", by=CLERK, now=NOW)
    publish("reminder")
    found = ProcessDefinition.objects.get(key="reminder")
    assert (found.retired_at, found.retired_because) == (None, "")
    assert Timer.objects.count() == 1


def test_the_command_wants_a_reason_and_a_process_that_is_known(publish: Any) -> None:
    publish()
    with pytest.raises(CommandError, match="--reason"):
        run("--retire", "reminder")
    with pytest.raises(CommandError, match="No process 'absent' is published"):
        run("--retire", "absent", "--reason", "x")
    with pytest.raises(ProcessUnknown):
        retire("absent", "x", by=CLERK, now=NOW)


def test_the_command_tells_what_goes_on(publish: Any) -> None:
    publish()
    told = run("--retire", "reminder", "--reason", "nobody reads it")
    assert "reminder: retired; no new case starts, 0 running ones go on" in told
    assert "still called by library_loan" in told
    assert "processes/reminder is still there" in told


def test_deploying_all_names_processes_without_a_folder(publish: Any, folder: Any) -> None:
    publish()
    shutil.rmtree(folder / "processes" / "library_loan")
    assert "library_loan: published, and no folder holds it." in run()
    assert json.loads(run("--json"))["without_folder"] == ["library_loan"]
    run("--retire", "library_loan", "--reason", "merged")
    assert "library_loan" not in run()
