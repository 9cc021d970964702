"""An answer with its trace, put together the same way by every calculation of this package."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from app.registers.calculations import Calculation
from app.registers.errors import InputMissing, InputRefused
from app.registers.figures import Figures
from app.registers.traces import ParameterUse, Step, Trace, make_step, write_plain

EMPTY = (None, (), False, "")


def answer(
    name: str, inputs: Any, result: Mapping[str, Any], steps: Iterable[Step], warnings: Iterable[Step] = ()
) -> Calculation:
    """`inputs` is the input dataclass; what was not given is left out of the trace."""
    given = {key: write_given(value) for key, value in vars(inputs).items() if value not in EMPTY}
    told: list[Step] = []
    for one in warnings:
        if one not in told:
            told.append(one)
    return Calculation(dict(result), Trace(name, given, tuple(steps), write_plain(result), tuple(told)))


def write_given(value: Any) -> Any:
    """An input as a trace keeps it, objects in it field by field."""
    if isinstance(value, tuple):
        return [write_given(one) for one in value]
    if hasattr(value, "__dataclass_fields__") and not hasattr(value, "first_day"):
        return {key: write_given(one) for key, one in vars(value).items() if one not in EMPTY}
    return write_plain(value)


def collect_warnings(*figures: Figures) -> list[Step]:
    """What a person must confirm, once for each legal value."""
    found: dict[ParameterUse, Step] = {}
    for one in figures:
        for step in one.list_warnings():
            found.setdefault(step.parameters[0], step)
    return list(found.values())


def read_month(given: date | str | None, name: str = "month") -> date | None:
    """The first day of a month given as a day of it or as 2014-07. Raises InputRefused."""
    if given is None or isinstance(given, date):
        return given.replace(day=1) if given else None
    try:
        return date.fromisoformat(f"{given.strip()}-01")
    except ValueError as error:
        raise InputRefused(
            f"The input {name} must be a month such as 2014-07; it is {given[:40]!r}.", input=name
        ) from error


def need(value: Any, name: str) -> Any:
    """Raises InputMissing, naming the input."""
    if value is None:
        raise InputMissing(f"The input {name} is missing.", input=name)
    return value


def refuse_negative(**values: Any) -> None:
    """Raises InputRefused for the first below nothing."""
    for name, value in values.items():
        if value is not None and value < 0:
            raise InputRefused(f"The input {name} may not be below nothing.", input=name)


def explain_outcome(matter: str, decided: Any, **values: Any) -> Step:
    """The step that says what a rule table decided, and why."""
    reason = f"{matter}_{decided.outputs['reason']}"
    return make_step("benefit_outcome", rules=decided.rules, reason=reason, matter=matter, **values)
