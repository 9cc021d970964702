"""Legal values as an article shows them: the figure of the day, and behind it its days, its law and its source."""

from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext as _

from app.registers.rendering import PARAMETER_FORMS, describe_use, show
from app.registers.traces import ParameterUse
from workflows.parameters import Row, find_row_or_none, load_book


@dataclass(frozen=True, slots=True)
class ShownValue:
    """`text` is the figure in the reader's language, `source` a sentence with its days and law; `lapsed` when the
    figure of the day is not published and the last known one is shown, saying so."""

    code: str
    text: str
    source: str = ""
    lapsed: bool = False


def show_value(code: str, on: date) -> ShownValue:
    """In the active language. An unknown code is shown as such: publishing refuses it before anybody reads it."""
    row = find_row_or_none(code, on) if not find_unknown([code]) else None
    if row is not None:
        return ShownValue(code, write_figure(row), describe_row(row))
    last = find_last(code, on)
    if last is None:
        return ShownValue(code, _("(not published)"), lapsed=True)
    until = show(last.until, "date")
    text = _("{value} (last published figure, valid until {day})").format(value=write_figure(last), day=until)
    return ShownValue(code, text, describe_row(last), lapsed=True)


def find_last(code: str, on: date) -> Row | None:
    """The newest row that had ended before the day."""
    rows = load_book().rows.get(code, ())
    return max((row for row in rows if row.start <= on), key=lambda row: row.start, default=None)


def write_figure(row: Row) -> str:
    return show(row.value, choose_form(row))


def choose_form(row: Row) -> str:
    known = PARAMETER_FORMS.get(row.unit)
    return known or ("word" if isinstance(row.value, str) else "number")


def describe_row(row: Row) -> str:
    """Name, figure, days and law, as a trace tells a value it has used."""
    use = ParameterUse(
        code=row.code,
        start=row.start,
        until=row.until,
        value=str(row.value),
        legal_basis=row.legal_basis,
        source=row.source,
        confidence=row.confidence,
        status=row.status,
        unit=row.unit,
    )
    return describe_use(replace(use, value=strip_zeros(use.value)))


def strip_zeros(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text and text.replace(".", "").isdigit() else text


def find_unknown(codes: list[str]) -> list[str]:
    """Codes that no legal value has."""
    rows = load_book().rows
    return [code for code in codes if code not in rows]
