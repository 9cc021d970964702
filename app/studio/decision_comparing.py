"""What differs between two states of a decision, rule by rule: first what it means, then the cells.

Rules are the same by their id, columns by what they ask or the name they answer to; so a rule moved up is told as
moved, and a column put in between leaves the others' cells as they were.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import count

from app.studio.decision_spans import Document
from app.studio.decision_tables import Column, Row, Table, list_formulas, list_variables, read_tables

#: What of a column is compared; its place is not, since a cell is found by its column.
PARTS = ("label", "expression", "name", "type", "values", "default")
ANYTHING = ("", "-")


@dataclass(frozen=True)
class Point:
    """A thing of the table before and after: `kind` says what (policy, input, output, value, expression), `name` which
    one, `part` which of its parts; empty is none."""

    kind: str
    name: str
    part: str
    before: str
    after: str


@dataclass(frozen=True)
class RuleChange:
    """`kind`: added, removed, moved or changed. Numbers count from 1, None where there is none.

    `cells`: (column, before, after) of those that differ, or of all that say something in a rule added or removed.
    """

    kind: str
    id: str
    before: int | None
    after: int | None
    cells: tuple[tuple[str, str, str], ...] = ()

    @property
    def is_moved(self) -> bool:
        return self.kind == "moved"


@dataclass(frozen=True)
class DecisionChange:
    """One table of the file; `owner` is its decision. The points come first: they change what all rules mean."""

    owner: str
    points: tuple[Point, ...] = ()
    rules: tuple[RuleChange, ...] = ()


def compare_decisions(before: str, after: str) -> list[DecisionChange]:
    """The tables that differ, in the order of the later file; none where only what nobody decides by differs.

    Raises FileRefused for a file that cannot be read.
    """
    old, new = Document(before), Document(after)
    tables = {key(one): one for one in read_tables(old)}
    found = [compare_tables(tables.get(key(one)), one) for one in read_tables(new)]
    left = tables.keys() - {key(one) for one in read_tables(new)}
    found += [compare_tables(one, None) for name, one in tables.items() if name in left]
    whole = DecisionChange("", tuple(compare_whole(old, new)))
    return [one for one in (whole, *found) if one.points or one.rules]


def key(table: Table) -> str:
    return f"{table.owner_id}#{table.id}"


def compare_whole(old: Document, new: Document) -> Iterator[Point]:
    """The values the process gives, and the decisions that are one expression."""
    types = [{one.name: one.type or "–" for one in list_variables(document)} for document in (old, new)]
    yield from differ("value", "type", *types)
    texts = [{one.owner: one.text for one in list_formulas(document)} for document in (old, new)]
    yield from differ("expression", "", *texts)


def differ(kind: str, part: str, old: dict[str, str], new: dict[str, str]) -> Iterator[Point]:
    for name in dict.fromkeys((*old, *new)):
        if old.get(name) != new.get(name):
            yield Point(kind, name, part, old.get(name, ""), new.get(name, ""))


def compare_tables(before: Table | None, after: Table | None) -> DecisionChange:
    shown = after or before
    assert shown is not None
    points = tuple(compare_heads(before, after))
    return DecisionChange(shown.owner, points, tuple(compare_rules(before, after)))


def compare_heads(before: Table | None, after: Table | None) -> Iterator[Point]:
    policies = [tell_policy(table) for table in (before, after)]
    if policies[0] != policies[1]:
        yield Point("policy", "", "", *policies)
    for kind in ("i", "o"):
        old, new = (name_columns(list_columns(table, kind)) for table in (before, after))
        for name in dict.fromkeys((*old, *new)):
            yield from compare_columns(
                "input" if kind == "i" else "output", name, old.get(name), new.get(name)
            )


def tell_policy(table: Table | None) -> str:
    return f"{table.policy} {table.aggregation}".strip() if table else ""


def list_columns(table: Table | None, kind: str) -> Sequence[Column]:
    if table is None:
        return ()
    return table.inputs if kind == "i" else table.outputs


def name_columns(columns: Sequence[Column]) -> dict[str, Column]:
    """By what they ask, or the name they answer to; the second of two alike is its own."""
    found: dict[str, Column] = {}
    for column in columns:
        stem = column.expression if column.kind == "i" else column.name
        name = next(one for n in count(1) if (one := stem if n == 1 else f"{stem} ({n})") not in found)
        found[name] = column
    return found


def compare_columns(kind: str, name: str, before: Column | None, after: Column | None) -> Iterator[Point]:
    if before is None or after is None:
        told = [one.title if one else "" for one in (before, after)]
        yield Point(kind, name, "", *told)
        return
    for part in PARTS:
        old, new = str(getattr(before, part)), str(getattr(after, part))
        if old != new:
            yield Point(kind, after.title, part, old, new)


def compare_rules(before: Table | None, after: Table | None) -> Iterator[RuleChange]:
    old = {row.id: row for row in before.rows} if before else {}
    new = {row.id: row for row in after.rows} if after else {}
    read_old, read_new = make_reader(before), make_reader(after)
    stayed = find_stayed(list(old), list(new))
    for name, row in new.items():
        earlier = old.get(name)
        if earlier is None:
            yield RuleChange("added", name, None, row.number, tell_cells({}, read_new(row)))
            continue
        cells = tell_cells(read_old(earlier), read_new(row))
        if name not in stayed:
            yield RuleChange("moved", name, earlier.number, row.number, cells)
        elif cells:
            yield RuleChange("changed", name, earlier.number, row.number, cells)
    for name, row in old.items():
        if name not in new:
            yield RuleChange("removed", name, row.number, None, tell_cells(read_old(row), {}))


def find_stayed(old: Sequence[str], new: Sequence[str]) -> set[str]:
    """The rules that keep their order among those that are in both."""
    both = set(old) & set(new)
    first, second = [one for one in old if one in both], [one for one in new if one in both]
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    return {
        first[at] for block in matcher.get_matching_blocks() for at in range(block.a, block.a + block.size)
    }


def make_reader(table: Table | None) -> Callable[[Row], dict[str, str]]:
    """The cells of a rule by (the name of) their column."""
    if table is None:
        return lambda _row: {}
    inputs, outputs = name_columns(table.inputs), name_columns(table.outputs)

    def read(row: Row) -> dict[str, str]:
        found = {
            column.title: tell(cell.text) for column, cell in zip(inputs.values(), row.inputs, strict=False)
        }
        found |= {
            f"→ {column.title}": tell(cell.text)
            for column, cell in zip(outputs.values(), row.outputs, strict=False)
        }
        found |= {
            column.title: cell.text for column, cell in zip(table.annotations, row.annotations, strict=False)
        }
        return found | ({"…": row.description.text} if row.description.text else {})

    return read


def tell(text: str) -> str:
    """A cell left empty asks the same as one with a dash."""
    return "" if text in ANYTHING else text


def tell_cells(old: dict[str, str], new: dict[str, str]) -> tuple[tuple[str, str, str], ...]:
    names = dict.fromkeys((*new, *old))
    pairs = ((name, old.get(name, ""), new.get(name, "")) for name in names)
    return tuple(one for one in pairs if one[1] != one[2])
