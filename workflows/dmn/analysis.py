"""Gaps and overlaps of a decision table, found by cutting each column into cells (see `cells`).

Overlaps are found pair by pair. Gaps need combinations of cells: the search is bounded, and `complete` says
whether it came to its end. Null inputs are not looked at.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from workflows.dmn.cells import ANYTHING, Cell, cut_column, show
from workflows.dmn.constants import ColumnUnreadable
from workflows.dmn.hit_policies import Aggregation, HitPolicy
from workflows.dmn.tables import DecisionTable, Rule
from workflows.feel.errors import FeelError
from workflows.feel.values import Value

_MAX_STEPS = 100_000
_MAX_GAPS = 50


@dataclass(frozen=True, slots=True)
class Gap:
    """Inputs for which no rule matches: the cell of each column ('anything' where it does not matter).

    `tests` are the cells of a rule that would match exactly these, in the order of the columns.
    """

    conditions: dict[str, str]
    example: dict[str, Value]
    tests: tuple[str, ...] = ()

    def __str__(self) -> str:
        asked = ", ".join(f"{label}: {text}" for label, text in self.conditions.items() if text != ANYTHING)
        return f"no rule for {asked or 'any input'} (for example {_show(self.example)})"


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two rules (numbers from 1) that match the same input; `contradicts` says that the hit policy forbids it."""

    rules: tuple[int, int]
    rule_ids: tuple[str, str]
    example: dict[str, Value]
    contradicts: bool

    def __str__(self) -> str:
        return f"rules {self.rules[0]} and {self.rules[1]} both match, for example {_show(self.example)}"


def _show(example: dict[str, Value]) -> str:
    """The values that matter; a column in which anything goes has none."""
    return ", ".join(f"{label} = {show(value)}" for label, value in example.items() if value is not None)


@dataclass(frozen=True, slots=True)
class Analysis:
    """`notes` say what was left out, and why, when the analysis is not `complete`.

    `masked` are the numbers of the rules that never speak, because under FIRST those above them always do.
    """

    gaps: tuple[Gap, ...]
    overlaps: tuple[Overlap, ...]
    complete: bool = True
    notes: tuple[str, ...] = ()
    masked: tuple[int, ...] = ()

    @property
    def contradictions(self) -> tuple[Overlap, ...]:
        return tuple(overlap for overlap in self.overlaps if overlap.contradicts)


def analyse(table: DecisionTable, *, max_steps: int = _MAX_STEPS) -> Analysis:
    """Gaps and overlaps. A table with a column that cannot be read is given up, with a note naming it."""
    columns, notes = _cut_columns(table)
    if notes:
        return Analysis((), (), complete=False, notes=notes)
    labels = name_columns(table)
    overlaps = tuple(_find_overlaps(table, columns, labels))
    search = _GapSearch(columns, labels, max_steps)
    gaps = () if _answers_always(table) else tuple(search.find(len(table.rules)))
    masked = tuple(_find_masked(table, columns, max_steps))
    return Analysis(gaps, overlaps, complete=not search.notes, notes=tuple(search.notes), masked=masked)


def name_columns(table: DecisionTable) -> list[str]:
    """The columns' labels, numbered where two are alike."""
    labels = [column.label for column in table.inputs]
    return [f"{name} ({n})" if labels.count(name) > 1 else name for n, name in enumerate(labels, start=1)]


def _answers_always(table: DecisionTable) -> bool:
    """A default, or a rule that asks nothing, speaks where no other does; COLLECT gives an empty list or 0."""
    counts = table.aggregation in (None, Aggregation.COUNT)
    has_default = any(column.default is not None for column in table.outputs)
    asks_nothing = (not rule.is_broken and not any(rule.tests) for rule in table.rules)
    return has_default or any(asks_nothing) or (table.hit_policy is HitPolicy.COLLECT and counts)


def _cut_columns(table: DecisionTable) -> tuple[list[tuple[Cell, ...]], tuple[str, ...]]:
    columns, notes = [], []
    for index, column in enumerate(table.inputs):
        try:
            columns.append(cut_column(table, index))
        except (ColumnUnreadable, FeelError, ArithmeticError) as error:
            notes.append(f"column {index + 1} ({column.label}) cannot be analysed: {error}")
    return columns, tuple(notes)


def _find_overlaps(
    table: DecisionTable, columns: Sequence[Sequence[Cell]], labels: Sequence[str]
) -> Iterator[Overlap]:
    for first, second in combinations(table.rules, 2):
        both = (1 << first.index - 1) | (1 << second.index - 1)
        common = [next((cell for cell in cells if cell.rules & both == both), None) for cells in columns]
        if first.is_broken or second.is_broken or None in common:
            continue
        samples = {label: cell.sample for label, cell in zip(labels, common, strict=True) if cell}
        contradicts = _contradicts(table.hit_policy, first, second)
        yield Overlap((first.index, second.index), (first.rule_id, second.rule_id), samples, contradicts)


def _contradicts(policy: HitPolicy, first: Rule, second: Rule) -> bool:
    if policy is HitPolicy.UNIQUE:
        return True
    return policy is HitPolicy.ANY and first.output_texts != second.output_texts


def _find_masked(table: DecisionTable, columns: Sequence[Sequence[Cell]], max_steps: int) -> Iterator[int]:
    """Rules of a FIRST table whose every input an earlier rule answers; what was not searched to its end is none."""
    if table.hit_policy is not HitPolicy.FIRST:
        return
    for rule in table.rules:
        own = 1 << rule.index - 1
        cells = [[cell for cell in column if cell.rules & own] for column in columns]
        if not rule.is_broken and not _Reach(cells, max_steps).is_free(0, own - 1):
            yield rule.index


class _Reach:
    """Looks for an input of one rule that no earlier rule answers."""

    def __init__(self, columns: Sequence[Sequence[Cell]], max_steps: int) -> None:
        self.columns = columns
        self.steps = max_steps

    def is_free(self, depth: int, earlier: int) -> bool:
        self.steps -= 1
        if not earlier or self.steps <= 0:
            return True
        if depth == len(self.columns):
            return False
        return any(self.is_free(depth + 1, earlier & cell.rules) for cell in self.columns[depth])


class _GapSearch:
    """Walks the columns from the left, keeping the rules still possible; none left is a gap."""

    def __init__(self, columns: Sequence[Sequence[Cell]], labels: Sequence[str], max_steps: int) -> None:
        self.columns = columns
        self.labels = labels
        self.steps = max_steps
        self.notes: list[str] = []

    def find(self, rule_count: int) -> Iterator[Gap]:
        for number, path in enumerate(self._walk(0, (1 << rule_count) - 1, ())):
            if number == _MAX_GAPS:
                self.notes.append(f"more than {_MAX_GAPS} gaps: only the first are listed")
                return
            yield self._describe(path)
        if self.steps <= 0:
            self.notes.append("too many combinations: the search for gaps was given up")

    def _walk(self, depth: int, rules: int, path: tuple[Cell, ...]) -> Iterator[tuple[Cell, ...]]:
        self.steps -= 1
        if self.steps <= 0:
            return
        if not rules:
            yield path
        elif depth < len(self.columns):
            for cell in self.columns[depth]:
                yield from self._walk(depth + 1, rules & cell.rules, (*path, cell))

    def _describe(self, path: Sequence[Cell]) -> Gap:
        free = [cells[0] for cells in self.columns[len(path) :]]
        conditions = {label: cell.text for label, cell in zip(self.labels, path, strict=False)}
        conditions.update(dict.fromkeys(self.labels[len(path) :], ANYTHING))
        samples = zip(self.labels, (*path, *free), strict=True)
        tests = (*(cell.test for cell in path), *("-" for _free in free))
        return Gap(conditions, {label: cell.sample for label, cell in samples}, tests)
