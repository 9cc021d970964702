"""JSON as a person or another program sent it: read strictly, or refused with the place and one sentence.

Python's own reader lets through what JSON has not (NaN, Infinity), keeps the last of two equal keys in silence,
and fails with errors of its own on deep nesting and very long numbers.
"""

import json
import re
from decimal import Decimal, InvalidOperation
from typing import Any, NoReturn

from workflows.errors import WorkflowError

MAX_CHARACTERS = 5_000_000
MAX_DEPTH = 100
MAX_DIGITS = 1_000
#: FEEL's numbers are decimal128: 10 to this power and its inverse are the farthest.
MAX_EXPONENT = 6144
# PostgreSQL keeps neither U+0000 nor half of a character, and no terminal can show the latter.
_UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")


class JsonRefused(WorkflowError):
    """The text is not JSON."""


def read_json(text: str) -> Any:
    """The data, every number a Decimal. Raises JsonRefused.

    Refused besides what is no JSON: NaN and Infinity, numbers beyond 10^6144 or of more than 1,000 digits, a key
    written twice, more than 100 levels, U+0000 and lone surrogates.
    """
    if len(text) > MAX_CHARACTERS:
        raise JsonRefused(f"The JSON has {len(text):,} characters; it may have {MAX_CHARACTERS:,}.")
    try:
        data = json.loads(
            text,
            parse_float=_read_number,
            parse_int=_read_number,
            parse_constant=_refuse_constant,
            object_pairs_hook=_read_object,
        )
    except json.JSONDecodeError as error:
        raise JsonRefused(f"{error.msg}: line {error.lineno}, column {error.colno}.") from error
    except RecursionError as error:
        raise JsonRefused(f"The JSON is nested deeper than {MAX_DEPTH} levels.") from error
    _check(data, 0)
    return data


def read_object(text: str) -> dict[str, Any]:
    """The same for a text that must be a JSON object. Raises JsonRefused."""
    data = read_json(text)
    if not isinstance(data, dict):
        raise JsonRefused('It must be a JSON object, such as {"amount": 12.50}.')
    return data


def _read_number(text: str) -> Decimal:
    shown = text if len(text) <= 40 else f"{text[:20]}… ({len(text)} characters)"
    if len(text) > MAX_DIGITS:
        raise JsonRefused(f"The number {shown} is too long.")
    try:
        number = Decimal(text)
    except InvalidOperation as error:
        raise JsonRefused(f"The number {shown} is out of range.") from error
    if abs(number.adjusted()) > MAX_EXPONENT:
        raise JsonRefused(f"The number {shown} is out of range.")
    return number


def _refuse_constant(name: str) -> NoReturn:
    raise JsonRefused(f"{name} is not JSON.")


def _read_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise JsonRefused(f"The key {twice[:80]!r} is written twice.")
    return found


def _check(data: Any, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise JsonRefused(f"The JSON is nested deeper than {MAX_DEPTH} levels.")
    if isinstance(data, str):
        _check_text(data)
    elif isinstance(data, list):
        for item in data:
            _check(item, depth + 1)
    elif isinstance(data, dict):
        for name, value in data.items():
            _check_text(name)
            _check(value, depth + 1)


def _check_text(text: str) -> None:
    found = _UNKEEPABLE.search(text)
    if found:
        raise JsonRefused(f"The text {text[:40]!r} contains the character U+{ord(found[0]):04X}.")
