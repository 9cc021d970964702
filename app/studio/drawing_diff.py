"""Two drawings compared: what runs differently first and in words, then what is only named or placed otherwise."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from app.studio.drawing_facts import LABELS, Element, read_elements
from workflows.xml import XmlRefused


class Change(StrEnum):
    """In the order in which they are told: what runs differently first."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    RENAMED = "renamed"
    MOVED = "moved"


RUNS = (Change.ADDED, Change.REMOVED, Change.CHANGED)


@dataclass(frozen=True)
class ElementChange:
    """One element that differs. `lines` say how, one sentence each; nothing where it was only moved."""

    id: str
    change: Change
    title: str
    kind: str
    lines: tuple[str, ...] = ()

    @property
    def runs(self) -> bool:
        """Whether cases go another way than before."""
        return self.change in RUNS


@dataclass(frozen=True)
class DrawingDiff:
    changes: list[ElementChange]

    @property
    def marks(self) -> dict[str, list[str]]:
        """Ids by what became of them, for both drawings."""
        return {kind.value: [one.id for one in self.changes if one.change is kind] for kind in Change}

    @property
    def running(self) -> list[ElementChange]:
        return [one for one in self.changes if one.runs]

    @property
    def resting(self) -> list[ElementChange]:
        return [one for one in self.changes if not one.runs]


def compare_drawings(before: str, after: str) -> DrawingDiff | None:
    """None where one of the two is no drawing."""
    try:
        old, new = read_elements(before), read_elements(after)
    except XmlRefused:
        return None
    changes = list(list_changes(old, new))
    order = list(Change)
    return DrawingDiff(
        sorted(changes, key=lambda one: (order.index(one.change), one.kind == "sequenceFlow", one.title))
    )


def list_changes(old: Mapping[str, Element], new: Mapping[str, Element]) -> Iterator[ElementChange]:
    for key, element in new.items():
        if key not in old:
            yield make(Change.ADDED, element, new, tuple(tell_all(element)))
            continue
        change = classify(old[key], element)
        if change is not None:
            yield make(change, element, new, tuple(tell_differences(old[key], element)))
    for key, element in old.items():
        if key not in new:
            yield make(Change.REMOVED, element, old)


def classify(before: Element, after: Element) -> Change | None:
    names = {*before.facts, *after.facts}
    different = {name for name in names if before.facts.get(name) != after.facts.get(name)}
    if before.kind != after.kind or different - LABELS:
        return Change.CHANGED
    if different:
        return Change.RENAMED
    return Change.MOVED if before.place != after.place else None


def make(
    change: Change, element: Element, among: Mapping[str, Element], lines: tuple[str, ...] = ()
) -> ElementChange:
    return ElementChange(element.id, change, name_element(element, among), element.kind, lines)


def name_element(element: Element, among: Mapping[str, Element]) -> str:
    """Its name; of a flow without one where it leads; else its id."""
    if element.kind == "sequenceFlow" and not element.name:
        keys = (element.facts.get("from", ""), element.facts.get("to", ""))
        ends = [among[key].name or key for key in keys if key in among]
        return " → ".join(ends) or element.id
    return element.name or element.id


def tell_all(element: Element) -> Iterator[str]:
    """Of a new element what matters most: how long it waits, what it calls, who does it."""
    for name in ("timer", "operation", "calls", "decision", "form", "condition"):
        if name in element.facts:
            yield _("%(what)s: %(value)s") % {
                "what": name_fact(name),
                "value": tell_value(name, element.facts[name]),
            }


def tell_differences(before: Element, after: Element) -> Iterator[str]:
    if before.kind != after.kind:
        yield _("is a %(after)s instead of a %(before)s") % {"before": before.kind, "after": after.kind}
    for name in sorted({*before.facts, *after.facts}, key=rank):
        old, new = before.facts.get(name), after.facts.get(name)
        if old != new:
            yield tell_difference(name, old, new)


def rank(name: str) -> tuple[bool, bool, str]:
    return name in LABELS, name.startswith(("in:", "out:")), name


def tell_difference(name: str, old: str | None, new: str | None) -> str:
    if name == "timer" and old is not None and new is not None:
        return tell_waiting(old, new)
    told = {"what": name_fact(name)}
    if old is None:
        return _("%(what)s is new: %(after)s") % {**told, "after": tell_value(name, new or "")}
    if new is None:
        return _("%(what)s is gone; it was %(before)s") % {**told, "before": tell_value(name, old)}
    return _("%(what)s: %(after)s instead of %(before)s") % {
        **told,
        "before": tell_value(name, old),
        "after": tell_value(name, new),
    }


def name_fact(name: str) -> str:
    """A fact in the reader's words; what has none is called as in the file."""
    if name.startswith(("in:", "out:")):
        direction, _colon, variable = name.partition(":")
        words = _("Input %(name)s") if direction == "in" else _("Output %(name)s")
        return words % {"name": variable}
    titles = {
        "timer": _("Waits"),
        "condition": _("Condition"),
        "default": _("Way otherwise taken"),
        "from": _("Comes from"),
        "to": _("Leads to"),
        "attached": _("Attached to"),
        "interrupts": _("Interrupts"),
        "calls": _("Calls the process"),
        "operation": _("Operation"),
        "decision": _("Decision"),
        "result": _("Result"),
        "form": _("Form"),
        "due": _("Due"),
        "follow up": _("Put aside until"),
        "priority": _("Priority"),
        "candidates": _("Who may do it"),
        "correlation": _("Correlation"),
        "lane": _("Lane"),
        "name": _("Name"),
        "documentation": _("Description"),
        "behaviour": _("Behaviour"),
    }
    return str(titles.get(name, name))


def tell_value(name: str, value: str) -> str:
    return tell_span(value) if name in ("timer", "due", "follow up") else value


WORKING = re.compile(r"^working days after\((.+), ?(-?\d+)\)$")
DURATION = re.compile(
    r'^(?:duration\()?"?P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?"?\)?$'
)


def tell_waiting(old: str, new: str) -> str:
    """`waits 10 instead of 5 working days` where both count the same, else both in full."""
    before, after = split_span(old), split_span(new)
    if before and after and before[1] == after[1]:
        told = {"before": str(before[0]), "after": count(after[0], after[1])}
        return _("waits %(after)s instead of %(before)s") % told
    return _("waits %(after)s instead of %(before)s") % {"before": tell_span(old), "after": tell_span(new)}


def split_span(text: str) -> tuple[int, str] | None:
    """(number, unit) of a wait in one unit; the unit of working days says from when."""
    working = WORKING.match(text.strip())
    if working:
        return int(working[2]), f"working:{working[1]}"
    duration = DURATION.match(text.strip())
    parts = (
        [(int(one), unit) for one, unit in zip(duration.groups(), "YMWDHm", strict=True) if one]
        if duration
        else []
    )
    return parts[0] if len(parts) == 1 else None


def tell_span(text: str) -> str:
    """A wait in words; what is no plain span as it is written."""
    found = split_span(text)
    return count(*found) if found else text


def count(number: int, unit: str) -> str:
    word, _colon, start = unit.partition(":")
    told = {"n": number}
    match word:
        case "Y":
            return ngettext("%(n)s year", "%(n)s years", number) % told
        case "M":
            return ngettext("%(n)s month", "%(n)s months", number) % told
        case "W":
            return ngettext("%(n)s week", "%(n)s weeks", number) % told
        case "D":
            return ngettext("%(n)s day", "%(n)s days", number) % told
        case "H":
            return ngettext("%(n)s hour", "%(n)s hours", number) % told
        case "m":
            return ngettext("%(n)s minute", "%(n)s minutes", number) % told
    words = ngettext("%(n)s working day", "%(n)s working days", number) % told
    return words if start == "today()" else _("%(span)s after %(start)s") % {"span": words, "start": start}
