"""Functions on texts; positions count characters from 1, or from the end when negative."""

from decimal import Decimal

from workflows.feel.builtins.registry import builtin
from workflows.feel.errors import FunctionRefused
from workflows.feel.scope import Run
from workflows.feel.values import Value


@builtin("substring", "string: string, start position: number, length: number|null?")
def cut_text(text: str, position: Decimal, length: Decimal | None) -> Value:
    start = int(position)
    if start == 0 or abs(start) > len(text):
        raise FunctionRefused(f"there is no position {start} in a text of {len(text)} characters")
    if length is not None and length < 1:
        raise FunctionRefused("the length must be 1 or more")
    begin = start - 1 if start > 0 else len(text) + start
    return text[begin:] if length is None else text[begin : begin + int(min(length, Decimal(len(text))))]


@builtin("string length", "string: string")
def measure(text: str) -> Value:
    return Decimal(len(text))


@builtin("upper case", "string: string")
def raise_case(text: str) -> Value:
    return text.upper()


@builtin("lower case", "string: string")
def lower_case(text: str) -> Value:
    return text.lower()


@builtin("substring before", "string: string, match: string")
def take_before(text: str, match: str) -> Value:
    return text.partition(match)[0] if match and match in text else ""


@builtin("substring after", "string: string, match: string")
def take_after(text: str, match: str) -> Value:
    return text.partition(match)[2] if match else text


@builtin("contains", "string: string, match: string")
def has_part(text: str, match: str) -> Value:
    return match in text


@builtin("starts with", "string: string, match: string")
def starts(text: str, match: str) -> Value:
    return text.startswith(match)


@builtin("ends with", "string: string, match: string")
def ends(text: str, match: str) -> Value:
    return text.endswith(match)


@builtin("string join", "list: list, delimiter: string|null?")
def join_texts(run: Run, items: list[Value], delimiter: str | None) -> Value:
    texts = [item for item in items if item is not None]
    if not all(isinstance(text, str) for text in texts):
        raise FunctionRefused("only texts can be joined")
    run.check_text(sum(map(len, texts)) + len(delimiter or "") * len(texts))
    return (delimiter or "").join(texts)
