"""The library's processes with the scenarios of a librarian."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.workflows.catalogue.conftest import folder, library_operations, write
from workflows.process_folders import Library
from workflows.testing.reports import ProcessReport, ScenarioResult, make_playable, run_process, run_scenario
from workflows.testing.scenarios import read_scenarios_text

__all__ = ["folder", "library_operations"]

SCENARIOS = """
- name: A member takes a book home
  on: 2026-05-12
  data: {book: Tintin}
  steps: [{complete: check_reader, with: {is_member: true}}]
  expect:
    ends_at: lent
    data: {loan_days: 21}
    calls: [{operation: library.hand_out, with: {book: Tintin, days: 21}}, library.remind]
    service_levels: {hand_out: met}
- name: A guest is refused
  on: 2026-05-12
  data: {book: Tintin}
  steps: [{complete: check_reader, with: {is_member: false}}]
  expect: {ends_at: refused, calls: []}
- name: Who does not come back within two days has given up
  on: 2026-05-12
  data: {book: Tintin}
  steps:
    - expect: {ends_at: null, waiting: check_reader, service_levels: {hand_out: running}}
    - advance: P2D
  expect: {ends_at: lapsed, passes: [gave_up], never: [choose_term]}
"""
CASES = """
- name: A member has three weeks
  inputs: {is_member: true}
  outputs: 21
- name: A guest has none
  inputs: {is_member: false}
  outputs: 0
"""


@pytest.fixture
def play(folder: Path) -> Callable[[str], list[ScenarioResult]]:
    """Play scenarios given as text against the lending process."""

    def run(text: str) -> list[ScenarioResult]:
        playable = make_playable(Library().read("library_loan"))
        return [run_scenario(playable, scenario) for scenario in read_scenarios_text(text)]

    return run


@pytest.fixture
def report(folder: Path) -> Callable[..., ProcessReport]:
    """Run the lending process with these scenario and case files."""

    def run(scenarios: str = SCENARIOS, cases: str = CASES) -> ProcessReport:
        write(
            folder / "processes/library_loan",
            {"scenarios/all.yaml": scenarios, "decisions/terms.cases.yaml": cases},
        )
        return run_process("library_loan")

    return run
