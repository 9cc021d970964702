"""Decision tables: which rules match, what the hit policy makes of them, and the trace of both."""

from collections.abc import Sequence
from dataclasses import dataclass

from workflows.dmn.aggregations import aggregate
from workflows.dmn.boxed import Boxed, Literal
from workflows.dmn.errors import HitPolicyViolated, NoRuleMatched, ValueRefused
from workflows.dmn.frames import Frame
from workflows.dmn.hit_policies import Aggregation, Conflict, Hit, HitPolicy, select_hits
from workflows.dmn.places import Place
from workflows.dmn.trace import FiredRule, MatchedEntry, TableTrace
from workflows.dmn.types import ANY, DmnType
from workflows.feel import UnaryTests
from workflows.feel.values import Value


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class InputColumn:
    """What is asked (`expression`) and what may come (`allowed`, None: anything)."""

    label: str
    expression: Boxed
    allowed: UnaryTests | None = None
    allowed_text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class OutputColumn:
    """`order` lists the output values from the highest priority down; `default` speaks when no rule does."""

    name: str
    type: DmnType = ANY
    allowed: UnaryTests | None = None
    order: tuple[Value, ...] = ()
    default: Boxed | None = None
    allowed_text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rule:
    """A row: one test an input column (None: anything goes), one expression an output column.

    A broken one has a cell that is no FEEL, in a model read tolerantly: it never matches.
    """

    index: int
    rule_id: str
    tests: tuple[UnaryTests | None, ...]
    outputs: tuple[Boxed, ...]
    place: Place
    annotations: tuple[str, ...] = ()
    is_broken: bool = False

    @property
    def output_texts(self) -> tuple[str, ...]:
        return tuple(cell.expression.text if isinstance(cell, Literal) else "" for cell in self.outputs)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DecisionTable(Boxed):
    """A decision table; its value is one output, one context of outputs, or a list of those."""

    table_id: str
    inputs: tuple[InputColumn, ...]
    outputs: tuple[OutputColumn, ...]
    rules: tuple[Rule, ...]
    hit_policy: HitPolicy = HitPolicy.UNIQUE
    aggregation: Aggregation | None = None

    def compute(self, frame: Frame) -> Value:
        inputs = self._read_inputs(frame)
        if inputs is None:
            return None
        matching = [rule for rule in self.rules if self._matches(rule, inputs, frame)]
        hits = [self._hit(rule, frame) for rule in matching]
        value = self._answer(hits, frame, inputs)
        self._record(frame, inputs, hits, value)
        return value

    def _read_inputs(self, frame: Frame) -> tuple[Value, ...] | None:
        """The value of each column; None when one is not allowed (strict: raises ValueRefused)."""
        values = tuple(column.expression.evaluate(frame) for column in self.inputs)
        for column, value in zip(self.inputs, values, strict=True):
            if value is None or column.allowed is None:
                continue
            if not all(frame.test(column.allowed, item) for item in _items(value)):
                message = f"the input {column.label!r} is {value!r}, allowed are {column.allowed_text}"
                self._refuse(frame, ValueRefused, message)
                return None
        return values

    def _matches(self, rule: Rule, inputs: Sequence[Value], frame: Frame) -> bool:
        if rule.is_broken:
            return False
        cells = zip(rule.tests, inputs, strict=True)
        return all(tests is None or frame.test(tests, value) for tests, value in cells)

    def _hit(self, rule: Rule, frame: Frame) -> Hit:
        pairs = zip(self.outputs, rule.outputs, strict=True)
        outputs = tuple(self._read_output(column, cell, frame) for column, cell in pairs)
        ranks = zip(self.outputs, outputs, strict=True)
        return Hit(
            rule.index, outputs, tuple(_rank(column, value) for column, value in ranks if column.order)
        )

    def _read_output(self, column: OutputColumn, cell: Boxed, frame: Frame) -> Value:
        value = frame.convert(cell.evaluate(frame), column.type, cell.place)
        if value is None or column.allowed is None:
            return value
        if all(frame.test(column.allowed, item) for item in _items(value)):
            return value
        message = f"the output {value!r} at {cell.place} is not among {column.allowed_text}"
        self._refuse(frame, ValueRefused, message)
        return None

    def _answer(self, hits: Sequence[Hit], frame: Frame, inputs: Sequence[Value]) -> Value:
        try:
            chosen = select_hits(self.hit_policy, hits)
        except Conflict as conflict:
            self._refuse(frame, HitPolicyViolated, str(conflict))
            return None
        if not chosen:
            return self._default(frame, inputs)
        if self.hit_policy.is_single:
            return self._shape(chosen[0].outputs)
        if self.aggregation is not None:
            return self._aggregate(self.aggregation, chosen, frame)
        return [self._shape(hit.outputs) for hit in chosen]

    def _shape(self, outputs: Sequence[Value]) -> Value:
        """One output alone, several as a context."""
        if len(self.outputs) == 1:
            return outputs[0]
        return {column.name: value for column, value in zip(self.outputs, outputs, strict=True)}

    def _aggregate(self, aggregation: Aggregation, chosen: Sequence[Hit], frame: Frame) -> Value:
        columns = zip(*(hit.outputs for hit in chosen), strict=True)
        values = []
        for column, outputs in zip(self.outputs, columns, strict=True):
            value, problem = aggregate(aggregation, outputs)
            if problem:
                frame.warn(self.place, f"{problem} in output {column.name or 'column'}")
            values.append(value)
        return values[0] if aggregation is Aggregation.COUNT else self._shape(values)

    def _default(self, frame: Frame, inputs: Sequence[Value]) -> Value:
        if any(column.default is not None for column in self.outputs):
            defaults = [column.default.evaluate(frame) if column.default else None for column in self.outputs]
            return self._shape(defaults)
        if self.hit_policy is HitPolicy.COLLECT and self.aggregation in (None, Aggregation.COUNT):
            return _collect_nothing(self.aggregation)
        asked = ", ".join(f"{c.label} = {v!r}" for c, v in zip(self.inputs, inputs, strict=True))
        self._refuse(frame, NoRuleMatched, f"no rule matches {asked or 'without inputs'}")
        return None

    def _refuse(
        self,
        frame: Frame,
        error: type[NoRuleMatched | HitPolicyViolated | ValueRefused],
        message: str,
    ) -> None:
        if frame.run.strict:
            raise error(message, decision=frame.decision, inputs=frame.inputs, place=str(self.place))
        frame.warn(self.place, message)

    def _record(self, frame: Frame, inputs: Sequence[Value], hits: Sequence[Hit], value: Value) -> None:
        asked = {column.label: value for column, value in zip(self.inputs, inputs, strict=True)}
        speaking = _speaking(self.hit_policy, hits)
        frame.run.tables[-1].append(
            TableTrace(
                table_id=self.table_id,
                place=str(self.place),
                hit_policy=self.hit_policy.value,
                inputs=asked,
                fired=tuple(self._explain(hit, inputs) for hit in speaking),
                defaulted=not hits,
                value=value,
            )
        )

    def _explain(self, hit: Hit, inputs: Sequence[Value]) -> FiredRule:
        rule = self.rules[hit.index - 1]
        matched = tuple(
            MatchedEntry(column.label, value, tests.text)
            for column, value, tests in zip(self.inputs, inputs, rule.tests, strict=True)
            if tests is not None
        )
        outputs = {column.name: value for column, value in zip(self.outputs, hit.outputs, strict=True)}
        return FiredRule(rule.index, rule.rule_id, matched, outputs, rule.annotations)


def _speaking(policy: HitPolicy, hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """The hits to show: those the policy chose, or all of them where they contradict each other."""
    try:
        return tuple(hits) if policy is HitPolicy.ANY else select_hits(policy, hits)
    except Conflict:
        return tuple(hits)


def _items(value: Value) -> list[Value]:
    return value if isinstance(value, list) else [value]


def _rank(column: OutputColumn, value: Value) -> int:
    return column.order.index(value) if value in column.order else len(column.order)


def _collect_nothing(aggregation: Aggregation | None) -> Value:
    return aggregate(aggregation, ())[0] if aggregation else []
