"""The fund's own guards can be read, hold the promises they name, and name the path that breaks them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.workflows.bpmn_models import draw
from tests.workflows.lint.guarded_ways import KINDS, NODES, WAYS, Guarded
from workflows.lint import Code, Finding, Guard, KnownNames, lint, read_guards

GUARDS = {guard.id: guard for guard in read_guards(Path(__file__).parents[3] / "processes" / "guards.yaml")}
LIMITED = [case for case in WAYS if case.broken_by]
COURT = "ladder > notice > seen_off > contact > log > gate > court"
NAMES = KnownNames(letter_kinds=KINDS)


def check(way: str, guards: Sequence[Guard], level: Any = None, stop: str = "ended") -> list[Finding]:
    ids = way.split(" > ")
    nodes = [NODES[node_id] for node_id in ids]
    ending = "" if nodes[-1].tag == "endEvent" else " > end"
    levels = [{"id": "limit", "start": "started", "stop": [stop, "ended"], "target": level}] if level else []
    model = draw("sample", *nodes, flows=[f"start > {way}{ending}"])
    findings = lint({"process.bpmn": model}, {"service_levels": levels}, NAMES, guards=guards)
    return [one for one in findings if one.code in (Code.GUARD_VIOLATED, Code.GUARD_GIVEN_UP)]


@pytest.mark.parametrize("case", WAYS, ids=lambda case: f"{case.guard}-{case.kept}")
def test_a_way_that_keeps_the_guard_is_allowed(case: Guarded) -> None:
    assert check(case.kept, [GUARDS[case.guard]], case.kept_by, case.place) == []


@pytest.mark.parametrize("case", WAYS, ids=lambda case: f"{case.guard}-{case.broken}")
def test_a_way_that_breaks_the_guard_is_refused_and_shown(case: Guarded) -> None:
    (finding,) = check(case.broken, [GUARDS[case.guard]], case.broken_by, case.place)
    assert finding.code is Code.GUARD_VIOLATED
    assert finding.path == ("start", *case.broken.split(" > "))
    assert finding.message.startswith(GUARDS[case.guard].title.rstrip("."))


@pytest.mark.parametrize("case", LIMITED, ids=lambda case: case.guard)
def test_a_limited_place_without_a_service_level_is_refused(case: Guarded) -> None:
    (finding,) = check(case.kept, [GUARDS[case.guard]])
    assert finding.path[-1] == case.place


def test_every_guard_has_its_ways_a_basis_a_commitment_and_a_way_out() -> None:
    assert {case.guard for case in WAYS} == set(GUARDS)
    bare = [one.id for one in GUARDS.values() if not one.way_out or not one.legal_basis[-1].startswith("C")]
    assert bare == []


def test_court_after_reminder_notice_contact_and_outcome_is_allowed_by_every_guard() -> None:
    assert check(COURT, tuple(GUARDS.values())) == []


@pytest.mark.parametrize("left_out", ["ladder", "notice", "seen_off", "contact", "log", "gate"])
def test_court_without_one_of_them_is_refused(left_out: str) -> None:
    way = " > ".join(step for step in COURT.split(" > ") if step != left_out)
    found = check(way, tuple(GUARDS.values()))
    assert found
    assert {finding.path for finding in found} == {("start", *way.split(" > "))}
