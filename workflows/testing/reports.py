"""Running all scenarios and cases of a process, and saying what none of them takes."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from workflows import definitions
from workflows.bpmn import NodeKind
from workflows.dmn.cases import CaseResult, CasesReport, UncoveredRule, read_cases, run_cases
from workflows.dmn.reading import read
from workflows.engine import EventKind, compile_definition
from workflows.errors import WorkflowError
from workflows.feel_functions import environment
from workflows.models.definition import DefinitionVersion
from workflows.process_folders import Folder, Library
from workflows.testing.expectations import judge
from workflows.testing.playing import Play, Playable
from workflows.testing.scenarios import Scenario, StepKind, read_scenarios_text


@dataclass(frozen=True)
class ScenarioResult:
    """What became of a scenario; `problems` is empty when everything held."""

    scenario: Scenario
    problems: tuple[str, ...]
    flows: frozenset[str]
    rules: frozenset[str]

    @property
    def passed(self) -> bool:
        return not self.problems


@dataclass(frozen=True)
class ProcessReport:
    """All scenarios and cases of one process, and its coverage."""

    key: str
    scenarios: tuple[ScenarioResult, ...]
    cases: tuple[CaseResult, ...]
    flows: frozenset[str]
    missing_flows: tuple[str, ...]
    rules: int
    missing_rules: tuple[str, ...]

    @property
    def passed(self) -> bool:
        return not (self.problems or self.missing_flows or self.missing_rules)

    @property
    def problems(self) -> tuple[str, ...]:
        """Everything that did not hold, each with its place."""
        told = [problem for one in self.scenarios for problem in one.problems]
        told += [f"{one.case.place}: {problem}" for one in self.cases for problem in one.problems]
        return tuple(told)

    def as_json(self) -> dict[str, Any]:
        return {
            "process": self.key,
            "passed": self.passed,
            "scenarios": [
                {"name": one.scenario.name, "place": one.scenario.place, "problems": list(one.problems)}
                for one in self.scenarios
            ],
            "cases": [
                {"name": one.case.name, "place": one.case.place, "problems": list(one.problems)}
                for one in self.cases
            ],
            "flows": {"all": len(self.flows), "missing": list(self.missing_flows)},
            "rules": {"all": self.rules, "missing": list(self.missing_rules)},
        }


def make_playable(folder: Folder) -> Playable:
    """Compile a folder without storing it. Raises DefinitionRefused."""
    version = DefinitionVersion(
        definition_id=folder.key, sha256=folder.sha256, files=folder.files, manifest=folder.manifest
    )
    definition = compile_definition(definitions.read_bundle(version))
    return Playable(definition, folder.manifest, list_boundaries(folder))


def list_boundaries(folder: Folder) -> frozenset[str]:
    nodes = (node for process in folder.model.processes.values() for node in process.nodes.values())
    return frozenset(node.id for node in nodes if node.kind is NodeKind.BOUNDARY_EVENT)


def run_scenario(playable: Playable, scenario: Scenario) -> ScenarioResult:
    """Play one scenario; whatever stops it is one of its problems, with its place."""
    play = Play(playable, scenario)
    problems: list[str] = []
    place = scenario.place
    try:
        play.begin()
        for step in scenario.steps:
            place = step.place
            if step.kind is StepKind.EXPECT:
                problems += [f"{place}: {told}" for told in judge(step.value, play)]
            else:
                play.do(step)
        problems += [f"{scenario.place}: {told}" for told in judge(scenario.expect, play)]
    except WorkflowError as error:
        problems.append(f"{place}: {error}")
    return ScenarioResult(scenario, tuple(problems), *read_coverage(play))


def read_coverage(play: Play) -> tuple[frozenset[str], frozenset[str]]:
    """Flows taken, and ids of rules fired."""
    flows = {event.node_id for _, event in play.events if event.kind is EventKind.FLOW_TAKEN}
    rules = {
        rule
        for _, event in play.events
        if event.kind is EventKind.DECISION_MADE
        for rule in event.data.get("rules", ())
    }
    return frozenset(flows), frozenset(rules)


def run_process(key: str, library: Library | None = None) -> ProcessReport:
    """Everything about one process. Raises SourceRefused, DefinitionRefused, DmnError when it cannot be read."""
    shelf = library or Library()
    return run_folder(shelf.read(key), shelf.read_trials(key))


def run_folder(folder: Folder, trials: Mapping[str, str]) -> ProcessReport:
    """As `run_process`, of files that need not lie on disk; `trials` are the scenarios and the cases of decisions."""
    playable = make_playable(folder)
    scenarios = [run_scenario(playable, scenario) for scenario in list_scenarios(folder.key, trials)]
    reports = run_decisions(folder, trials)
    flows = frozenset(flow for process in folder.model.processes.values() for flow in process.flows)
    return ProcessReport(
        key=folder.key,
        scenarios=tuple(scenarios),
        cases=tuple(result for report in reports.values() for result in report.results),
        flows=flows,
        missing_flows=tuple(sorted(flows - taken(one.flows for one in scenarios))),
        rules=sum(report.rules for report in reports.values()),
        missing_rules=tuple(list_missing_rules(reports, taken(one.rules for one in scenarios))),
    )


def list_scenarios(key: str, trials: Mapping[str, str]) -> Iterator[Scenario]:
    """The scenarios among the trials of a process. Raises SourceRefused with file, line and key."""
    for path, text in sorted(trials.items()):
        if path.startswith("scenarios/"):
            yield from read_scenarios_text(text, file=f"processes/{key}/{path}")


def run_decisions(folder: Folder, trials: Mapping[str, str]) -> Mapping[str, CasesReport]:
    """The cases of each decision model; a model without cases has none, and its rules are uncovered."""
    host = environment(manifest=folder.manifest)
    found: dict[str, CasesReport] = {}
    for path, model in sorted(folder.own_models.items()):
        if not path.endswith(".dmn"):
            continue
        cases = path.removesuffix(".dmn") + ".cases.yaml"
        file = f"processes/{folder.key}/{cases}"
        known = read_cases(trials[cases], file=file) if cases in trials else ()
        found[PurePosixPath(path).stem] = run_cases(read(model), known, host)
    return found


def list_missing_rules(reports: Mapping[str, CasesReport], fired: frozenset[str]) -> Iterable[str]:
    for stem, report in reports.items():
        for rule in report.uncovered:
            if rule.rule_id not in fired:
                yield describe_rule(stem, rule)


def describe_rule(stem: str, rule: UncoveredRule) -> str:
    return f"{stem}.dmn: rule {rule.index} ({rule.rule_id})"


def taken(parts: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset[str]().union(*parts)


__all__ = ["ProcessReport", "ScenarioResult", "make_playable", "run_folder", "run_process", "run_scenario"]
