"""Scenario files: a sentence, a day, the steps, and what must be true at the end.

    - name: A reader who is no member is refused
      on: 2026-05-12
      data: {book: Tintin}
      operations: {library.hand_out: {shelf: A3}, library.remind: {error: NO_ADDRESS}}
      steps:
        - complete: check_reader
          with: {is_member: false}
        - advance: P31D
      expect: {ends_at: refused, data: {loan_days: 0}, calls: [], service_levels: {hand_out: met}}

`workflows/schema/scenarios.schema.json` is the format; unknown keys are refused with file and line.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from enum import StrEnum
from pathlib import Path
from typing import Any

from workflows.clock import BRUSSELS
from workflows.yaml_source import Key, Problem, Source, SourceRefused, read_file, read_text

OPENING = time(9)
"""A day without an hour begins at nine in Brussels."""


class StepKind(StrEnum):
    COMPLETE = "complete"
    ADVANCE = "advance"
    ADVANCE_TO = "advance_to"
    MESSAGE = "message"
    SIGNAL = "signal"
    EXPECT = "expect"


PARTNERS: Mapping[StepKind, frozenset[str]] = {
    StepKind.COMPLETE: frozenset({"with"}),
    StepKind.ADVANCE: frozenset(),
    StepKind.ADVANCE_TO: frozenset(),
    StepKind.MESSAGE: frozenset({"with", "correlation"}),
    StepKind.SIGNAL: frozenset({"with"}),
    StepKind.EXPECT: frozenset(),
}


@dataclass(frozen=True)
class Step:
    """One thing done; `value` is the task, span, instant, message or signal, or the expectation."""

    kind: StepKind
    value: Any
    data: Mapping[str, Any]
    correlation: str
    place: str


@dataclass(frozen=True)
class Scenario:
    name: str
    place: str
    begins: datetime
    start: str | None
    data: Mapping[str, Any]
    operations: Mapping[str, Any]
    steps: tuple[Step, ...]
    expect: Mapping[str, Any] = field(default_factory=dict)


def read_scenarios(path: Path, *, file: str | None = None) -> tuple[Scenario, ...]:
    """The scenarios of a file. Raises SourceRefused with file, line and key."""
    return build_scenarios(read_file(path, file=file))


def read_scenarios_text(text: str, *, file: str = "scenarios.yaml") -> tuple[Scenario, ...]:
    return build_scenarios(read_text(text, file=file))


def build_scenarios(source: Source) -> tuple[Scenario, ...]:
    source.check("scenarios")
    problems = list(find_problems(source))
    if problems:
        raise SourceRefused(problems)
    return tuple(build_scenario(source, index, item) for index, item in enumerate(source.data))


def find_problems(source: Source) -> Iterator[Problem]:
    names: set[str] = set()
    for index, item in enumerate(source.data):
        if item["name"] in names:
            yield source.problem((index, "name"), "another scenario has this name")
        names.add(item["name"])
        for number, step in enumerate(item.get("steps", [])):
            yield from find_step_problems(source, (index, "steps", number), step)


def find_step_problems(source: Source, key: Key, step: Mapping[str, Any]) -> Iterator[Problem]:
    kinds = [kind for kind in StepKind if kind in step]
    if len(kinds) != 1:
        yield source.problem(key, f"a step is one of {', '.join(StepKind)}")
        return
    for name in step.keys() - {kinds[0].value} - PARTNERS[kinds[0]]:
        yield source.problem((*key, name), f"does not belong to the step {kinds[0].value}")


def build_scenario(source: Source, index: int, item: Mapping[str, Any]) -> Scenario:
    steps = enumerate(item.get("steps", []))
    return Scenario(
        name=item["name"],
        place=f"{source.file}:{source.line((index,))}",
        begins=read_moment(item["on"]),
        start=item.get("start"),
        data=item.get("data", {}),
        operations=item.get("operations", {}),
        steps=tuple(build_step(source, (index, "steps", number), step) for number, step in steps),
        expect=item["expect"],
    )


def build_step(source: Source, key: Key, step: Mapping[str, Any]) -> Step:
    kind = next(kind for kind in StepKind if kind in step)
    value = read_moment(step[kind]) if kind is StepKind.ADVANCE_TO else step[kind]
    correlation = str(step.get("correlation", ""))
    return Step(kind, value, step.get("with", {}), correlation, f"{source.file}:{source.line(key)}")


def read_moment(value: date | str) -> datetime:
    """A day is its opening at nine; an instant without zone is in Brussels."""
    if isinstance(value, str):
        text = value.replace(" ", "T")
        value = datetime.fromisoformat(text) if len(text) > 10 else date.fromisoformat(text)
    if not isinstance(value, datetime):
        value = datetime.combine(value, OPENING)
    return (value if value.tzinfo else value.replace(tzinfo=BRUSSELS)).astimezone(UTC)
