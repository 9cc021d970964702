"""What keeps a form from being asked, each with its place and entry, in the reader's words."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from app.cases.form_checks import check_form
from app.cases.known_facts import FACTS
from app.studio.errors import FileRefused
from app.studio.finding_words import tell
from app.studio.form_editing import list_missing, load, read_texts
from app.studio.yaml_words import load_map
from forms.definition import FormDefinition, read_definition
from forms.errors import FormRefused
from forms.fields import BUILDERS
from workflows.feel import FeelSyntaxError, parse
from workflows.feel.free_names import find_names

CHOICES = ("choice", "choices")
NUMBERS = ("integer", "decimal", "money")
BOUNDED = (*NUMBERS, "date")
LANGUAGE_NAMES = {"fr": "Français", "nl": "Nederlands", "de": "Deutsch", "en": "English"}


@dataclass(frozen=True)
class Problem:
    """`at`: a place of the form; `name`: which entry there, such as `label_nl`. A warning does not block."""

    at: str
    name: str
    message: str
    warning: bool = False


@dataclass(frozen=True)
class Known:
    """What the conditions of a form may read: the process's variables with their types, and the blocks there are."""

    variables: Mapping[str, str]
    blocks: Mapping[str, str]


def list_problems(text: str, key: str, known: Known) -> list[Problem]:
    """In the order of the form. What has no words of its own is told as the renderer says it."""
    try:
        form = load(text)
    except FileRefused as refused:
        return [Problem("", "", str(refused))]
    names = {**known.variables, **list_types(form, known)}
    found = [*look_at_head(form), *look_at_twins(form, known)]
    for number, section in enumerate(form["sections"]):
        found += look_at_section(section, str(number), names)
        for index, node in enumerate(section["fields"]):
            found += look_at_entry(node, f"{number}.{index}", names, known)
    if not any(not one.warning for one in found):
        found += [Problem("", "", message) for message in read_strictly(text, key, known)]
    return found


def read_strictly(text: str, key: str, known: Known) -> list[str]:
    try:
        return list(check_form(read_definition(text, place=key, blocks=known.blocks), key))
    except FormRefused as refused:
        return [str(refused)]


def read_form(text: str, key: str, known: Known) -> FormDefinition | None:
    """The form to be shown, where it can be."""
    return None if read_strictly(text, key, known) else read_definition(text, place=key, blocks=known.blocks)


def list_types(form: Mapping[str, Any], known: Known) -> dict[str, str]:
    """name → type of every question, those of blocks included."""
    entries = [one for section in form["sections"] for one in section["fields"]]
    own = {str(one.get("name")): str(one.get("type", "")) for one in entries if "block" not in one}
    for entry in entries:
        own |= read_block(str(entry.get("block", "")), known)
    return own


def read_block(name: str, known: Known) -> dict[str, str]:
    """The questions of a block by name, with their types."""
    if name not in known.blocks:
        return {}
    fields = load_block(known.blocks[name])
    return {str(one.get("name")): str(one.get("type")) for one in fields}


def load_block(text: str) -> list[Mapping[str, Any]]:
    return list(load_map(text, having="fields")["fields"])


def look_at_head(form: Mapping[str, Any]) -> Iterator[Problem]:
    yield from look_at_texts(form, "", "titles", needed=True)
    yield from look_at_texts(form, "", "intro")
    yield from look_at_texts(form, "", "submit")
    if not form["sections"]:
        yield Problem("", "", _("The form has no section yet."))


def look_at_section(section: Mapping[str, Any], at: str, names: Mapping[str, str]) -> Iterator[Problem]:
    yield from look_at_texts(section, at, "title")
    yield from look_at_expression(section, at, "show_if", names)
    if not section["fields"]:
        yield Problem(at, "", _("The section asks nothing."))


def look_at_texts(node: Mapping[str, Any], at: str, name: str, *, needed: bool = False) -> Iterator[Problem]:
    texts = read_texts(node, name)
    if not texts and not needed:
        return
    for language in list_missing(texts):
        told = _("There are no words in this language yet: %(language)s.")
        yield Problem(at, f"{name}_{language}", told % {"language": LANGUAGE_NAMES[language]})


def look_at_twins(form: Mapping[str, Any], known: Known) -> Iterator[Problem]:
    seen: set[str] = set()
    for number, section in enumerate(form["sections"]):
        for index, node in enumerate(section["fields"]):
            block = str(node.get("block", ""))
            for name in read_block(block, known) if block else [str(node.get("name", ""))]:
                if name in seen:
                    told = _("“%(name)s” is asked twice.") % {"name": name}
                    yield Problem(f"{number}.{index}", "name", told)
                seen.add(name)


def look_at_entry(
    node: Mapping[str, Any], at: str, names: Mapping[str, str], known: Known
) -> Iterator[Problem]:
    if "block" in node:
        if str(node["block"]) not in known.blocks:
            yield Problem(at, "block", _("There is no block “%(name)s”.") % {"name": node["block"]})
        return
    if not re.fullmatch(r"[a-z][a-z0-9_]*", str(node.get("name", ""))):
        yield Problem(at, "name", _("A name has small letters, digits and _, and begins with a letter."))
    if node.get("type") not in BUILDERS:
        yield Problem(at, "type", _("There is no such type."))
    yield from look_at_texts(node, at, "label", needed=True)
    yield from look_at_texts(node, at, "help")
    for name in ("show_if", "required_if", "prefill"):
        yield from look_at_expression(node, at, name, names)
    if node.get("known") and node["known"] not in FACTS:
        yield Problem(at, "known", _("The fund holds no fact “%(name)s”.") % {"name": node["known"]})
    yield from look_at_bounds(node, at)
    yield from look_at_options(node, at)


def look_at_expression(
    node: Mapping[str, Any], at: str, name: str, names: Mapping[str, str]
) -> Iterator[Problem]:
    text = str(node.get(name, ""))
    if not text:
        return
    try:
        read = find_names(parse(text, names=tuple(names)).node).variables
    except FeelSyntaxError as error:
        told = _("This is no FEEL: %(error)s (column %(column)d)")
        yield Problem(at, name, told % {"error": tell(error.message), "column": error.column})
        return
    for unknown in sorted(read - set(names)):
        told = _("Neither the form nor process.yaml knows “%(name)s”.") % {"name": unknown}
        yield Problem(at, name, told, warning=True)
    if str(node.get("name")) in read and name == "show_if" and not node.get("prefill"):
        yield Problem(at, name, _("A question cannot depend on its own answer."))


def look_at_bounds(node: Mapping[str, Any], at: str) -> Iterator[Problem]:
    kind = node.get("type")
    found = {name: read_bound(node[name], kind) for name in ("min", "max") if name in node}
    for name, value in found.items():
        if value is None:
            told = _("Write a date such as 2026-05-12.") if kind == "date" else _("Write a number.")
            yield Problem(at, name, told)
    least, most = found.get("min"), found.get("max")
    if least is not None and most is not None and most < least:
        yield Problem(at, "max", _("The largest value lies below the smallest."))


def read_bound(value: Any, kind: Any) -> Any:
    """The bound as what the question answers; None for what it cannot be compared with."""
    try:
        if kind == "date":
            return date.fromisoformat(str(value))
        return int(str(value)) if kind == "integer" else Decimal(str(value))
    except (ValueError, InvalidOperation):
        return None


def look_at_options(node: Mapping[str, Any], at: str) -> Iterator[Problem]:
    options = node.get("options") or []
    if node.get("type") in CHOICES and not options:
        yield Problem(at, "options", _("There is nothing to choose from yet."))
    if node.get("type") not in CHOICES and options:
        yield Problem(at, "options", _("Only a choice has answers to choose from."))
    seen: set[str] = set()
    for index, option in enumerate(options):
        value = str(option.get("value", ""))
        if not value or value in seen:
            told = _("Each answer has a value of its own: “%(value)s”.") % {"value": value}
            yield Problem(at, f"option-{index}-value", told)
        seen.add(value)
        for language in list_missing(read_texts(option, "label")):
            told = _("There are no words in this language yet: %(language)s.")
            yield Problem(at, f"option-{index}-{language}", told % {"language": LANGUAGE_NAMES[language]})
