"""What a case is about, in its reader's words: parts kept with the case, told in any language."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from app.cases.wording import choose
from app.registers.errors import QuarterUnreadable
from app.registers.quarters import Quarter
from app.registers.rendering import show_date, show_money, show_quarter
from forms.definition import Option, Texts, read_definition

#: What an older process, that does not say what it is about, calls the words of the person: the first given is taken.
OWN_WORDS = ("subject", "question", "reason")
LONGEST = 200
#: Longer rows of quarters are told by their first and last.
MOST_QUARTERS = 2
Part = Mapping[str, Any]


def describe_subject(
    manifest: Mapping[str, Any], files: Mapping[str, str], data: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """The parts of a case's subject that `data` answers, as plain JSON, in the order process.yaml names them.

    A part is {text}, {words: label by language}, {period: [2026Q1, …] or [2026]}, {money: "12.50"} or {date: ISO day}.
    """
    declared: Sequence[Part] = manifest.get("subject") or []
    if not declared:
        return list(describe_own_words(data))
    found = (read_part(part, manifest, files, data) for part in declared)
    return [part for part in found if part]


def describe_own_words(data: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """One word in small letters is a code and no subject."""
    texts = (shorten(data.get(key)) for key in OWN_WORDS)
    spoken = (text for text in texts if text and not is_code(text))
    yield from ({"text": text} for text in [next(spoken, "")] if text)


def is_code(text: str) -> bool:
    return "_" in text and text == text.lower() and " " not in text


def shorten(value: Any) -> str:
    return " ".join(value.split())[:LONGEST] if isinstance(value, str) else ""


def read_part(
    part: Part, manifest: Mapping[str, Any], files: Mapping[str, str], data: Mapping[str, Any]
) -> dict[str, Any]:
    """Empty when `data` does not answer it."""
    if "choice" in part:
        return read_choice(part, manifest, files, data.get(part["choice"]))
    kind = next(kind for kind in READERS if kind in part)
    names = part[kind]
    values = [data.get(name) for name in ([names] if isinstance(names, str) else names)]
    return READERS[kind](values) if all(value not in (None, "") for value in values) else {}


def read_choice(
    part: Part, manifest: Mapping[str, Any], files: Mapping[str, str], value: Any
) -> dict[str, Any]:
    labels = part.get("labels") or read_labels(manifest, files, part["choice"])
    return {"words": dict(labels[value])} if value in labels else {}


def read_labels(manifest: Mapping[str, Any], files: Mapping[str, str], name: str) -> Mapping[str, Texts]:
    """The labels of a choice of the start form, by value."""
    form = manifest.get("start_form")
    text = files.get(f"forms/{form}.yaml")
    if not text:
        return {}
    blocks = {
        path.removeprefix("forms/blocks/").removesuffix(".yaml"): block
        for path, block in files.items()
        if path.startswith("forms/blocks/")
    }
    definition = read_definition(text, place=str(form), blocks=blocks)
    options: Sequence[Option] = next((field.options for field in definition.fields if field.name == name), ())
    return {option.value: option.label for option in options}


def read_period(values: Sequence[Any]) -> dict[str, Any]:
    """`2026Q1`, `2026Q1, 2026Q2`, 2026, or 2026 and 1; what cannot be read is told as it was written."""
    if len(values) == 2:  # a year and a number
        return {"period": [str(Quarter(int(values[0]), int(values[1])))]}
    text = str(values[0]).strip()
    if text.isdecimal():
        return {"period": [text]}
    try:
        return {"period": [str(quarter) for quarter in sorted(map(Quarter.parse, split(text)))]}
    except QuarterUnreadable:
        return {"text": shorten(text)}


def split(text: str) -> list[str]:
    return [piece for piece in text.replace(";", ",").split(",") if piece.strip()]


def read_date(values: Sequence[Any]) -> dict[str, Any]:
    value = values[0]
    day = value.date() if isinstance(value, datetime) else value
    return {"date": day.isoformat() if isinstance(day, date) else str(day)}


READERS: Mapping[str, Callable[[Sequence[Any]], dict[str, Any]]] = {
    "text": lambda values: {"text": text} if (text := shorten(values[0])) else {},
    "period": read_period,
    "money": lambda values: {"money": str(Decimal(str(values[0])).quantize(Decimal("0.01")))},
    "date": read_date,
}


def tell_subject(parts: Sequence[Part], language: str) -> str:
    """The parts as one line: `4e trimestre 2026 · 2.609,73 EUR`."""
    with override(language):
        return " · ".join(text for part in parts if (text := tell_part(part, language)))


def tell_all(parts: Sequence[Part]) -> list[str]:
    """The line in every language, each once: a case is found by the words its reader knows."""
    told = (tell_subject(parts, language) for language, _name in settings.LANGUAGES)
    return list(dict.fromkeys(text for text in told if text))


def tell_part(part: Part, language: str) -> str:
    for kind, value in part.items():
        if kind == "words":
            return choose(value, language)
        if kind in TELLERS:
            return TELLERS[kind](value)
    return ""


def tell_period(periods: Sequence[str]) -> str:
    told = [
        _("Year {year}").format(year=one) if one.isdecimal() else capitalise(show_quarter(one))
        for one in periods
    ]
    return ", ".join(told) if len(told) <= MOST_QUARTERS else f"{told[0]} – {told[-1]}"


def capitalise(text: str) -> str:
    return text[:1].upper() + text[1:]


TELLERS: Mapping[str, Callable[[Any], str]] = {
    "text": str,
    "period": tell_period,
    "money": show_money,
    "date": show_date,
}
