"""Running the DMN Technology Compatibility Kit: `python -m workflows.dmn.tck DIR [--json]`.

Numbers must be equal; where the kit writes eight or more decimals it rounded, and a difference of 1e-8 passes.
Cases that need an external Java function are counted apart: those functions are refused here by design.
"""

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path

from workflows.dmn.definitions import Definitions
from workflows.dmn.reading import read
from workflows.dmn.tck_cases import Expected, KitCase, KitFile, read_kit_file
from workflows.dmn.tree import read_tree
from workflows.errors import WorkflowError
from workflows.feel import Environment
from workflows.feel.comparison import equals
from workflows.feel.temporal import is_aware
from workflows.feel.values import Time, Value, WideDateTime

_TOLERANCE = Decimal("0.00000001")
_ROUNDED_FROM = -8
_LEVEL = re.compile(r"compliance[- ]level[- ](\d)", re.IGNORECASE)


class Verdict(StrEnum):
    """What became of a case."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_SUPPORTED = "not supported"


@dataclass(frozen=True)
class Outcome:
    """One case with its verdict; `reason` says why it failed."""

    file: Path
    case: str
    level: str
    verdict: Verdict
    reason: str = ""


def run_directory(directory: Path) -> list[Outcome]:
    """Run all test files below a directory (or one file's folder)."""
    outcomes: list[Outcome] = []
    for path in sorted(directory.rglob("*.xml")):
        outcomes.extend(run_file(path))
    return outcomes


def run_file(path: Path) -> list[Outcome]:
    """Run one test file; a file or model that cannot be read is one failure for each case."""
    try:
        kit = read_kit_file(path)
    except WorkflowError as error:
        return [Outcome(path, "*", find_level(path, ()), Verdict.FAILED, str(error))]
    return list(_run_cases(kit)) if kit else []


def find_level(path: Path, labels: tuple[str, ...]) -> str:
    """The compliance level, of the folder or of a label; '?' when neither says."""
    return next((match[1] for text in (str(path), *labels) if (match := _LEVEL.search(text))), "?")


def _run_cases(kit: KitFile) -> Iterator[Outcome]:
    level = find_level(kit.path, kit.labels)
    try:
        model = read_model(kit.path.parent, kit.model)
    except (WorkflowError, OSError) as error:
        yield from (
            Outcome(kit.path, case.id, level, Verdict.FAILED, f"model: {error}") for case in kit.cases
        )
        return
    for case in kit.cases:
        verdict, reason = _run_case(model, case)
        yield Outcome(kit.path, case.id, level, verdict, reason)


def read_model(folder: Path, name: str) -> Definitions:
    """The model under test; the other models of its folder are found by namespace."""
    models = {path.name: path.read_bytes() for path in sorted(folder.glob("*.dmn"))}
    by_namespace = {read_tree(xml)[0].get("namespace"): xml for xml in models.values()}
    wanted = models.get(name) or (next(iter(models.values())) if len(models) == 1 else None)
    if wanted is None:
        raise FileNotFoundError(f"{name} is not in {folder.name}")
    return read(wanted, imports=by_namespace, tolerant=True)


def _run_case(model: Definitions, case: KitCase) -> tuple[Verdict, str]:
    try:
        if any(_is_external(model, case, expected) for expected in case.expected):
            return Verdict.NOT_SUPPORTED, "external Java function"
        reason = "; ".join(_list_problems(model, case))
    except (WorkflowError, ArithmeticError, TypeError, ValueError, LookupError, RecursionError) as error:
        return Verdict.FAILED, f"{type(error).__name__}: {error}"
    return (Verdict.FAILED, reason) if reason else (Verdict.PASSED, "")


def _is_external(model: Definitions, case: KitCase, expected: Expected) -> bool:
    if not model.external or case.service:
        return False
    open_ids, seen = [model.find_decision(expected.decision).id], set[str]()
    while open_ids:
        identifier = open_ids.pop()
        seen.add(identifier)
        element = model.decisions.get(identifier) or model.knowledge.get(identifier)
        refs = (*getattr(element, "decisions", ()), *getattr(element, "knowledge", ()))
        open_ids.extend(ref.id for ref in refs if ref.id not in seen)
    return bool(seen & model.external)


def _list_problems(model: Definitions, case: KitCase) -> Iterator[str]:
    for expected, (actual, warnings) in _answer(model, case):
        if not is_same(expected.value, actual):
            shown = f"{expected.decision}: expected {expected.value!r}, got {actual!r}"
            yield f"{shown} ({'; '.join(warnings[:3])})" if warnings else shown


def _answer(model: Definitions, case: KitCase) -> Iterator[tuple[Expected, tuple[Value, tuple[str, ...]]]]:
    environment = Environment(now=datetime.now(UTC))
    if not case.service:
        for expected in case.expected:
            result = model.decide(expected.decision, case.inputs, environment)
            yield expected, (result.value, result.warnings)
        return
    result = model.invoke(case.service, case.inputs, environment)
    for expected in case.expected:
        is_part = isinstance(result.value, dict) and (
            len(case.expected) > 1 or expected.decision in result.value
        )
        value = result.value.get(expected.decision) if is_part else result.value
        yield expected, (value, result.warnings)


def is_same(expected: Value, actual: Value) -> bool:
    """Whether the value is the one the kit expects."""
    if isinstance(expected, Decimal) and isinstance(actual, Decimal):
        return _is_same_number(expected, actual)
    if isinstance(expected, list) and isinstance(actual, list):
        return len(expected) == len(actual) and all(map(is_same, expected, actual))
    if isinstance(expected, dict) and isinstance(actual, dict):
        return expected.keys() == actual.keys() and all(is_same(expected[k], actual[k]) for k in expected)
    same = equals(expected, actual) is True
    return same and _has_offset(expected) == _has_offset(actual)


def _is_same_number(expected: Decimal, actual: Decimal) -> bool:
    exponent = expected.as_tuple().exponent
    is_rounded = isinstance(exponent, int) and exponent <= _ROUNDED_FROM
    return expected == actual or (is_rounded and abs(expected - actual) <= _TOLERANCE)


def _has_offset(value: Value) -> bool:
    return is_aware(value) if isinstance(value, datetime | WideDateTime | Time) else False


def summarise(outcomes: list[Outcome]) -> dict[str, object]:
    """Counts overall and by level, and the failures."""
    levels = sorted({outcome.level for outcome in outcomes})
    return {
        **_count(outcomes),
        "levels": {level: _count([one for one in outcomes if one.level == level]) for level in levels},
        "failures": [
            {"file": one.file.name, "case": one.case, "level": one.level, "reason": one.reason}
            for one in outcomes
            if one.verdict is Verdict.FAILED
        ],
    }


def _count(outcomes: list[Outcome]) -> dict[str, int]:
    """`total` counts what should pass: everything but what is not supported."""
    counts = Counter(outcome.verdict for outcome in outcomes)
    return {
        "passed": counts[Verdict.PASSED],
        "total": counts[Verdict.PASSED] + counts[Verdict.FAILED],
        "failed": counts[Verdict.FAILED],
        "not_supported": counts[Verdict.NOT_SUPPORTED],
    }


def main(arguments: list[str] | None = None) -> int:
    """Print the counts and the failures; 1 when there are failures or no cases at all."""
    parser = argparse.ArgumentParser(prog="python -m workflows.dmn.tck", description=__doc__)
    parser.add_argument("directory", type=Path, help="folder with the kit or a part of it")
    parser.add_argument("--json", action="store_true", help="the summary as JSON")
    options = parser.parse_args(arguments)
    if not options.directory.is_dir():
        parser.error(f"{options.directory} is not a folder")
    outcomes = run_directory(options.directory)
    summary = summarise(outcomes)
    sys.stdout.write(json.dumps(summary, indent=2) + "\n" if options.json else _render(outcomes))
    return 0 if outcomes and not summary["failed"] else 1


def _render(outcomes: list[Outcome]) -> str:
    lines = [
        f"FAILED {one.file.parent.name} {one.case}: {one.reason}"
        for one in outcomes
        if one.verdict is Verdict.FAILED
    ]
    for level in sorted({outcome.level for outcome in outcomes}):
        lines.append(_render_count(f"level {level}", [one for one in outcomes if one.level == level]))
    lines.append(_render_count("all", outcomes))
    return "\n".join(lines) + "\n"


def _render_count(title: str, outcomes: list[Outcome]) -> str:
    count = _count(outcomes)
    apart = f", {count['not_supported']} not supported" if count["not_supported"] else ""
    return f"{title}: {count['passed']}/{count['total']} passed{apart}"


if __name__ == "__main__":
    sys.exit(main())
