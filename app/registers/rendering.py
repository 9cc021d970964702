"""A trace in words: sentences and figures that a self-employed reader understands, in fr, nl, de and en.

Every sentence is an English msgid; its places say how a figure is shown: `{amount:money}`, `{rate:percent}`,
`{day:date}`, `{quarter:quarter}`, `{category:word}`.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from string import Formatter
from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format, number_format
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from app.registers.citations import cite
from app.registers.errors import SentenceUnknown
from app.registers.quarters import Quarter
from app.registers.sentences import PARAMETER_NAMES, SENTENCES, WORDS
from app.registers.value_names import name_value

if TYPE_CHECKING:
    from app.registers.traces import ParameterUse, Step, Trace


FEE = "FEE.RATE"
MONTH_DAY = re.compile(r"([0-9]{2})-([0-9]{2})")
#: With a 29 February.
LEAP_YEAR = 2024


@dataclass(frozen=True, slots=True)
class Line:
    """One line for a person. `kind` is step, result or warning; `sources` are the legal values behind it."""

    kind: str
    text: str
    result: str = ""
    sources: tuple[str, ...] = ()

    def as_text(self) -> str:
        """The line in one piece, as a terminal or a plain letter shows it."""
        shown = f"{self.text} → {self.result}" if self.result else self.text
        return f"{shown} [{'; '.join(self.sources)}]" if self.sources else shown

    def to_json(self) -> dict[str, Any]:
        """Plain data, as a Typst letter reads it."""
        return {"kind": self.kind, "text": self.text, "result": self.result, "sources": list(self.sources)}


def render(trace: "Trace", language: str) -> list[Line]:
    """The lines of a trace in `language` (fr, nl, de, en), warnings first. Raises SentenceUnknown."""
    with override(language):
        return [*(_make_line(step, "warning") for step in trace.warnings), *_list_steps(trace)]


def render_for_letter(trace: "Trace", language: str) -> list[dict[str, Any]]:
    """The same lines as plain data for a Typst template: kind, text, result, sources."""
    return [line.to_json() for line in render(trace, language)]


def _list_steps(trace: "Trace") -> Iterator[Line]:
    last = len(trace.steps) - 1
    for index, step in enumerate(trace.steps):
        yield _make_line(step, "result" if index == last and step.result is not None else "step")


def _make_line(step: "Step", kind: str) -> Line:
    result = "" if step.result is None else show(step.result, RESULT_FORMS.get(step.unit, "word"))
    sources = tuple(describe_use(use) for use in step.parameters)
    return Line(kind, write_sentence(step.key, step.text_values), result, sources)


def write_sentence(key: str, values: Mapping[str, Any]) -> str:
    """The sentence of a step in the active language. Raises SentenceUnknown."""
    if key not in SENTENCES:
        raise SentenceUnknown(key=key)
    return _formatter.vformat(_(SENTENCES[key]), (), values)


def describe_use(use: "ParameterUse") -> str:
    """A legal value with its validity and its legal basis."""
    code = FEE if use.code.startswith(f"{FEE}.") else use.code
    language = get_language() or "en"
    name = _(PARAMETER_NAMES[code]) if code in PARAMETER_NAMES else name_value(use.code, language)
    value = show(use.value, PARAMETER_FORMS.get(use.unit, "word"))
    if use.until is None:
        period = _("since {start}").format(start=show(use.start, "date"))
    else:
        period = _("from {start} to {until}").format(
            start=show(use.start, "date"), until=show(use.until, "date")
        )
    text = _("{name}: {value} ({period}; {basis})")
    return text.format(name=name, value=value, period=period, basis=tell_basis(use.legal_basis, language))


def tell_basis(text: str, language: str) -> str:
    """As the catalogue has it, else by the names of its laws."""
    told = _(text) if text else ""
    return told if told != text else cite(text, language)


class _Shown(Formatter):
    def format_field(self, value: Any, format_spec: str) -> str:
        return show(value, format_spec or "plain")


def show(value: Any, form: str) -> str:
    """A figure in the active language; `form` is one of FORMS."""
    return FORMS[form](value)


def show_money(value: Any) -> str:
    """To the cent; more digits are shown where a figure has them."""
    amount = Decimal(value)
    shown = _group(abs(amount), 2)
    sign = "−" if amount < 0 else ""
    return sign + _("€{amount}").format(amount=shown)


def show_percent(value: Any) -> str:
    """A rate of 0.205 as 20.5 %."""
    percent = (Decimal(value) * 100).normalize()
    return _("{number}%").format(number=_group(percent, max(0, -int(percent.as_tuple().exponent))))


def show_number(value: Any) -> str:
    number = Decimal(value)
    return _group(number, max(0, -int(number.as_tuple().exponent)))


def _group(number: Decimal, places: int) -> str:
    return str(number_format(number, decimal_pos=places, use_l10n=True, force_grouping=True))


def show_date(value: Any) -> str:
    day = value if isinstance(value, date) else date.fromisoformat(value)
    return date_format(day, _("1 F Y") if day.day == 1 else _("j F Y"))


def show_quarter(value: Any) -> str:
    quarter = value if isinstance(value, Quarter) else Quarter.parse(value)
    return _(QUARTERS[quarter.number - 1]).format(year=quarter.year)


def show_word(value: Any) -> str:
    """A word of the rules; `12-31` is a day of every year."""
    text = str(value)
    day = MONTH_DAY.fullmatch(text)
    if day:
        return date_format(date(LEAP_YEAR, int(day[1]), int(day[2])), "j F")
    return _(WORDS[text]) if text in WORDS else text


QUARTERS = (
    "1st quarter of {year}",
    "2nd quarter of {year}",
    "3rd quarter of {year}",
    "4th quarter of {year}",
)
FORMS: dict[str, Callable[[Any], str]] = {
    "money": show_money,
    "percent": show_percent,
    "number": show_number,
    "date": show_date,
    "quarter": show_quarter,
    "word": show_word,
    "plain": str,
}
RESULT_FORMS = {"EUR": "money", "date": "date", "quarter": "quarter", "number": "number"}
PARAMETER_FORMS = {"EUR": "money", "EUR/year": "money", "rate": "percent", "coefficient": "number"}
_formatter = _Shown()
