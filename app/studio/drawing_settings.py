"""What stands beside the drawing in process.yaml, changed from the editor: each change leaves the other lines alone."""

from collections.abc import Callable, Mapping
from difflib import SequenceMatcher
from typing import Any

from django.utils.translation import gettext as _
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.error import YAMLError

from app.studio.drawing_catalogue import list_drawn
from app.studio.errors import FileRefused
from app.studio.ladder_editing import LANGUAGES, dump, open_yaml
from app.studio.yaml_words import make_flow
from workflows.manifest import ENDED, NAME, STARTED, list_level_mentions

Change = Mapping[str, Any]
Files = Mapping[str, str]


def change_settings(files: Files, kind: str, change: Change) -> str:
    """process.yaml with one change in it. `kind` is a key of CHANGES. Raises FileRefused."""
    act = CHANGES.get(kind)
    if act is None:
        raise FileRefused(_("The editor does not know this change."))
    before = files.get(NAME, "")
    settings = load(before)
    plain = dump(settings)
    try:
        act(settings, change, files)
    except (KeyError, TypeError, ValueError) as error:
        raise FileRefused(_("The change cannot be read: %(reason)s") % {"reason": error}) from error
    return keep_lines(before, plain, dump(settings))


def load(text: str) -> CommentedMap:
    try:
        found = open_yaml().load(text)
    except YAMLError as error:
        raise FileRefused(_("process.yaml cannot be read: %(reason)s") % {"reason": error}) from error
    if not isinstance(found, CommentedMap):
        raise FileRefused(_("process.yaml cannot be read: %(reason)s") % {"reason": _("it is empty")})
    return found


def keep_lines(before: str, plain: str, after: str) -> str:
    """`after` with the file's own writing of each line that is as in `plain`: `before` as the library writes it."""
    old, same, new = (text.splitlines(keepends=True) for text in (before, plain, after))
    if len(old) != len(same):
        return after
    told: list[str] = []
    for tag, first, last, start, end in SequenceMatcher(None, same, new, autojunk=False).get_opcodes():
        told += old[first:last] if tag == "equal" else new[start:end]
    return "".join(told)


def set_titles(settings: CommentedMap, change: Change, _files: Files) -> None:
    """{id, titles: {fr, nl, de, en}}; empty ones are taken out."""
    nodes = settings.setdefault("nodes", CommentedMap())
    titles = {one: str(change["titles"].get(one, "")).strip() for one in LANGUAGES}
    told = {language: text for language, text in titles.items() if text}
    if told:
        nodes[str(change["id"])] = make_flow(told)
    else:
        nodes.pop(str(change["id"]), None)


def set_role(settings: CommentedMap, change: Change, _files: Files) -> None:
    """{lane, role}"""
    settings.setdefault("roles", CommentedMap())[str(change["lane"])] = str(change["role"])


def set_commitments(settings: CommentedMap, change: Change, _files: Files) -> None:
    """{codes: [C1, …]}"""
    codes = [str(code) for code in change["codes"]]
    known = settings.get("commitments")
    if known is None:
        settings["commitments"] = known = open_yaml().load("[]")
    known[:] = codes


def set_variable(settings: CommentedMap, change: Change, _files: Files) -> None:
    """{name, type}: declare a variable."""
    variables = settings.setdefault("variables", CommentedMap())
    name = str(change["name"]).strip()
    if not name:
        raise ValueError(_("the name is missing"))
    if name in variables:
        variables[name]["type"] = str(change["type"])
    else:
        variables[name] = make_flow({"type": str(change["type"])})


def set_message(settings: CommentedMap, change: Change, _files: Files) -> None:
    """{name, from, correlation, titles}: declare a message of the outside."""
    told = {
        "from": str(change["from"]),
        "correlation": str(change["correlation"]),
        "titles": make_flow({one: str(change["titles"][one]) for one in LANGUAGES}),
        "payload": CommentedMap(),
    }
    settings.setdefault("messages", CommentedMap())[str(change["name"])] = CommentedMap(told)


def set_level(settings: CommentedMap, change: Change, _files: Files) -> None:
    """{id, titles, kind, start, stop, value, unit, warn, notify, escalate}: a level as the panel shows it."""
    levels = settings.setdefault("service_levels", [])
    level = next((one for one in levels if one.get("id") == change["id"]), None)
    if level is None:
        level = CommentedMap({"id": str(change["id"]), "titles": CommentedMap()})
        levels.append(level)
    level["titles"] = make_flow({one: str(change["titles"][one]) for one in LANGUAGES})
    level["kind"] = str(change["kind"])
    level["start"] = STARTED if change["start"] == STARTED else make_flow({"entered": str(change["start"])})
    level["stop"] = [str(one) for one in change["stop"]]
    level["target"] = make_flow({"value": int(change["value"]), "unit": str(change["unit"])})
    set_warning(level, change)


def set_warning(level: CommentedMap, change: Change) -> None:
    notify = str(change.get("notify") or "")
    if change.get("warn") and notify:
        days = "working days" if change["unit"].startswith("working") else "calendar days"
        level["warning"] = make_flow({"before": f"{int(change['warn'])} {days}", "notify": notify})
    else:
        level.pop("warning", None)
    escalate = str(change.get("escalate") or "")
    if escalate:
        level["escalation"] = [make_flow({"at": "target", "notify": escalate})]
    else:
        level.pop("escalation", None)


def change_target(settings: CommentedMap, change: Change, _files: Files) -> None:
    """{id, value, unit}: how long a level gives; its other words stay."""
    level = next(one for one in settings["service_levels"] if one["id"] == change["id"])
    level["target"] = make_flow({"value": int(change["value"]), "unit": str(change["unit"])})


def remove_level(settings: CommentedMap, change: Change, _files: Files) -> None:
    """{id}"""
    levels = settings["service_levels"]
    levels[:] = [one for one in levels if one["id"] != change["id"]]


def rename(settings: CommentedMap, change: Change, _files: Files) -> None:
    """{old, new}: an element has another id."""
    old, new = str(change["old"]), str(change["new"])
    for part in ("nodes", "roles"):
        rename_key(settings.get(part), old, new)
    for level in settings.get("service_levels") or ():
        rename_in_level(level, old, new)


def rename_key(mapping: Any, old: str, new: str) -> None:
    if isinstance(mapping, CommentedMap) and old in mapping:
        place = list(mapping).index(old)
        mapping.insert(place, new, mapping.pop(old))


def rename_in_level(level: CommentedMap, old: str, new: str) -> None:
    for name in ("start", "stop", "due"):
        told = level.get(name)
        if told == old:
            level[name] = new
        elif isinstance(told, CommentedMap):
            for key, value in told.items():
                told[key] = new if value == old else value
        elif isinstance(told, list):
            told[:] = [new if one == old else one for one in told]
    for pause in level.get("pause") or ():
        pause["node"] = new if pause["node"] == old else pause["node"]


def tidy(settings: CommentedMap, _change: Change, files: Files) -> None:
    """Take out what names an element that is no longer drawn; a level that has lost its beginning or end goes."""
    drawn = list_drawn(files)
    for part in ("nodes", "roles"):
        for name in [one for one in settings.get(part) or () if one not in drawn]:
            settings[part].pop(name)
    levels = settings.get("service_levels")
    if levels is None:
        return
    for level in levels:
        drop_stops(level, {*drawn, ENDED})
    levels[:] = [one for one in levels if is_whole(one, drawn)]


def drop_stops(level: CommentedMap, known: set[str]) -> None:
    if isinstance(level["stop"], list):
        level["stop"][:] = [one for one in level["stop"] if one in known]
    for name, find in (("due", str), ("pause", lambda one: str(one["node"]))):
        if name in level:
            level[name][:] = [one for one in level[name] if find(one) in known]
            if not level[name]:
                level.pop(name)


def is_whole(level: CommentedMap, drawn: set[str]) -> bool:
    if not level["stop"]:
        return False
    return all(node in drawn for _key, node in list_level_mentions(level, ()))


CHANGES: dict[str, Callable[[CommentedMap, Change, Files], None]] = {
    "titles": set_titles,
    "role": set_role,
    "commitments": set_commitments,
    "variable": set_variable,
    "message": set_message,
    "level": set_level,
    "target": change_target,
    "remove_level": remove_level,
    "rename": rename,
    "tidy": tidy,
}
