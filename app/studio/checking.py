"""What does not hold in a draft: the linter's findings, files that cannot be read, scenarios that end elsewhere.

The names a process may use are gathered from all processes and kept until one of them changes; the draft's own are laid
over them, so that a check answers while somebody types.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from app.studio.letter_checks import check_letters
from workflows.catalogue import check_forms, lint_folder
from workflows.engine import DefinitionRefused
from workflows.errors import WorkflowError
from workflows.known_names import gather_names, load_guards
from workflows.lint import Finding, Severity
from workflows.process_folders import Folder, check_nodes
from workflows.shelves import Shelf, open_shelf
from workflows.testing.reports import ProcessReport, run_folder
from workflows.xml import XmlRefused
from workflows.yaml_source import Problem, SourceRefused


@dataclass(frozen=True)
class Check:
    """All that was found. `problems`: files that cannot be read as what they should be; `report`: of the scenarios,
    where they were played."""

    findings: tuple[Finding, ...] = ()
    problems: tuple[Problem, ...] = ()
    report: ProcessReport | None = None

    @property
    def errors(self) -> list[Finding]:
        return [one for one in self.findings if one.severity is Severity.ERROR]

    @property
    def warnings(self) -> list[Finding]:
        return [one for one in self.findings if one.severity is not Severity.ERROR]

    @property
    def count_blocking(self) -> int:
        return len(self.errors) + len(self.problems) + len(self.report.problems if self.report else ())

    @property
    def may_publish(self) -> bool:
        """No error, and every scenario held; what no scenario takes is told and does not block."""
        return self.report is not None and self.count_blocking == 0


def check_draft(process: str, files: Mapping[str, str], *, scenarios: bool = False) -> Check:
    """Look at a process as its draft has it, over all others as they are. What is wrong in it is told, not raised."""
    shelf = open_shelf({process: files})
    try:
        folder = shelf.read(process)
        problems = (*list_problems(check_nodes, folder), *list_problems(check_forms, folder))
        findings = lint_folder(folder, gather_names(shelf), load_guards(), shelf.read_trials(process))
    except SourceRefused as refused:
        return Check(problems=refused.problems)
    except (XmlRefused, WorkflowError) as refused:
        return Check(problems=(Problem(f"processes/{process}", 1, "", str(refused)),))
    found = Check(findings, problems)
    if not scenarios or found.count_blocking:
        return found
    found = replace(found, problems=tuple(check_letters(process, files)))
    return play_scenarios(found, shelf, process)


def list_problems(check: Callable[[Folder], None], folder: Folder) -> tuple[Problem, ...]:
    """What a check refuses: it is told beside the findings, so that one fault does not hide the others."""
    try:
        check(folder)
    except SourceRefused as refused:
        return refused.problems
    return ()


def play_scenarios(found: Check, shelf: Shelf, process: str) -> Check:
    try:
        report = run_folder(shelf.read(process), shelf.read_trials(process))
    except SourceRefused as refused:
        return replace(found, problems=(*found.problems, *refused.problems))
    except (DefinitionRefused, WorkflowError) as refused:
        stopped = Problem(f"processes/{process}", 1, "", str(refused))
        return replace(found, problems=(*found.problems, stopped))
    return replace(found, report=report)
