"""A pytest plugin: scenarios, decision cases and coverage of each process folder are tests of their own.

Collected are `<process>/scenarios/*.yaml`, `<process>/decisions/*.cases.yaml` and, for the coverage,
`<process>/process.yaml`; and of the tables that processes share, `decisions/*.dmn` with their cases and coverage.
Nothing of the kernel is imported before Django is ready.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest


class ProcessFailed(Exception):
    """What a scenario, a case or the coverage of a process says."""


class ProcessItem(pytest.Item):
    """A test that fails with sentences instead of a traceback."""

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        if isinstance(excinfo.value, ProcessFailed):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, 0, self.name


class ScenarioItem(ProcessItem):
    """One scenario."""

    scenario: Any
    playable: Any

    def runtest(self) -> None:
        from workflows.testing.reports import run_scenario

        refuse(run_scenario(self.playable, self.scenario).problems)


class CaseItem(ProcessItem):
    """One case of a decision."""

    result: Any

    def runtest(self) -> None:
        refuse(f"{self.result.case.place}: {problem}" for problem in self.result.problems)


class CoverageItem(ProcessItem):
    """Each sequence flow and each rule of a process is taken by a scenario or a case."""

    def runtest(self) -> None:
        from workflows.testing.reports import run_process

        report = run_process(self.path.parent.name, find_library(self.path.parent))
        self.add_report_section(
            "call",
            "coverage",
            f"{report.key}: {len(report.flows) - len(report.missing_flows)} of {len(report.flows)} flows, "
            f"{report.rules - len(report.missing_rules)} of {report.rules} rules",
        )
        refuse(
            [
                *(f"no scenario takes the flow {flow}" for flow in report.missing_flows),
                *(f"no case or scenario fires {rule}" for rule in report.missing_rules),
            ]
        )


class ScenarioFile(pytest.File):
    """`<process>/scenarios/*.yaml`."""

    def collect(self) -> Iterable[pytest.Item]:
        from workflows.testing.reports import make_playable
        from workflows.testing.scenarios import read_scenarios

        root = self.path.parent.parent
        playable = make_playable(find_library(root).read(root.name))
        for scenario in read_scenarios(self.path, file=f"processes/{root.name}/scenarios/{self.path.name}"):
            item = ScenarioItem.from_parent(self, name=scenario.name)
            item.scenario, item.playable = scenario, playable
            yield item


class CasesFile(pytest.File):
    """`<process>/decisions/*.cases.yaml`."""

    def collect(self) -> Iterable[pytest.Item]:
        from workflows.dmn.cases import run_file
        from workflows.feel_functions import environment

        root = self.path.parent.parent
        manifest = find_library(root).read_manifest(root.name)
        model = self.path.parent / self.path.name.replace(".cases.yaml", ".dmn")
        for result in run_file(model, environment(manifest=manifest)).results:
            item = CaseItem.from_parent(self, name=result.case.name)
            item.result = result
            yield item


class ManifestFile(pytest.File):
    """`<process>/process.yaml`."""

    def collect(self) -> Iterable[pytest.Item]:
        yield CoverageItem.from_parent(self, name="every flow and rule is taken")


class SharedItem(ProcessItem):
    """A shared table leaves no rule without a case, no input without a rule and no rule against its hit policy."""

    report: Any

    def runtest(self) -> None:
        refuse(self.report.weaknesses)


class SharedFile(pytest.File):
    """`decisions/*.dmn` that belongs to no process."""

    def collect(self) -> Iterable[pytest.Item]:
        from workflows.testing.shared_decisions import run_shared

        report = run_shared(self.path)
        for result in report.cases:
            item = CaseItem.from_parent(self, name=result.case.name)
            item.result = result
            yield item
        whole = SharedItem.from_parent(self, name="complete, without contradiction, each rule taken")
        whole.report = report
        yield whole


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Which files of a process folder are tests."""
    if file_path.suffix == ".dmn" and is_shared(file_path):
        return SharedFile.from_parent(parent, path=file_path)
    if file_path.suffix != ".yaml":
        return None
    if file_path.name == "process.yaml":
        return ManifestFile.from_parent(parent, path=file_path)
    if not (file_path.parent.parent / "process.yaml").is_file():
        return None
    if file_path.parent.name == "scenarios":
        return ScenarioFile.from_parent(parent, path=file_path)
    if file_path.parent.name == "decisions" and file_path.name.endswith(".cases.yaml"):
        return CasesFile.from_parent(parent, path=file_path)
    return None


def is_shared(path: Path) -> bool:
    """A table in a folder `decisions` that stands beside the processes, not in one of them."""
    processes = path.parent.parent
    return path.parent.name == "decisions" and any(processes.glob("*/process.yaml"))


def find_library(root: Path) -> Any:
    """The processes beside this one, with the forms of the project."""
    from django.conf import settings

    from workflows.process_folders import Library

    forms = root.parent.parent / "forms"
    return Library(root.parent, forms if forms.is_dir() else Path(settings.FORMS_DIR))


def refuse(problems: Iterable[str]) -> None:
    told = "\n".join(problems)
    if told:
        raise ProcessFailed(told)
