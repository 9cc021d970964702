"""What a decision answered and why: rules that fired, with the inputs and the cells that matched."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from workflows.feel.values import Value


@dataclass(frozen=True, slots=True)
class MatchedEntry:
    """One cell of a rule that fired: the column, the value it was held against, the cell's text."""

    column: str
    value: Value
    entry: str


@dataclass(frozen=True, slots=True)
class FiredRule:
    """A rule that matched; `index` counts from 1, as people count rows."""

    index: int
    rule_id: str
    matched: tuple[MatchedEntry, ...]
    outputs: dict[str, Value]
    annotations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TableTrace:
    """One evaluation of one decision table (of the decision itself or of a function it called)."""

    table_id: str
    place: str
    hit_policy: str
    inputs: dict[str, Value]
    fired: tuple[FiredRule, ...]
    defaulted: bool
    value: Value


@dataclass(frozen=True, slots=True)
class DecisionTrace:
    """One decision with what it was given, what it answered and the tables it asked."""

    decision_id: str
    name: str
    inputs: dict[str, Value]
    outputs: Value
    tables: tuple[TableTrace, ...] = ()
    model: str = ""

    @property
    def rule_ids(self) -> tuple[str, ...]:
        return tuple(rule.rule_id for rule in self._fired())

    @property
    def rule_indexes(self) -> tuple[int, ...]:
        return tuple(rule.index for rule in self._fired())

    def _fired(self) -> Iterator[FiredRule]:
        for table in self.tables:
            yield from table.fired


@dataclass(frozen=True, slots=True)
class DecisionResult:
    """`value` of the decision asked for; `decisions` in the order they were taken, required ones first."""

    value: Value
    decisions: tuple[DecisionTrace, ...] = ()
    warnings: tuple[str, ...] = field(default=())

    @property
    def rule_ids(self) -> tuple[str, ...]:
        return tuple(rule_id for decision in self.decisions for rule_id in decision.rule_ids)
