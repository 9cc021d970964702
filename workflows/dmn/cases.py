"""Cases of a decision model: `x.cases.yaml` beside `x.dmn` says what inputs must give, and which rule.

    - name: A death is answered the same day
      decision: classify_question        # only when several decisions of the model answer
      inputs: {topic: death, received on: 2026-05-12}
      outputs: {urgency: high, days: 1}  # or one plain value, or a list
      rule: 3                            # optional: number from 1 or id, or a list of them
      now: 2026-05-12T09:00:00+02:00     # optional: what now() and today() give
    - name: An unknown topic is refused
      inputs: {topic: weather}
      refused: no rule                   # instead of outputs: `no rule`, `hit policy` or `value`

Cases are decided strictly. `workflows/schema/decision_cases.schema.json` is the format; unknown keys are refused
with file and line.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from workflows.dmn.definitions import Definitions
from workflows.dmn.elements import Decision
from workflows.dmn.errors import DmnError, HitPolicyViolated, NoRuleMatched, ValueRefused
from workflows.dmn.plain import read_inputs, read_plain, write_plain
from workflows.dmn.reading import Resolver, read
from workflows.dmn.trace import DecisionResult, DecisionTrace
from workflows.dmn.walking import list_tables
from workflows.feel import DEFAULT, Environment
from workflows.feel.errors import FeelError
from workflows.words import say
from workflows.yaml_source import Problem, SourceRefused, read_text

_REFUSALS = {"no rule": NoRuleMatched, "hit policy": HitPolicyViolated, "value": ValueRefused}


@dataclass(frozen=True, slots=True)
class DecisionCase:
    """One case; `place` is file and line, `refused` the refusal expected ('' when outputs are)."""

    name: str
    place: str
    decision: str
    inputs: Mapping[str, Any]
    outputs: Any
    rules: tuple[str, ...]
    refused: str
    now: datetime | None


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What became of a case: `problems` is empty when it passed; `fired` are (table, rule id) pairs."""

    case: DecisionCase
    problems: tuple[str, ...]
    fired: frozenset[tuple[str, str]]

    @property
    def passed(self) -> bool:
        return not self.problems


@dataclass(frozen=True, slots=True)
class UncoveredRule:
    """A rule that no case made fire."""

    table: str
    index: int
    rule_id: str


@dataclass(frozen=True, slots=True)
class CasesReport:
    """All results, and the rules left out; `passed` asks both for no failure, not for coverage."""

    results: tuple[CaseResult, ...]
    uncovered: tuple[UncoveredRule, ...]
    rules: int

    @property
    def passed(self) -> bool:
        return all(result.passed for result in self.results)


def read_cases(text: str, *, file: str) -> tuple[DecisionCase, ...]:
    """The cases of a file. Raises SourceRefused with file, line and key."""
    source = read_text(text, file=file)
    source.check("decision_cases")
    cases = []
    for number, item in enumerate(source.data):
        try:
            cases.append(_read_case(item, f"{file}:{source.line((number,))}"))
        except ValueError as error:
            raise SourceRefused([source.problem((number, "now"), str(error))]) from error
    return tuple(cases)


def _read_case(item: Mapping[str, Any], place: str) -> DecisionCase:
    rule = item.get("rule", [])
    rules = rule if isinstance(rule, list) else [rule]
    return DecisionCase(
        name=item["name"],
        place=place,
        decision=item.get("decision", ""),
        inputs=item.get("inputs", {}),
        outputs=item.get("outputs"),
        rules=tuple(str(one) for one in rules),
        refused=item.get("refused", ""),
        now=_read_now(item.get("now")),
    )


def _read_now(value: Any) -> datetime | None:
    if value is None or isinstance(value, datetime):
        found = value
    else:
        found = datetime.fromisoformat(value.isoformat() if isinstance(value, date) else value)
    if found is not None and found.tzinfo is None:
        raise ValueError("needs an offset, as in 2026-05-12T09:00:00+02:00")
    return found


def find_cases(model: Path) -> Path:
    """Where the cases of a model stand (whether or not the file is there)."""
    return model.with_suffix(".cases.yaml")


def run_file(
    model: Path, environment: Environment = DEFAULT, *, imports: Mapping[str, bytes] | Resolver | None = None
) -> CasesReport:
    """Run the cases beside a .dmn file. Raises DmnError, SourceRefused."""
    path = find_cases(model)
    if not path.is_file():
        raise SourceRefused([Problem(path.as_posix(), 1, "", say("the decision has no cases"))])
    definitions = read(model.read_bytes(), imports=imports)
    return run_cases(definitions, read_cases(read_utf8(path), file=path.as_posix()), environment)


def read_utf8(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise SourceRefused([Problem(path.as_posix(), 1, "", say("is not UTF-8 text"))]) from error


def run_cases(
    model: Definitions, cases: Iterable[DecisionCase], environment: Environment = DEFAULT
) -> CasesReport:
    """Decide every case and say which rules of the model's tables never fired."""
    results = tuple(_run_case(model, case, environment) for case in cases)
    fired = {pair for result in results for pair in result.fired}
    rules = [
        UncoveredRule(str(table.place), rule.index, rule.rule_id)
        for table in list_tables(model)
        for rule in table.rules
    ]
    uncovered = tuple(rule for rule in rules if (rule.table, rule.rule_id) not in fired)
    return CasesReport(results, uncovered, len(rules))


def _run_case(model: Definitions, case: DecisionCase, environment: Environment) -> CaseResult:
    if case.now is not None:
        environment = replace(environment, now=case.now)
    try:
        decision = choose_decision(model, case.decision)
        inputs = read_inputs(model, decision, case.inputs)
        result = model.decide(decision.id, inputs, environment, strict=True)
    except (DmnError, FeelError) as error:
        return CaseResult(case, tuple(_judge_refusal(case, error)), frozenset())
    problems = [*_judge_value(case, decision, result), *_judge_rules(case, decision, result.decisions)]
    return CaseResult(case, tuple(problems), _list_fired(result))


def choose_decision(model: Definitions, name: str) -> Decision:
    """The decision named, or the only one that no other requires. Raises DmnError."""
    if name:
        return model.find_decision(name)
    required = {
        ref.id for decision in model.decisions.values() for ref in decision.decisions if not ref.alias
    }
    tops = [decision for decision in model.decisions.values() if decision.id not in required]
    if len(tops) != 1:
        names = ", ".join(decision.name for decision in tops)
        raise DmnError(
            say(
                "the model {name} has several answers; name the decision: {names}",
                name=repr(model.name),
                names=names,
            )
        )
    return tops[0]


def _judge_refusal(case: DecisionCase, error: Exception) -> Iterable[str]:
    if case.refused and isinstance(error, _REFUSALS[case.refused]):
        return
    yield f"expected {'refusal: ' + case.refused if case.refused else write_plain_outputs(case)}, got: {error}"


def write_plain_outputs(case: DecisionCase) -> str:
    """The outputs expected, for messages."""
    return repr(write_plain(read_plain(case.outputs, None)))


def _judge_value(case: DecisionCase, decision: Decision, result: DecisionResult) -> Iterable[str]:
    if case.refused:
        yield f"expected to be refused ({case.refused}), got {write_plain(result.value)!r}"
        return
    # Compared as plain data: whoever writes a case writes dates and durations as text.
    wanted = write_plain(read_plain(case.outputs, decision.type))
    if wanted != write_plain(result.value):
        shown = f"expected {wanted!r}, got {write_plain(result.value)!r}"
        yield f"{shown} ({'; '.join(result.warnings[:3])})" if result.warnings else shown


def _judge_rules(case: DecisionCase, decision: Decision, traces: Iterable[DecisionTrace]) -> Iterable[str]:
    trace = next((trace for trace in traces if trace.decision_id == decision.id), None)
    if not case.rules or trace is None:
        return
    numbers = [str(index) for index in trace.rule_indexes]
    by_number = sorted(case.rules) == sorted(numbers)
    if not by_number and sorted(case.rules) != sorted(trace.rule_ids):
        yield f"expected rule {', '.join(case.rules)} to fire, fired: {', '.join(numbers) or 'none'}"


def _list_fired(result: DecisionResult) -> frozenset[tuple[str, str]]:
    tables = (table for decision in result.decisions for table in decision.tables)
    return frozenset((table.place, rule.rule_id) for table in tables for rule in table.fired)
