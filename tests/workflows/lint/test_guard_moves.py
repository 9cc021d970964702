"""A move by hand may not leave out what a legal guard demands before a place."""

from pathlib import Path

import pytest

from workflows.bpmn import Process, read_model
from workflows.known_names import load_guards
from workflows.lint.guard_letters import Letters
from workflows.lint.guard_moves import find_skipped
from workflows.lint.guard_places import Places
from workflows.lint.guard_writes import Writes

RECOVERY = Path("processes/recovery/process.bpmn")


@pytest.fixture
def recovery() -> Process:
    return read_model(RECOVERY.read_bytes()).processes["recovery"]


def skip(process: Process, origin: str, target: str, done: tuple[str, ...] = ()) -> set[str]:
    found = find_skipped(process, load_guards(), done, origin=origin, target=target)
    return {one.guard.id for one in found}


def test_a_debt_is_not_moved_past_the_notice_to_the_court(recovery: Process) -> None:
    assert "reminders_before_court" in skip(recovery, "await_step", "transfer_to_court")


def test_what_the_case_has_passed_in_a_called_process_is_not_asked_again(recovery: Process) -> None:
    called = [
        one for path in Path("processes").glob("*/process.bpmn") if path != RECOVERY
        for one in read_model(path.read_bytes()).processes.values()
    ]  # fmt: skip
    [guard] = [one for one in load_guards() if one.id == "reminders_before_court"]
    everything = [Places(one, Letters(one, Writes(one))) for one in (recovery, *called)]
    done = {node.id for at in everything for step in guard.passes for node in at.find(step, surely=True)}
    found = find_skipped(
        recovery, [guard], done, origin="await_step", target="transfer_to_court", parts=called
    )
    assert list(found) == []


def test_a_move_back_skips_nothing(recovery: Process) -> None:
    assert skip(recovery, "speak", "await_step") == set()
