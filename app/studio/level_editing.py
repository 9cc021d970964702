"""process.yaml as its editor shows it: the head, the variables, and each service level; and back, only what differs.

A place is "head", "variables", or "level:2" for the third service level.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from app.studio.errors import FileRefused
from app.studio.finding_words import tell_problem
from app.studio.yaml_words import dump_map, load_map, make_flow, make_list, quote, set_texts, set_value
from workflows.calendars import CalendarError, load_calendar
from workflows.errors import WorkflowError
from workflows.feel import FeelSyntaxError, parse
from workflows.feel_functions import environment
from workflows.manifest import complete_level, read_manifest_text
from workflows.service_level_policy import Rung, find_target, list_rungs, resolve_target
from workflows.yaml_source import SourceRefused, make_plain

LEVEL = re.compile(r"level:(\d{1,3})")
ORDER = (
    "id", "titles", "kind", "legal_basis", "start", "stop", "pause", "selector", "target", "due", "calendar", "rule",
    "longest_extension", "warning", "escalation",
)  # fmt: skip
HEAD = (
    "process", "titles", "summary", "owner", "confidential", "added_tasks", "calendar", "legal_basis", "commitments",
    "roles", "subject", "variables", "start_form", "nodes", "letters", "messages", "service_levels", "retention",
)  # fmt: skip
UNITS = ("working_days", "calendar_days", "weeks", "months", "quarters", "hours", "working_hours")
TYPES = (
    "string", "number", "boolean", "date", "datetime", "duration", "years_months", "list", "context", "any",
)  # fmt: skip


@dataclass(frozen=True)
class Preview:
    """The days of one service level for a start: its target, and what happens before and after it."""

    started_at: datetime
    target_at: datetime
    rungs: list[Rung]


def read_levels(text: str) -> list[Mapping[str, Any]]:
    """Raises FileRefused."""
    levels = load_map(text).get("service_levels") or []
    return [one for one in levels if isinstance(one, Mapping)]


def find(settings: CommentedMap, at: str) -> CommentedMap:
    """The mapping that a place is about. Raises FileRefused when there is none."""
    if at in ("head", "variables"):
        return settings
    found = LEVEL.fullmatch(at)
    levels = settings.get("service_levels") or []
    if (
        not found
        or int(found.group(1)) >= len(levels)
        or not isinstance(levels[int(found.group(1))], CommentedMap)
    ):
        raise FileRefused(_("There is nothing at this place of process.yaml."))
    level: CommentedMap = levels[int(found.group(1))]
    return level


def write(text: str, at: str, told: Mapping[str, Any], before: Mapping[str, Any]) -> str:
    """The file with what an editor says of one place. What is told as before stays as it is written."""
    settings = load_map(text)
    node, order = find(settings, at), ORDER if LEVEL.fullmatch(at) else HEAD
    for name, value in told.items():
        if before.get(name) != value:
            write_entry(node, name, value, order)
    return dump_map(settings)


def write_entry(node: CommentedMap, name: str, value: Any, order: tuple[str, ...]) -> None:
    if name in ("titles", "summary"):
        set_texts(node, name, value, order=order)
    elif name == "variables":
        write_rows(node, name, value)
    elif isinstance(value, Mapping | list):
        set_value(node, name, make_node(value), order=order)
    else:
        set_value(node, name, value, order=order)


def write_rows(node: CommentedMap, name: str, rows: Mapping[str, Mapping[str, Any]]) -> None:
    """Named rows in their order; of one that stays, only the entries that differ."""
    known = node.get(name) if isinstance(node.get(name), CommentedMap) else CommentedMap()
    if name not in node:
        set_value(node, name, CommentedMap({"": ""}), order=HEAD)
        known = node[name]
        known.clear()
    for gone in [key for key in known if key not in rows]:
        known.pop(gone)
    for key, told in rows.items():
        if key not in known:
            known[key] = make_node({entry: value for entry, value in told.items() if value})
            continue
        for entry, value in told.items():
            set_value(known[key], entry, value)


def make_node(value: Any) -> Any:
    """Plain values as YAML on one line; a list of mappings one line each."""
    if isinstance(value, Mapping):
        made = make_flow({})
        for key, one in value.items():
            made[key] = make_node(one)
        return made
    if isinstance(value, list):
        flow = not any(isinstance(one, Mapping) for one in value)
        return make_list([make_node(one) for one in value], flow=flow)
    return quote(value) if isinstance(value, str) else value


def act(text: str, asked: str) -> tuple[str, str | None]:
    """`add`, `up:level:1`, `down:level:1`, `double:level:1`, `remove:level:1`; anything else changes nothing."""
    word, _colon, at = asked.partition(":")
    if word not in ("add", "up", "down", "double", "remove"):
        return text, None
    settings = load_map(text)
    if not isinstance(settings.get("service_levels"), CommentedSeq):
        set_value(settings, "service_levels", CommentedSeq([make_level(set())]), order=HEAD)
        return dump_map(settings), "level:0"
    levels = settings["service_levels"]
    rows, place = list(levels), len(levels)
    if word == "add":
        rows.append(make_level({str(one.get("id")) for one in rows}))
    else:
        find(settings, at)
        rows, place = rearrange(rows, int(at.partition(":")[2]), word)
    levels[:] = rows
    return dump_map(settings), f"level:{place}" if rows else "head"


def rearrange(rows: list[Any], index: int, word: str) -> tuple[list[Any], int]:
    if word == "remove":
        return [one for place, one in enumerate(rows) if place != index], max(min(index, len(rows) - 2), 0)
    if word == "double":
        copied = load_map(dump_map(CommentedMap({"x": rows[index]})))["x"]
        copied["id"] = find_free(str(copied.get("id", "level")), {str(one.get("id")) for one in rows})
        return [*rows[: index + 1], copied, *rows[index + 1 :]], index + 1
    other = index + (-1 if word == "up" else 1)
    if 0 <= other < len(rows):
        rows[index], rows[other] = rows[other], rows[index]
        return rows, other
    return rows, index


def make_level(taken: set[str]) -> CommentedMap:
    level = CommentedMap({"id": find_free("promise", taken), "titles": make_flow({}), "kind": "service"})
    level["start"], level["stop"] = "started", "ended"
    level["target"] = make_flow({"value": 10, "unit": "working_days"})
    return level


def find_free(name: str, taken: set[str]) -> str:
    stem = re.sub(r"_\d+$", "", name)
    return next(one for one in (name, *(f"{stem}_{number}" for number in range(2, 500))) if one not in taken)


def list_problems(text: str) -> list[tuple[str, str]]:
    """(place, what is wrong) of what process.yaml may not say; the place is "" for what no editor shows."""
    try:
        read_manifest_text(text)
    except SourceRefused as refused:
        return [(find_place(one.key), tell_problem(one)) for one in refused.problems]
    except WorkflowError as refused:
        return [("", str(refused))]
    return []


def find_place(key: str) -> str:
    """`service_levels[2].target` → `level:2`."""
    found = re.match(r"service_levels[.\[](\d+)", key)
    if found:
        return f"level:{found.group(1)}"
    return "variables" if key.startswith("variables") else "head"


def preview(text: str, at: str, started_at: datetime) -> Preview:
    """The days a level gives for a case that starts its clock then and is never paused. Raises FileRefused."""
    try:
        settings = make_plain(load_map(text))
        level = complete_level(make_plain(find(load_map(text), at)), settings)
        calendar = load_calendar(level["calendar"])
        target = read_target(level["target"], started_at, level["rule"], calendar)
        found = find_target(target, started_at=started_at, calendar=calendar, rule=level["rule"])
        rungs = list_rungs(level, target, started_at=started_at, target_at=found, calendar=calendar)
    except (
        WorkflowError,
        CalendarError,
        FeelSyntaxError,
        KeyError,
        TypeError,
        ValueError,
        OverflowError,
    ) as error:
        raise FileRefused(_("The days cannot be counted yet: %(error)s") % {"error": error}) from error
    return Preview(started_at, found, rungs)


def read_target(target: Any, started_at: datetime, rule: str | None, calendar: Any) -> Mapping[str, Any]:
    """A target told as a number of days, or FEEL that needs nothing of the case. Raises FileRefused for other FEEL."""
    if isinstance(target, Mapping):
        return {"span": target}
    expression = parse(str(target))
    if expression.names:
        told = _("The target is counted from data of the case: %(names)s.")
        raise FileRefused(told % {"names": ", ".join(sorted(expression.names))})
    return resolve_target(
        expression.evaluate({}, environment()), started_at=started_at, rule=rule, calendar=calendar
    )
