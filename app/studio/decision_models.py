"""A draft's decision as it would decide: read with the draft's other decisions, and what is wrong with it, by field."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from app.studio.decision_tables import Table
from app.studio.finding_words import tell as tell_words
from app.studio.finding_words import tell_error
from workflows.dmn.analysis import Analysis, analyse
from workflows.dmn.definitions import Definitions
from workflows.dmn.elements import Decision
from workflows.dmn.errors import DmnError
from workflows.dmn.reading import Resolver, read
from workflows.dmn.tables import DecisionTable
from workflows.dmn.tree import read_tree
from workflows.dmn.types import DmnType
from workflows.dmn.walking import list_tables
from workflows.errors import WorkflowError
from workflows.feel.environment import Budget, Environment
from workflows.feel_functions import environment
from workflows.manifest import NAME, read_manifest_text

FOLDER = "decisions/"
#: Every rule is held against every value another one names; beyond it somebody would wait too long at each change.
MOST_ANALYSED = 150
#: Of a decision tried in the studio: what is drawn for people needs far less, and somebody waits for the answer.
TRIED = Budget(steps=50_000, depth=48, list_items=10_000, string_length=100_000)


@dataclass(frozen=True)
class Trouble:
    """What is wrong, at a field of the table (empty: of the whole)."""

    field: str
    message: str


@dataclass(frozen=True)
class Reading:
    """A model read tolerantly. `model` is None when the file as a whole is none; `troubles` say what is wrong."""

    model: Definitions | None
    errors: tuple[DmnError, ...] = ()

    def list_troubles(self, table: Table | None) -> list[Trouble]:
        """Those of this table at their fields, the others by their place in words."""
        spot = f"{table.id}#" if table else "#none"
        return [
            Trouble(one.spot.removeprefix(spot), tell_words(one.message))
            if one.spot.startswith(spot)
            else Trouble("", tell(one))
            for one in self.errors
        ]


def tell(error: DmnError) -> str:
    return tell_error(error)


def read_model(files: Mapping[str, str], path: str) -> Reading:
    """The decision at `path`; what it imports is looked for among the draft's files."""
    return read_texts(files[path], tuple(text for name, text in files.items() if is_beside(name, path)))


def is_beside(name: str, path: str) -> bool:
    return name != path and name.startswith(FOLDER) and name.endswith(".dmn")


@lru_cache(maxsize=32)
def read_texts(text: str, beside: tuple[str, ...]) -> Reading:
    try:
        model = read(text.encode(), imports=resolve_among(beside), tolerant=True)
    except DmnError as error:
        return Reading(None, (error,))
    except RecursionError:
        return Reading(None, (DmnError("the model is nested too deep"),))
    return Reading(model, model.problems)


def resolve_among(texts: tuple[str, ...]) -> Resolver:
    def resolve(namespace: str, _location: str) -> bytes | None:
        for text in texts:
            try:
                if read_tree(text.encode())[0].get("namespace") == namespace:
                    return text.encode()
            except DmnError:
                continue
        return None

    return resolve


def find_host(files: Mapping[str, str], now: datetime | None = None) -> Environment:
    """The functions that the process lends its decisions, on its own calendar, within the studio's limits."""
    try:
        calendar = read_manifest_text(files.get(NAME, "")).get("calendar")
        host = environment(now, keep_manifest(str(calendar)) if calendar else None)
    except (WorkflowError, ValueError):
        host = environment(now)
    return replace(host, budget=TRIED)


@lru_cache(maxsize=8)
def keep_manifest(calendar: str) -> dict[str, str]:
    """One object a calendar: the functions are kept by what they were made for."""
    return {"calendar": calendar}


def find_compiled(model: Definitions, table: Table) -> DecisionTable | None:
    """The table that the reader made of it: the one at the same place among all."""
    found = list_tables(model)
    return found[table.place] if table.place < len(found) else None


def find_owner(model: Definitions, table: Table | None) -> Decision | None:
    """The decision whose table it is; None for a table of a knowledge model."""
    if table is None:
        return next(iter(model.decisions.values()), None)
    return model.decisions.get(table.owner_id) or next(
        (one for one in model.decisions.values() if one.name == table.owner), None
    )


def list_names(model: Definitions, decision: Decision | None) -> list[str]:
    """What the expressions of a decision may call by name."""
    if decision is None:
        return sorted(one.name for one in model.inputs.values())
    found = [model.inputs[ref.id].name for ref in decision.inputs if not ref.alias]
    found += [model.decisions[ref.id].name for ref in decision.decisions if not ref.alias]
    found += [model.knowledge[ref.id].name for ref in decision.knowledge if ref.id in model.knowledge]
    return sorted(set(found))


def find_type(model: Definitions, name: str) -> DmnType | None:
    return next((one.type for one in model.inputs.values() if one.name == name), None)


@lru_cache(maxsize=32)
def analyse_text(text: str, beside: tuple[str, ...], place: int) -> Analysis | None:
    """Gaps and overlaps of one table of the file; None while it cannot be read."""
    reading = read_texts(text, beside)
    found = list_tables(reading.model) if reading.model else ()
    if place >= len(found):
        return None
    if len(found[place].rules) > MOST_ANALYSED:
        return Analysis((), (), complete=False, notes=(f"more than {MOST_ANALYSED} rules",))
    return analyse(found[place], max_steps=30_000)
