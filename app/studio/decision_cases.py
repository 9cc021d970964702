"""The cases of a draft's decision: played on each change, and a tried input kept as a further one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from io import StringIO
from typing import Any

from django.utils.translation import gettext as _
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from app.studio.decision_models import find_host
from app.studio.errors import FileRefused
from app.studio.ladder_editing import open_yaml
from workflows.dmn.cases import CasesReport, DecisionCase, read_cases, run_cases
from workflows.dmn.definitions import Definitions
from workflows.dmn.plain import read_plain, write_plain
from workflows.errors import WorkflowError
from workflows.yaml_source import SourceRefused


@dataclass(frozen=True)
class CaseLine:
    """One case as it stands now; `number` counts from 1, `problems` is empty when it holds."""

    number: int
    name: str
    problems: tuple[str, ...]


@dataclass(frozen=True)
class Played:
    """All cases; `refused` says why none could be played, `uncovered` are the ids of rules no case makes speak."""

    lines: tuple[CaseLine, ...] = ()
    refused: str = ""
    uncovered: frozenset[str] = frozenset()

    @property
    def failing(self) -> list[CaseLine]:
        return [one for one in self.lines if one.problems]


def find_path(path: str) -> str:
    """Where the cases of `decisions/x.dmn` stand."""
    return path.removesuffix(".dmn") + ".cases.yaml"


def list_cases(files: Mapping[str, str], path: str) -> tuple[DecisionCase, ...]:
    """Raises FileRefused for a file of cases that is none."""
    text = files.get(find_path(path), "")
    if not text.strip():
        return ()
    try:
        return read_cases(text, file=find_path(path))
    except (SourceRefused, WorkflowError) as refused:
        raise FileRefused(str(refused)) from refused


def play(files: Mapping[str, str], path: str, model: Definitions) -> Played:
    """Every case on the model as it stands, as publishing plays them. What is wrong is told, not raised."""
    try:
        cases = list_cases(files, path)
        report = run_cases(model, cases, find_host(files))
    except FileRefused as refused:
        return Played(refused=str(refused))
    except (WorkflowError, RecursionError, ArithmeticError, ValueError) as error:
        return Played(refused=str(error)[:500])
    return tell(report)


def tell(report: CasesReport) -> Played:
    lines = tuple(
        CaseLine(number, one.case.name, tuple(one.problems)) for number, one in enumerate(report.results, 1)
    )
    return Played(lines, uncovered=frozenset(one.rule_id for one in report.uncovered))


def write_inputs(case: DecisionCase) -> dict[str, Any]:
    """The inputs of a case as plain data, by their names with single spaces."""
    return {
        " ".join(name.split()): write_plain(read_plain(value, None)) for name, value in case.inputs.items()
    }


def append_case(
    text: str,
    name: str,
    inputs: Mapping[str, Any],
    *,
    value: Any = None,
    refusal: str = "",
    rules: tuple[str, ...] = (),
    decision: str = "",
    now: datetime | None = None,
) -> str:
    """The file with one case more at its end; what stands in it keeps every byte. Raises FileRefused without a name."""
    if not name.strip():
        raise FileRefused(_("Say in a sentence what the case shows."))
    case = CommentedMap(name=" ".join(name.split())[:300])
    if decision:
        case["decision"] = decision
    case["inputs"] = flow({key: write_plain(read_plain(one, None)) for key, one in inputs.items()})
    if refusal:
        case["refused"] = refusal
    else:
        case["outputs"] = flow(write_plain(value))
        if rules:
            case["rule"] = flow(list(rules) if len(rules) > 1 else rules[0])
    if now is not None:
        case["now"] = now.isoformat()
    return join(text, case)


def join(text: str, case: CommentedMap) -> str:
    out = StringIO()
    yaml = open_yaml()
    yaml.indent(mapping=2, sequence=2, offset=0)
    yaml.dump([case], out)
    before = text if not text or text.endswith("\n") else f"{text}\n"
    return before + out.getvalue()


def flow(value: Any) -> Any:
    """Plain data to be written on one line, as cases are."""
    if isinstance(value, Mapping):
        found = CommentedMap({str(key): flow(one) for key, one in value.items()})
        found.fa.set_flow_style()
        return found
    if isinstance(value, list):
        items = CommentedSeq([flow(one) for one in value])
        items.fa.set_flow_style()
        return items
    return value
