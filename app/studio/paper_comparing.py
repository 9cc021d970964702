"""What differs between two states of a form, a letter or the settings of a process, in words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from app.studio.errors import FileRefused
from app.studio.folders import Kind
from app.studio.form_editing import load
from app.studio.letter_texts import read_used
from app.studio.yaml_words import load_map

#: What the entries of a question are called; others keep the name they have in the file.
NAMES = {
    "label": gettext_lazy("Question"), "help": gettext_lazy("Help"), "type": gettext_lazy("Type"),
    "required": gettext_lazy("Must be answered"), "required_if": gettext_lazy("Must be answered only if"),
    "show_if": gettext_lazy("Shown only if"), "read_only": gettext_lazy("Shown, not asked"),
    "prefill": gettext_lazy("Filled in from"), "known": gettext_lazy("Known fact"),
    "min": gettext_lazy("Smallest"), "max": gettext_lazy("Largest"),
    "max_length": gettext_lazy("Most characters"), "titles": gettext_lazy("Title"), "title": gettext_lazy("Title"),
    "intro": gettext_lazy("Introduction"), "submit": gettext_lazy("Words on the button"),
}  # fmt: skip
EMPTY = "form: x/x\nsections: []\n"


@dataclass(frozen=True)
class Words:
    """One difference: of what, what about it, and how it was and is; empty where there was or is nothing."""

    place: str
    what: str
    before: str = ""
    after: str = ""


def tell_changes(kind: Kind, before: str, after: str) -> list[Words]:
    """In the order of the file; nothing where one of the two cannot be read as what it should be."""
    tellers = {Kind.FORM: compare_forms, Kind.LETTER: compare_letters, Kind.SETTINGS: compare_settings}
    if kind not in tellers:
        return []
    try:
        return list(tellers[kind](before, after))
    except FileRefused:
        return []


def compare_forms(before: str, after: str) -> Iterator[Words]:
    """Raises FileRefused."""
    old, new = load(before or EMPTY), load(after or EMPTY)
    yield from differ(_("The form itself"), leave(old, "sections", "form"), leave(new, "sections", "form"))
    for number, section in enumerate(new["sections"]):
        known = old["sections"][number] if number < len(old["sections"]) else {}
        place = f"{_('Section')} {number + 1}"
        yield from differ(place, leave(known, "fields"), leave(section, "fields"))
    yield from compare_entries(list_entries(old), list_entries(new))


def leave(node: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {key: value for key, value in node.items() if key not in names}


def list_entries(form: Mapping[str, Any]) -> dict[str, tuple[int, Mapping[str, Any]]]:
    """name → (section, question), in order; a block under its name with a point before it."""
    return {
        f".{node['block']}" if "block" in node else str(node.get("name", "")): (number, node)
        for number, section in enumerate(form["sections"])
        for node in section["fields"]
    }


def compare_entries(
    old: Mapping[str, tuple[int, Mapping[str, Any]]], new: Mapping[str, tuple[int, Mapping[str, Any]]]
) -> Iterator[Words]:
    for name, (section, node) in new.items():
        place = name.lstrip(".")
        if name not in old:
            yield Words(place, _("added"), "", tell_node(node))
            continue
        yield from differ(place, leave(old[name][1], "options"), leave(node, "options"))
        yield from compare_options(place, old[name][1].get("options") or [], node.get("options") or [])
        if section != old[name][0]:
            yield Words(place, _("Section"), str(old[name][0] + 1), str(section + 1))
    yield from (
        Words(name.lstrip("."), _("taken out"), tell_node(node))
        for name, (_at, node) in old.items()
        if name not in new
    )
    yield from compare_order([name for name in old if name in new], [name for name in new if name in old])


def compare_order(old: list[str], new: list[str]) -> Iterator[Words]:
    """Questions that both have, in another order."""
    if old != new:
        yield Words(_("The form itself"), _("Order"), ", ".join(old), ", ".join(new))


def compare_options(place: str, before: Any, after: Any) -> Iterator[Words]:
    old = {str(one.get("value")): one.get("label") or {} for one in before}
    new = {str(one.get("value")): one.get("label") or {} for one in after}
    for value, texts in new.items():
        if value not in old:
            yield Words(place, _("answer added"), "", f"{value}: {tell(texts)}")
        else:
            yield from differ(f"{place} · {value}", {"label": old[value]}, {"label": texts})
    yield from (
        Words(place, _("answer taken out"), f"{value}: {tell(old[value])}")
        for value in old
        if value not in new
    )


def differ(place: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Words]:
    """Entry by entry, texts language by language."""
    for name in dict.fromkeys([*before, *after]):
        one, other = before.get(name), after.get(name)
        if one == other:
            continue
        called = str(NAMES.get(name, name))
        texts = [value for value in (one, other) if value is not None]
        if all(isinstance(value, Mapping) and set(value) <= {"fr", "nl", "de", "en"} for value in texts):
            yield from differ_texts(place, called, one or {}, other or {})
        else:
            yield Words(place, called, tell(one), tell(other))


def differ_texts(
    place: str, called: str, one: Mapping[str, Any], other: Mapping[str, Any]
) -> Iterator[Words]:
    for language in dict.fromkeys([*one, *other]):
        if one.get(language) != other.get(language):
            yield Words(place, f"{called} {language}", tell(one.get(language)), tell(other.get(language)))


def tell_node(node: Mapping[str, Any]) -> str:
    if "block" in node:
        return f"{_('Block')} {node['block']}"
    return f"{tell(node.get('label') or {})} ({node.get('type', '')})"


def tell(value: Any) -> str:
    """A value of YAML as a line of words."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {tell(one)}" for key, one in value.items())
    return ", ".join(tell(one) for one in value) if isinstance(value, list) else str(value)


def compare_letters(before: str, after: str) -> Iterator[Words]:
    """What the text uses now and did not, or no longer does; its lines stand below."""
    old, new = read_used(before), read_used(after)
    pairs = [
        (_("mention"), old.mentions, new.mentions), (_("data"), old.data, new.data),
        (_("block to reword"), old.blocks, new.blocks), (_("kind of decision"), old.decisions, new.decisions),
    ]  # fmt: skip
    for called, one, other in pairs:
        yield from (Words(called, _("taken out"), name) for name in sorted(one - other))
        yield from (Words(called, _("added"), "", name) for name in sorted(other - one))


def compare_settings(before: str, after: str) -> Iterator[Words]:
    """The head entry by entry; variables, roles, letters and service levels one by one. Raises FileRefused."""
    old, new = load_map(before or "{}"), load_map(after or "{}")
    parts = ("variables", "roles", "nodes", "letters", "messages", "service_levels")
    yield from differ("process.yaml", leave(old, *parts), leave(new, *parts))
    for part in parts:
        yield from compare_named(part, name_rows(old.get(part)), name_rows(new.get(part)))


def name_rows(value: Any) -> dict[str, Any]:
    """A mapping as it is; a list of rows by their ids."""
    if isinstance(value, Mapping):
        return dict(value)
    rows = value if isinstance(value, list) else []
    return {str(row.get("id", index)): row for index, row in enumerate(rows) if isinstance(row, Mapping)}


def compare_named(part: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Words]:
    for name, row in new.items():
        place = f"{part} · {name}"
        if name not in old:
            yield Words(place, _("added"), "", tell(row))
        elif isinstance(row, Mapping) and isinstance(old[name], Mapping):
            yield from differ(place, old[name], row)
        elif row != old[name]:
            yield Words(place, "", tell(old[name]), tell(row))
    yield from (
        Words(f"{part} · {name}", _("taken out"), tell(row)) for name, row in old.items() if name not in new
    )
