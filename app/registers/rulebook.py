"""The rule tables that several parts of the fund share, and how to ask one.

They lie in `processes/decisions/<name>.dmn` with `<name>.cases.yaml` beside each: data, no process. A table is read
once and again when its file changed; it is always asked strictly, so no rule is an error, never null.
"""

import hashlib
import os
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from app.registers.errors import TableRefused, TableUnknown
from workflows import shared_texts
from workflows.dmn import Definitions, DmnError, read
from workflows.dmn.cases import choose_decision
from workflows.dmn.plain import input_types, read_plain
from workflows.dmn.sources import resolve_beside
from workflows.dmn.types import DmnType
from workflows.feel import Environment
from workflows.feel.errors import FeelError
from workflows.feel_functions import environment
from workflows.shared_texts import DECISIONS, SharedText
from workflows.yaml_source import suggest

FOLDER = "decisions"


@dataclass(frozen=True, slots=True)
class Decided:
    """What a table answered: `outputs` by name, ids of the rules that fired, and which text of the table it was."""

    outputs: Mapping[str, Any]
    rules: tuple[str, ...]
    table_sha256: str


#: Inputs as they were written: 1.0 and 1.00 are equal, and may be told differently.
Asked = tuple[tuple[type, str], ...]
MOST_ANSWERS = 1000


@dataclass(frozen=True)
class Table:
    """One shared table as it lies on disk."""

    name: str
    model: Definitions
    decision: str
    inputs: Mapping[str, DmnType]
    sha256: str
    #: What it answered lately, by its inputs: the quarters of a year ask the same.
    answers: dict[Asked, Decided] = field(default_factory=dict, compare=False, repr=False)


def decide(name: str, inputs: Mapping[str, Any]) -> Decided:
    """Ask the shared table `name`. Dates may be dates or ISO text, numbers int or Decimal.

    A table with one output column, or one that collects, answers under its own name. An input left out is null.
    Raises TableUnknown; TableRefused when an input is unknown, refused, or no rule speaks for them.
    """
    table = find_table(name)
    try:
        return answer(table, read_named(table, inputs))
    except (DmnError, FeelError) as error:
        raise TableRefused(f"The rule table {name!r} gives no answer: {error}", table=name) from error


def answer(table: Table, named: Mapping[str, Any]) -> Decided:
    """The same for the same inputs, always: a shared table knows no clock. Each asker gets outputs of its own."""
    key = tuple((type(value), str(value)) for value in named.values())
    known = table.answers.get(key)
    if known is None:
        if len(table.answers) >= MOST_ANSWERS:
            table.answers.clear()
        known = table.answers[key] = ask(table, named)
    return Decided(deepcopy(known.outputs), known.rules, known.table_sha256)


def ask(table: Table, named: Mapping[str, Any]) -> Decided:
    result = table.model.decide(table.decision, named, host(), strict=True)
    asked = result.decisions[-1]
    outputs = result.value if isinstance(result.value, dict) else {table.name: result.value}
    return Decided(outputs, asked.rule_ids, table.sha256)


def read_named(table: Table, inputs: Mapping[str, Any]) -> dict[str, Any]:
    unknown = sorted(set(inputs) - set(table.inputs))
    if unknown:
        message = (
            f"The rule table {table.name!r} has no input {unknown[0]!r}{suggest(unknown[0], table.inputs)}."
        )
        raise TableRefused(message, table=table.name, input=unknown[0])
    return {name: read_plain(inputs.get(name), kind) for name, kind in table.inputs.items()}


@cache
def host() -> Environment:
    """The fund's functions for expressions, without a clock: a shared table decides alike at any moment."""
    return environment()


_tables: dict[str, tuple[int, Table]] = {}
_published: dict[str, tuple[SharedText, Table]] = {}


def find_table(name: str) -> Table:
    """The table as it was published from the studio, or else as shipped.

    Raises TableUnknown with the tables there are, TableRefused when the file is no rule table.
    """
    editions = shared_texts.list_editions(DECISIONS, name)
    if editions:
        return find_published(name, editions[-1])
    path = f"{settings.PROCESSES_DIR}/{FOLDER}/{name}.dmn"
    try:
        changed = os.stat(path).st_mtime_ns
    except OSError as error:
        message = f"There is no shared rule table {name!r}{suggest(name, list_tables())}."
        raise TableUnknown(message, table=name) from error
    known = _tables.get(path)
    if known is None or known[0] != changed:
        known = _tables[path] = (changed, read_table(Path(path)))
    return known[1]


def find_published(name: str, edition: SharedText) -> Table:
    """Read once; the very same edition is the very same table. A draft that is tried takes no place among these."""
    known = _published.get(name)
    if known is None or known[0] is not edition:
        table = read_data(edition.text.encode(), list_folder() / f"{name}.dmn")
        known = (edition, table)
        if edition.number:
            _published[name] = known
    return known[1]


def read_table(path: Path) -> Table:
    return read_data(path.read_bytes(), path)


def read_data(data: bytes, path: Path) -> Table:
    """The table that is, or would be, at `path`. Raises TableRefused."""
    try:
        model = read(data, imports=resolve_beside(path))
        decision = choose_decision(model, path.stem)
    except DmnError as error:
        raise TableRefused(f"The rule table {path.name} cannot be read: {error}", table=path.stem) from error
    kinds = input_types(model, decision)
    return Table(path.stem, model, decision.id, kinds, hashlib.sha256(data).hexdigest())


def list_folder() -> Path:
    return Path(settings.PROCESSES_DIR) / FOLDER


def list_tables() -> list[str]:
    """The names of all shared tables."""
    shipped = {path.stem for path in list_folder().glob("*.dmn")}
    return sorted({*shipped, *shared_texts.list_names(DECISIONS)})
