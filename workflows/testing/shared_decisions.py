"""The rule tables that processes share: their cases, the rules no case takes, their gaps and contradictions."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workflows.dmn.analysis import analyse
from workflows.dmn.cases import CaseResult, find_cases, run_file
from workflows.dmn.reading import read
from workflows.dmn.sources import resolve_beside
from workflows.dmn.walking import list_tables
from workflows.feel_functions import environment

FOLDER = "decisions"


@dataclass(frozen=True)
class SharedReport:
    """One shared table; `weaknesses` are sentences about the table as a whole."""

    name: str
    cases: tuple[CaseResult, ...]
    rules: int
    weaknesses: tuple[str, ...]

    @property
    def problems(self) -> tuple[str, ...]:
        told = (f"{one.case.place}: {problem}" for one in self.cases for problem in one.problems)
        return (*told, *self.weaknesses)

    @property
    def passed(self) -> bool:
        return not self.problems

    def as_json(self) -> dict[str, Any]:
        return {
            "decision": self.name,
            "passed": self.passed,
            "cases": [
                {"name": one.case.name, "place": one.case.place, "problems": list(one.problems)}
                for one in self.cases
            ],
            "rules": self.rules,
            "weaknesses": list(self.weaknesses),
        }


def run_all_shared(processes: Path) -> list[SharedReport]:
    """Every shared table below the folder of processes, by name."""
    return [run_shared(path) for path in sorted((processes / FOLDER).glob("*.dmn"))]


def run_shared(path: Path) -> SharedReport:
    """One shared table. Raises DmnError, SourceRefused when it or its cases cannot be read."""
    if not find_cases(path).is_file():
        return SharedReport(path.stem, (), 0, (f"{path.name} has no cases beside it",))
    report = run_file(path, environment(), imports=resolve_beside(path))
    missing = [f"{path.name}: no case takes rule {rule.index} ({rule.rule_id})" for rule in report.uncovered]
    return SharedReport(path.stem, report.results, report.rules, (*missing, *find_flaws(path)))


def find_flaws(path: Path) -> Iterator[str]:
    """Gaps, contradictions, and what could not be analysed."""
    model = read(path.read_bytes(), imports=resolve_beside(path))
    for table in list_tables(model):
        analysis = analyse(table)
        yield from (f"{path.name}: {overlap}" for overlap in analysis.contradictions)
        yield from (f"{path.name}: {gap}" for gap in analysis.gaps)
        yield from (f"{path.name}: {note}" for note in analysis.notes)
