"""What a message says, as people read it: a line for each thing it holds, lists of things as tables of their own."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.template.defaultfilters import floatformat
from django.utils.translation import gettext as _

from app.days import write_day
from app.exchanges.catalogue import MessageType, folder
from app.exchanges.labels import Labels, read_labels
from app.exchanges.payloads import Schema, is_party
from app.registers.errors import QuarterUnreadable
from app.registers.rendering import show_quarter

MONTH = re.compile(r"^[0-9]{4}-(0[1-9]|1[0-2])$")
#: A table shows so many rows of a list; the raw form has all of them.
SHOWN = 200
NOTHING = "–"


@dataclass(frozen=True)
class Grid:
    """A list of alike things; `hidden` rows stand in the raw form alone."""

    heads: tuple[str, ...]
    rows: tuple[tuple["Cell", ...], ...]
    hidden: int = 0


@dataclass(frozen=True)
class Cell:
    """One of them: a text, a party to link to, lines below, or a table."""

    text: str = ""
    party: str = ""
    lines: tuple["Line", ...] = ()
    grid: Grid | None = None


@dataclass(frozen=True)
class Line:
    label: str
    cell: Cell


@dataclass(frozen=True)
class Reading:
    """One content being read: its type, in a language, with the labels of that type's folder."""

    kind: str
    language: str
    labels: Labels

    def list_lines(self, held: Mapping[str, Any], schema: Schema) -> tuple[Line, ...]:
        """In the order of the schema; what it does not know comes last."""
        parts = schema.get("properties", {})
        names = [*(one for one in parts if one in held), *(one for one in held if one not in parts)]
        return tuple(Line(self.name(one), self.tell(one, held[one], parts.get(one, {}))) for one in names)

    def name(self, name: str) -> str:
        return self.labels.name_property(self.kind, name, self.language)

    def tell(self, name: str, value: Any, schema: Schema) -> Cell:
        match value:
            case Mapping():
                return Cell(lines=self.list_lines(value, schema))
            case [Mapping(), *_others]:
                return Cell(grid=self.lay_out(value, schema.get("items", {})))
            case list():
                told = [self.write(name, one, schema.get("items", {})) for one in value]
                return Cell(", ".join(told) or NOTHING)
            case str() if schema.get("format") == "party" and is_party(value):
                return Cell(value, party=value)
        return Cell(self.write(name, value, schema))

    def lay_out(self, held: Iterable[Any], schema: Schema) -> Grid:
        rows = [one for one in held if isinstance(one, Mapping)]
        columns = [one for one in schema.get("properties", {}) if any(one in row for row in rows)]
        parts = schema.get("properties", {})
        told = (tuple(self.tell(one, row.get(one), parts[one]) for one in columns) for row in rows[:SHOWN])
        return Grid(tuple(self.name(one) for one in columns), tuple(told), max(0, len(rows) - SHOWN))

    def write(self, name: str, value: Any, schema: Schema) -> str:
        match value:
            case None | "":
                return NOTHING
            case bool():
                return _("Yes") if value else _("No")
            case str():
                return write_text(value, schema, self.language) or self.labels.name_value(
                    name, value, self.language
                )
        return str(value)


def write_text(text: str, schema: Schema, language: str) -> str:
    """A day, an amount, a quarter or a month as people write it; nothing for any other text."""
    try:
        match schema.get("format"):
            case "date":
                return write_day(date.fromisoformat(text), "j F Y", language)
            case "amount":
                return f"{floatformat(Decimal(text), '2g')}\xa0€"
            case "quarter":
                return show_quarter(text)
    except (ValueError, InvalidOperation, QuarterUnreadable):
        return ""
    return write_day(date.fromisoformat(f"{text}-01"), "F Y", language) if MONTH.fullmatch(text) else ""


def list_lines(payload: Any, kind: MessageType, language: str) -> tuple[Line, ...]:
    """The content by the schema of its type; nothing for one that is no group of things."""
    if not isinstance(payload, Mapping):
        return ()
    return Reading(kind.name, language, read_labels(folder())).list_lines(payload, kind.payload)
