"""All that the page of a decision shows beside its cells: what is wrong where, the cases, gaps and overlaps, names."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from app.studio import decision_cases
from app.studio.decision_cases import Played
from app.studio.decision_models import (
    Reading,
    Trouble,
    analyse_text,
    find_owner,
    is_beside,
    list_names,
    read_model,
)
from app.studio.decision_spans import Document
from app.studio.decision_tables import (
    ANYTHING,
    Cell,
    Column,
    Formula,
    Row,
    Table,
    Variable,
    list_formulas,
    list_variables,
    read_tables,
)
from app.studio.decision_trying import list_choices
from workflows.dmn.analysis import Analysis
from workflows.feel.text import quote


@dataclass(frozen=True)
class Mark:
    """What stands beside a rule's number: overlap (with which), masked, uncovered."""

    kind: str
    text: str = ""


@dataclass(frozen=True)
class Field:
    """A cell with the list of values it is completed from, and what is wrong with it."""

    cell: Cell
    column: Column
    problem: str = ""

    @property
    def list_id(self) -> str:
        return f"values-{self.column.key}" if self.column.kind != "a" else ""


@dataclass(frozen=True)
class Line:
    """A rule as the page shows it."""

    row: Row
    fields: tuple[Field, ...]
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """One decision file of a draft, opened at one of its tables (None where it has none)."""

    files: Mapping[str, str]
    path: str
    place: int = 0

    @cached_property
    def document(self) -> Document:
        """Raises FileRefused."""
        return Document(self.files[self.path])

    @cached_property
    def tables(self) -> list[Table]:
        return read_tables(self.document)

    @cached_property
    def table(self) -> Table | None:
        return self.tables[min(self.place, len(self.tables) - 1)] if self.tables else None

    @cached_property
    def formulas(self) -> list[Formula]:
        return list_formulas(self.document)

    @cached_property
    def variables(self) -> list[Variable]:
        return list_variables(self.document)

    @cached_property
    def reading(self) -> Reading:
        return read_model(self.files, self.path)

    @cached_property
    def troubles(self) -> list[Trouble]:
        return self.reading.list_troubles(self.table)

    @cached_property
    def played(self) -> Played:
        if self.reading.model is None:
            return Played()
        return decision_cases.play(self.files, self.path, self.reading.model)

    @cached_property
    def beside(self) -> tuple[str, ...]:
        return tuple(text for name, text in self.files.items() if is_beside(name, self.path))

    @cached_property
    def analysis(self) -> Analysis | None:
        if self.table is None or self.troubles:
            return None
        return analyse_text(self.files[self.path], self.beside, self.table.place)

    @property
    def names(self) -> list[str]:
        """What the inputs' expressions may call."""
        if self.reading.model is None:
            return [one.name for one in self.variables]
        return list_names(self.reading.model, find_owner(self.reading.model, self.table))

    @property
    def lists(self) -> list[tuple[str, list[str]]]:
        """What each column's cells are completed from: its allowed values, those its cells already ask, the names."""
        if self.table is None:
            return []
        columns = (*self.table.inputs, *self.table.outputs)
        return [(one.key, self.complete(one)) for one in columns]

    def complete(self, column: Column) -> list[str]:
        assert self.table is not None
        wanted = [
            quote(value) if column.type in ("", "string") else value for value, _w in self.choices(column)
        ]
        if column.type == "boolean":
            wanted += ["true", "false"]
        at = column.number - 1
        cells = [row.inputs if column.kind == "i" else row.outputs for row in self.table.rows]
        used = [one[at].text for one in cells if at < len(one)]
        more = ["-", "null"] if column.kind == "i" else self.names
        return list(dict.fromkeys(one for one in (*wanted, *used, *more) if one and len(one) <= 80))[:60]

    def choices(self, column: Column) -> tuple[tuple[str, str], ...]:
        """The allowed values of the column, or of the type its variable has."""
        if column.values not in ANYTHING:
            return list_choices(column.values)
        model = self.reading.model
        kinds = {one.name: one.type for one in model.inputs.values()} if model else {}
        asked = kinds.get(column.expression)
        return list_choices(asked.allowed_text) if asked else ()

    @property
    def problems(self) -> dict[str, str]:
        """field → what is wrong with it; the first where there are several."""
        return {one.field: one.message for one in reversed(self.troubles) if one.field}

    @property
    def lines(self) -> list[Line]:
        if self.table is None:
            return []
        return [self.make_line(self.table, row) for row in self.table.rows]

    def make_line(self, table: Table, row: Row) -> Line:
        problems, marks = self.problems, self.marks
        pairs = [
            *zip(row.inputs, table.inputs, strict=False),
            *zip(row.outputs, table.outputs, strict=False),
            *zip(row.annotations, table.annotations, strict=False),
        ]
        fields = tuple(Field(cell, column, problems.get(cell.name, "")) for cell, column in pairs)
        return Line(row, fields, tuple(marks.get(row.number, ())))

    @property
    def clashing(self) -> dict[int, list[int]]:
        """rule number → the rules it may not overlap and does."""
        found: dict[int, list[int]] = {}
        for overlap in self.analysis.contradictions if self.analysis else ():
            for one, other in (overlap.rules, overlap.rules[::-1]):
                found.setdefault(one, []).append(other)
        return found

    @cached_property
    def marks(self) -> dict[int, list[Mark]]:
        """rule number → its marks: rules it overlaps, never tried by a case, never hit."""
        found: dict[int, list[Mark]] = {}
        if self.table is None:
            return found
        for number, others in self.clashing.items():
            told = ", ".join(map(str, others[:3])) + ("…" if len(others) > 3 else "")
            found.setdefault(number, []).append(Mark("overlap", told))
        for number in self.analysis.masked if self.analysis else ():
            found.setdefault(number, []).append(Mark("masked"))
        for row in self.table.rows:
            if self.played.lines and row.id in self.played.uncovered:
                found.setdefault(row.number, []).append(Mark("uncovered"))
        return found
