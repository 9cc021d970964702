"""The linter: every file of a process folder, every rule, one sorted list of findings."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from workflows import xml
from workflows.bpmn import Process, build_model
from workflows.dmn.tables import DecisionTable
from workflows.lint import (
    calls,
    conditions,
    confidentiality,
    drawing,
    expressions,
    form_answers,
    names,
    people,
    references,
    shadowing,
    soundness,
    structure,
    unsupported_elements,
    unsupported_events,
    waits,
)
from workflows.lint.codes import Code
from workflows.lint.decisions import check_decision_file, read_decision_ids, read_tables
from workflows.lint.expansion import MOST_NODES
from workflows.lint.findings import Finding
from workflows.lint.guard_letters import read_letter_kinds
from workflows.lint.guard_rules import Guard
from workflows.lint.guards import check_guards
from workflows.lint.registry import NOTHING_KNOWN, Registry
from workflows.lint.scenario_answers import check_scenarios, is_scenario
from workflows.lint.schema import check_file
from workflows.lint.subject import Subject, make_finding
from workflows.words import say

Rule = Callable[[Subject], Iterator[Finding]]
_TOPICS = (
    references,
    structure,
    unsupported_elements,
    unsupported_events,
    waits,
    expressions,
    conditions,
    form_answers,
    people,
    confidentiality,
    names,
    calls,
    drawing,
    shadowing,
    soundness,
)
RULES: tuple[Rule, ...] = tuple(rule for topic in _TOPICS for rule in topic.RULES)


def lint(
    files: Mapping[str, bytes],
    manifest: Mapping[str, Any] | None = None,
    registry: Registry = NOTHING_KNOWN,
    *,
    folder: str | None = None,
    guards: Iterable[Guard] = (),
) -> list[Finding]:
    """Findings about the .bpmn and .dmn files of one process, in file and line order.

    `files`: path → content; of letters (`letters/*.typ`) only what they decide is read, of `scenarios/*.yaml` what
    they answer. Without a `manifest`
    (process.yaml as data) nothing is said about what only it can declare: variables, roles, letters, messages.
    `folder` is the name the process must have. Never raises for a faulty file.
    """
    findings: list[Finding] = []
    known = Known(
        manifest,
        registry,
        folder,
        _find_decisions(files),
        read_letter_kinds(files),
        _find_tables(files, registry),
    )
    for file, data in files.items():
        if file.endswith(".bpmn"):
            findings += _check_model(file, data, known, tuple(guards))
        elif file.endswith(".dmn"):
            findings += check_decision_file(file, data)
        elif is_scenario(file) and manifest is not None and registry.answers is not None:
            findings += _check_scenarios(file, data, files, known)
    findings.sort(key=lambda finding: (finding.file, finding.line or 0, finding.code))
    return list(dict.fromkeys(findings))


def _check_scenarios(file: str, data: bytes, files: Mapping[str, bytes], known: "Known") -> Iterator[Finding]:
    """Against the drawing of the folder; one that cannot be read is told by itself."""
    for model, text in files.items():
        if model.endswith(".bpmn"):
            with suppress(xml.XmlRefused):
                drawn = build_model(xml.parse(text))
                yield from check_scenarios(file, data, drawn, known.manifest or {}, known.registry)


def _find_decisions(files: Mapping[str, bytes]) -> frozenset[str] | None:
    """Ids of the decisions in the folder; None for a lone BPMN file, whose decisions may be elsewhere."""
    found = [read_decision_ids(data) for file, data in files.items() if file.endswith(".dmn")]
    return frozenset().union(*found) if found else None


def _find_tables(files: Mapping[str, bytes], registry: Registry) -> dict[str, DecisionTable]:
    """The tables of the folder, where it is known what the forms answer."""
    if registry.answers is None:
        return {}
    found = (read_tables(data) for file, data in files.items() if file.endswith(".dmn"))
    return {name: table for tables in found for name, table in tables.items()}


@dataclass(frozen=True)
class Known:
    """What is known beside the drawing itself; see Subject."""

    manifest: Mapping[str, Any] | None
    registry: Registry
    folder: str | None
    decisions: frozenset[str] | None
    letter_kinds: Mapping[str, frozenset[str]]
    tables: Mapping[str, DecisionTable]

    @property
    def decision_ids(self) -> frozenset[str] | None:
        """With a manifest the folder is whole: it has the decisions it has."""
        return self.decisions if self.decisions is not None or self.manifest is None else frozenset()


def _check_model(file: str, data: bytes, known: Known, guards: tuple[Guard, ...]) -> Iterator[Finding]:
    try:
        root = xml.parse(data)
    except xml.XmlRefused as error:
        way_out = "save the file as plain BPMN 2.0, without DOCTYPE, entities or processing instructions"
        message = say("The file is no XML that may be used: {message}", message=error.message)
        yield make_finding(Code.XML_REFUSED, file, None, error.line, message, way_out)
        return
    found = list(check_file(file, root))
    yield from found
    if any(finding.code == Code.DUPLICATE_ID for finding in found):
        return  # which of the two is meant nobody can say; a node inside one of its own name would hold itself
    model = build_model(root)
    yield from _check_count(file, list(model.processes.values()))
    for process in model.processes.values():
        subject = Subject(
            file,
            root,
            model,
            process,
            known.manifest,
            known.folder,
            known.registry,
            known.decision_ids,
            known.letter_kinds,
            known.tables,
        )
        if is_too_large(process):
            yield _report_size(subject)
            continue
        for rule in RULES:
            yield from rule(subject)
        yield from check_guards(subject, guards)


def is_too_large(process: Process) -> bool:
    return len(process.nodes) > MOST_NODES or len(process.flows) > 2 * MOST_NODES


def _report_size(subject: Subject) -> Finding:
    message = say(
        "The process has {count} nodes and {count2} flows",
        count=len(subject.process.nodes),
        count2=len(subject.process.flows),
    )
    way_out = say(
        "keep at most {most_nodes} nodes in a process and move parts into called processes",
        most_nodes=MOST_NODES,
    )
    return subject.report(Code.PROCESS_TOO_LARGE, subject.process, message, way_out)


def _check_count(file: str, processes: list[Process]) -> Iterator[Finding]:
    if not processes:
        yield make_finding(
            Code.NO_PROCESS, file, None, 1, "The file has no process", "draw one, or remove the file"
        )
    elif len(processes) > 1:
        extra = processes[1]
        message = say("The file has {count} processes", count=len(processes))
        yield make_finding(
            Code.SEVERAL_PROCESSES, file, extra.id, extra.line, message, "write one file a process"
        )
