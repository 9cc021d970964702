"""What a form's questions answer, as far as an expression, a decision or a scenario can contradict it."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

NUMBERS = frozenset({"integer", "decimal", "money"})
#: type of a question → what it answers; every other type answers a text.
KINDS = {
    **dict.fromkeys(NUMBERS, "number"),
    "date": "date",
    "boolean": "boolean",
    "choices": "list",
    "account": "",
}
#: What a reader is told of each kind.
SHOWN = {
    "number": "a number",
    "date": "a date",
    "boolean": "yes or no",
    "list": "a list",
    "string": "a text",
    "datetime": "a date and time",
}


@dataclass(frozen=True)
class Answer:
    """One question: `kind` is string, number, date, boolean or list ("": it answers nothing); `options` are the
    values of a choice, empty for any."""

    kind: str
    options: frozenset[str] = frozenset()

    @classmethod
    def of(cls, kind: str, options: frozenset[str] = frozenset()) -> "Answer":
        """Of a question's type, as the form's file has it."""
        return cls(KINDS.get(kind, "string"), options if kind in ("choice", "choices") else frozenset())


def name_kind(value: Any) -> str:
    """The kind of a plain value; "" for nothing and for what no question answers."""
    kinds: tuple[tuple[Any, str], ...] = (
        (bool, "boolean"),
        (int | float | Decimal, "number"),
        (datetime, "datetime"),
        (date, "date"),
        (str, "string"),
        (list | tuple, "list"),
    )
    return next((name for kind, name in kinds if isinstance(value, kind)), "")


def contradict(answer: Answer, value: Any) -> str:
    """Why the question cannot have this answer, as the end of a sentence; "" when it can."""
    found = name_kind(value)
    if not answer.kind or not found:
        return ""
    if found != answer.kind:
        return f"it answers {SHOWN[answer.kind]}, not {SHOWN[found]}"
    given = [value] if isinstance(value, str) else list(value) if found == "list" else []
    strange = sorted(str(one) for one in given if one and answer.options and str(one) not in answer.options)
    return f"it does not offer {strange[0]!r} but {', '.join(sorted(answer.options))}" if strange else ""
