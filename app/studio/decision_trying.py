"""Trying a draft's decision: fields by the declared types, the answer, the rules that spoke, and why, in words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from app.studio.decision_models import TRIED, find_owner
from app.studio.decision_tables import ANYTHING, Row, Table
from workflows.dmn.cells import show
from workflows.dmn.definitions import Definitions
from workflows.dmn.elements import Decision
from workflows.dmn.errors import DmnError, HitPolicyViolated, NoRuleMatched, ValueRefused
from workflows.dmn.plain import input_types, read_plain
from workflows.dmn.trace import DecisionResult, FiredRule, TableTrace
from workflows.dmn.types import ANY, Constrained, DmnType
from workflows.dmn.walking import list_tables
from workflows.errors import WorkflowError
from workflows.feel import Environment, parse
from workflows.feel.errors import FeelError
from workflows.feel_functions import environment
from workflows.json_text import JsonRefused, read_json

MOST_LETTERS = 2000
REFUSALS = {NoRuleMatched: "no rule", HitPolicyViolated: "hit policy", ValueRefused: "value"}
#: The field of the page for each type: what is not here is written as JSON.
FIELDS = {"boolean": "choice", "date": "date", "number": "number", "string": "text"}
TIMES = ("time", "date and time", "days and time duration", "years and months duration", "duration")


@dataclass(frozen=True)
class TryField:
    """One input of the decision; `kind` is the page's field, `choices` (value, words) where only some may come."""

    name: str
    key: str
    kind: str
    type: str
    choices: tuple[tuple[str, str], ...] = ()
    value: str = ""


@dataclass(frozen=True)
class Answer:
    """What came out. `refused` says why nothing did, `refusal` the kind of it that a case may expect."""

    value: Any = None
    outputs: tuple[tuple[str, str], ...] = ()
    reasons: tuple[str, ...] = ()
    fired: tuple[int, ...] = ()
    fired_ids: tuple[str, ...] = ()
    refused: str = ""
    refusal: str = ""
    warnings: tuple[str, ...] = ()


def list_fields(
    model: Definitions, decision: Decision, table: Table | None, told: Mapping[str, str]
) -> list[TryField]:
    """What the decision and all it requires ask for; a model that declares nothing is asked by its names."""
    types: dict[str, DmnType] = dict(input_types(model, decision))
    if not model.inputs:
        types |= dict.fromkeys(list_free_names(model), ANY)
    return [
        make_field(name, f"in{at}", kind, table, told.get(f"in{at}", ""))
        for at, (name, kind) in enumerate(types.items())
    ]


def list_free_names(model: Definitions) -> list[str]:
    """The names that the tables' inputs ask, where no input is declared."""
    found = {
        name
        for table in list_tables(model)
        for column in table.inputs
        for name in getattr(getattr(column.expression, "expression", None), "names", ())
    }
    return sorted(found - set(environment().functions))


def make_field(name: str, key: str, kind: DmnType, table: Table | None, value: str) -> TryField:
    allowed = kind.allowed_text if isinstance(kind, Constrained) else ""
    while isinstance(kind, Constrained):
        kind = kind.base
    column = next((one for one in table.inputs if one.expression == name), None) if table else None
    allowed = allowed or (column.values if column else "")
    found = kind.name if kind is not ANY or column is None else column.type or kind.name
    choices = list_choices(allowed)
    if found == "boolean":
        choices = (("true", _("yes")), ("false", _("no")))
    shown = "choice" if choices else FIELDS.get(found, "text" if found in TIMES else "json")
    return TryField(name, key, shown, found, choices, value)


def list_choices(allowed: str) -> tuple[tuple[str, str], ...]:
    """The values of a plain list of texts or numbers; nothing for ranges."""
    if allowed in ANYTHING:
        return ()
    try:
        found = parse(f"[{allowed}]").evaluate({}, Environment(budget=TRIED))
    except (FeelError, ArithmeticError):
        return ()
    if not isinstance(found, list) or not all(isinstance(one, str | Decimal) for one in found):
        return ()
    return tuple((str(one), str(one)) for one in found)


def read_told(fields: list[TryField]) -> dict[str, Any]:
    """Plain inputs as they were typed. Raises ValueError naming the field that cannot be read."""
    return {one.name: read_value(one) for one in fields}


def read_value(field: TryField) -> Any:
    text = field.value.strip()
    if not text:
        return None
    if len(text) > MOST_LETTERS:
        raise ValueError(f"{field.name}: {_('too long')}")
    if field.type == "boolean":
        return {"true": True, "false": False}.get(text)
    if field.type == "number":
        return read_number(field.name, text)
    if field.kind == "json":
        return read_open(field.name, text)
    return text


def read_number(name: str, text: str) -> Decimal:
    """A number with a point or a comma."""
    plain = text.replace(" ", "").replace("\u202f", "").replace("\xa0", "")
    try:
        found = Decimal(plain.replace(",", ".") if plain.count(",") == 1 and "." not in plain else plain)
    except ArithmeticError as error:
        raise ValueError(f"{name}: {_('no number')}") from error
    if not found.is_finite() or abs(found.adjusted()) > 40:
        raise ValueError(f"{name}: {_('no number')}")
    return found


def read_open(name: str, text: str) -> Any:
    """What has no simple type: JSON, or else the text itself."""
    if text[0] not in '[{"-0123456789' and text not in ("true", "false", "null"):
        return text
    try:
        return read_json(text)
    except JsonRefused as error:
        if text[0] in '[{"':
            raise ValueError(f"{name}: {error}") from error
        return text


def try_inputs(
    model: Definitions, decision: Decision, table: Table | None, inputs: Mapping[str, Any], host: Environment
) -> Answer:
    """Decide strictly, as a process would. What is refused is told, not raised."""
    types = input_types(model, decision)
    values = {name: read_plain(value, types.get(name)) for name, value in inputs.items()}
    try:
        result = model.decide(decision.id, values, host, strict=True)
    except (DmnError, FeelError, WorkflowError) as error:
        refusal = next((word for kind, word in REFUSALS.items() if isinstance(error, kind)), "")
        place = getattr(error, "place", "")
        return Answer(refused=f"{place}: {error}" if place else str(error), refusal=refusal)
    except (RecursionError, ArithmeticError, ValueError) as error:
        return Answer(refused=str(error)[:500])
    return explain(result, decision, table)


def explain(result: DecisionResult, decision: Decision, table: Table | None) -> Answer:
    traces = [one for trace in result.decisions for one in trace.tables]
    own = [one for one in traces if table is not None and one.table_id == table.id]
    fired = tuple(dict.fromkeys(rule.index for one in own for rule in one.fired))
    return Answer(
        value=result.value,
        outputs=tuple(tell_outputs(result.value, decision.name)),
        reasons=tuple(line for one in traces for line in tell_table(one, table)),
        fired=fired,
        fired_ids=tuple(dict.fromkeys(rule.rule_id for one in own for rule in one.fired)),
        warnings=result.warnings[:5],
    )


def tell_outputs(value: Any, name: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        yield from ((str(key), tell(one)) for key, one in value.items())
    elif isinstance(value, list):
        yield from ((f"{name} {at}", tell(one)) for at, one in enumerate(value[:50], 1))
    else:
        yield name, tell(value)


def tell(value: Any) -> str:
    """A value as a process owner writes it."""
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {tell(one)}" for key, one in value.items())[:1000]
    if isinstance(value, list):
        return ", ".join(tell(one) for one in value[:50])[:1000]
    return show(value)[:1000]


def tell_table(trace: TableTrace, table: Table | None) -> Iterator[str]:
    """A sentence a rule that spoke; one for the default."""
    if trace.defaulted:
        yield _("No rule speaks: the default answers.")
    own = table if table is not None and trace.table_id == table.id else None
    for rule in trace.fired:
        yield tell_rule(rule, own)


def tell_rule(rule: FiredRule, table: Table | None) -> str:
    asked = ", ".join(
        _("“%(column)s” is %(value)s (asked: %(test)s)")
        % {"column": one.column, "value": tell(one.value), "test": one.entry}
        for one in rule.matched
    )
    told = {"number": rule.index, "why": asked or _("it asks nothing")}
    sentence = _("Rule %(number)d answers: %(why)s.") % told
    is_known = table is not None and rule.index <= len(table.rows)
    note = find_note(table.rows[rule.index - 1], table) if table and is_known else ""
    return f"{sentence} {note}" if note else sentence


def find_note(row: Row, table: Table) -> str:
    """What stands beside the rule, in the reader's language where it has a column for it."""
    language = get_language() or "fr"
    named = {
        column.label: cell.text for column, cell in zip(table.annotations, row.annotations, strict=False)
    }
    return named.get(language) or row.description.text or next(iter(named.values()), "")


def choose(model: Definitions, table: Table | None) -> Decision | None:
    """The decision to try: that of the table; for a knowledge model's, one that asks for no other."""
    return find_owner(model, table) or next(iter(model.decisions.values()), None)
