"""JSON as a person or another program sent it: read strictly, or refused with the place and one sentence.

Python's own reader lets through what JSON has not (NaN, Infinity), keeps the last of two equal keys in silence,
and fails with errors of its own on deep nesting and very long numbers.
"""

import json
import re
from decimal import Decimal, InvalidOperation
from typing import Any, NoReturn

from django.utils.translation import gettext_noop

from workflows.errors import WorkflowError

MAX_CHARACTERS = 5_000_000
MAX_DEPTH = 100
MAX_DIGITS = 1_000
#: FEEL's numbers are decimal128: 10 to this power and its inverse are the farthest.
MAX_EXPONENT = 6144
# PostgreSQL keeps neither U+0000 nor half of a character, and no terminal can show the latter.
_UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")

# Marked for translation: pages show them in the reader's language, commands as they are.
TOO_LONG = gettext_noop("The JSON has %(size)s characters; it may have %(most)s.")
NOT_JSON = "%(why)s: line %(line)s, column %(column)s."
TOO_DEEP = gettext_noop("The JSON is nested deeper than %(most)s levels.")
NO_OBJECT = 'It must be a JSON object, such as {"amount": 12.50}.'
NUMBER_TOO_LONG = gettext_noop("The number %(number)s is too long.")
NUMBER_TOO_FAR = gettext_noop("The number %(number)s is out of range.")
NO_NUMBER = gettext_noop("%(name)s is not JSON.")
KEY_TWICE = gettext_noop("The key %(name)s is written twice.")
UNKEEPABLE = gettext_noop("The text %(text)s contains the character U+%(code)s.")


class JsonRefused(WorkflowError):
    """The text is not JSON.

    `text` is the sentence with its places (%(name)s), which a page may translate; `values` fill them.
    """

    def __init__(self, text: str, /, **values: Any) -> None:
        self.text, self.values = text, values
        super().__init__(text % values)


def read_json(text: str) -> Any:
    """The data, every number a Decimal. Raises JsonRefused.

    Refused besides what is no JSON: NaN and Infinity, numbers beyond 10^6144 or of more than 1,000 digits, a key
    written twice, more than 100 levels, U+0000 and lone surrogates.
    """
    if len(text) > MAX_CHARACTERS:
        raise JsonRefused(TOO_LONG, size=f"{len(text):,}", most=f"{MAX_CHARACTERS:,}")
    try:
        data = json.loads(
            text,
            parse_float=_read_number,
            parse_int=_read_number,
            parse_constant=_refuse_constant,
            object_pairs_hook=_read_object,
        )
    except json.JSONDecodeError as error:
        raise JsonRefused(NOT_JSON, why=error.msg, line=error.lineno, column=error.colno) from error
    except RecursionError as error:
        raise JsonRefused(TOO_DEEP, most=MAX_DEPTH) from error
    _check(data, 0)
    return data


def read_object(text: str) -> dict[str, Any]:
    """The same for a text that must be a JSON object. Raises JsonRefused."""
    data = read_json(text)
    if not isinstance(data, dict):
        raise JsonRefused(NO_OBJECT)
    return data


def _read_number(text: str) -> Decimal:
    shown = text if len(text) <= 40 else f"{text[:20]}… ({len(text)} characters)"
    if len(text) > MAX_DIGITS:
        raise JsonRefused(NUMBER_TOO_LONG, number=shown)
    try:
        number = Decimal(text)
    except InvalidOperation as error:
        raise JsonRefused(NUMBER_TOO_FAR, number=shown) from error
    if abs(number.adjusted()) > MAX_EXPONENT:
        raise JsonRefused(NUMBER_TOO_FAR, number=shown)
    return number


def _refuse_constant(name: str) -> NoReturn:
    raise JsonRefused(NO_NUMBER, name=name)


def _read_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise JsonRefused(KEY_TWICE, name=repr(twice[:80]))
    return found


def _check(data: Any, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise JsonRefused(TOO_DEEP, most=MAX_DEPTH)
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
        raise JsonRefused(UNKEEPABLE, text=repr(text[:40]), code=f"{ord(found[0]):04X}")
