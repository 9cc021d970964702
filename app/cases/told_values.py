"""The values of a process told to a reader: a label and a text each, in their language.

The one place where a variable or an operation's input becomes words on a screen, so that what is sensitive is hidden
here and nowhere else.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.formats import number_format
from django.utils.timezone import localtime
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from app.cases.task_forms import find_blocks, read_known
from app.cases.wording import choose, find_wording, tell_apart
from app.days import write_day
from app.registers.rendering import show_quarter
from forms.definition import Field
from workflows.feel import codec
from workflows.models import DefinitionVersion

NAMES = Path(__file__).with_name("variable_names.yaml")
#: Names a process does not have to declare sensitive: whoever they are about, they are about somebody.
PERSONAL = frozenset(
    {"address", "birth_date", "email", "name", "niss", "party_address", "party_email", "party_name", "party_phone",
     "phone", "recipient", "iban"}
)  # fmt: skip
MONEY = frozenset(
    {"amount", "arrears", "balance_total", "current_base", "down_payment", "due_a_month", "estimate", "interest",
     "left_to_pay", "new_base"}
)  # fmt: skip
NOTHING = "–"
QUARTER = re.compile(r"\d{4}Q[1-4]")


@dataclass(frozen=True)
class ToldValue:
    """One line of a table. `lines` is empty where the value is hidden from this reader."""

    label: str
    lines: tuple[str, ...]
    is_hidden: bool = False


@dataclass(frozen=True)
class Vocabulary:
    """What a version says of its variables: labels and kinds, and which are sensitive."""

    version_id: int | None
    variables: Mapping[str, Mapping[str, Any]]
    fields: Mapping[str, Field]

    def label(self, name: str, language: str) -> str:
        declared = self.variables.get(name, {}).get("label", {})
        known = declared or read_names().get(name, {})
        asked = self.fields[name].label if name in self.fields else {}
        return choose(known or asked, language) or tell_apart(name)

    def is_sensitive(self, name: str) -> bool:
        return name in PERSONAL or bool(self.variables.get(name, {}).get("sensitive"))

    def choice(self, name: str, value: str, language: str) -> str:
        """The words of a coded value, where a form offers it as a choice or the process names the letter or step."""
        options = self.fields[name].options if name in self.fields else ()
        for option in options:
            if option.value == value:
                return choose(option.label, language)
        return self.node(name, value, language)

    def node(self, name: str, value: str, language: str) -> str:
        if self.version_id is None:
            return value
        wording = find_wording(self.version_id)
        if name in ("letter", "letters") and value in wording.letters:
            return wording.letter(value, language)
        return wording.node(value, language) if value in wording.nodes else value


def tell_values(
    values: Mapping[str, Any], version_id: int | None, language: str, *, unveiled: bool
) -> list[ToldValue]:
    """Stored values (typed JSON) as lines; `unveiled` readers see what is sensitive too."""
    return tell_variables(codec.decode(dict(values)), version_id, language, unveiled=unveiled)


def tell_variables(
    values: Mapping[str, Any], version_id: int | None, language: str, *, unveiled: bool
) -> list[ToldValue]:
    """The same of values as a process holds them."""
    words = read_vocabulary(version_id) if version_id else Vocabulary(None, {}, {})
    return [tell_value(name, value, words, language, unveiled) for name, value in values.items()]


def tell_value(name: str, value: Any, words: Vocabulary, language: str, unveiled: bool) -> ToldValue:
    label = words.label(name, language)
    if words.is_sensitive(name) and not unveiled and value not in (None, ""):
        return ToldValue(label, (), is_hidden=True)
    return ToldValue(label, tuple(write_lines(name, value, words, language, unveiled)) or (NOTHING,))


def write_lines(name: str, value: Any, words: Vocabulary, language: str, unveiled: bool) -> Iterator[str]:
    """A value as text; a list and a context are told part by part, what is sensitive in them hidden."""
    if isinstance(value, Mapping):
        for key, part in value.items():
            told = tell_value(str(key), part, words, language, unveiled)
            yield f"{told.label}{_(': ')}{pgettext('value', 'hidden') if told.is_hidden else '; '.join(told.lines)}"
    elif isinstance(value, list | tuple):
        for part in value:
            yield "; ".join(write_lines(name, part, words, language, unveiled))
    elif isinstance(value, str) and QUARTER.fullmatch(value):
        yield show_quarter(value)
    elif isinstance(value, str):
        yield from words.choice(name, value, language).splitlines() or [NOTHING]
    else:
        yield write_value(name, value, words)


def write_value(name: str, value: Any, words: Vocabulary) -> str:
    match value:
        case None:
            return NOTHING
        case bool():
            return _("Yes") if value else _("No")
        case Decimal() | int():
            return write_number(Decimal(value), is_money=is_money(name, words))
        case datetime():
            local = localtime(value) if value.tzinfo else value
            return f"{write_day(local.date(), 'j F Y', get_language())} {local:%H:%M}"
        case date():
            return write_day(value, "j F Y", get_language())
        case timedelta():
            return str(value)
    return str(value)


def is_money(name: str, words: Vocabulary) -> bool:
    asked = words.fields.get(name)
    return name in MONEY or name.endswith("_amount") or (asked is not None and asked.type == "money")


def write_number(number: Decimal, *, is_money: bool) -> str:
    """An amount with its groups and its sign; a year or a count as it is."""
    if is_money:
        return f"{number_format(number, decimal_pos=2, use_l10n=True, force_grouping=True)}\xa0€"
    places = max(0, -int(number.normalize().as_tuple().exponent))
    return str(number_format(number, decimal_pos=places, use_l10n=True))


@lru_cache(maxsize=128)
def read_vocabulary(version_id: int) -> Vocabulary:
    """A published version never changes: its forms are read once a process."""
    version = DefinitionVersion.objects.only("manifest", "files").get(pk=version_id)
    blocks = tuple(sorted(find_blocks(version.files).items()))
    fields: dict[str, Field] = {}
    for path, text in sorted(version.files.items()):
        if path.startswith("forms/") and not path.startswith("forms/blocks/"):
            name = path.removeprefix("forms/").removesuffix(".yaml")
            for field in read_known(text, name, blocks).fields:
                fields.setdefault(field.name, field)
    return Vocabulary(version_id, version.manifest.get("variables", {}), fields)


@cache
def read_names() -> Mapping[str, Mapping[str, str]]:
    names: Mapping[str, Mapping[str, str]] = yaml.safe_load(NAMES.read_text(encoding="utf-8"))
    return names
