"""process.yaml: what a process is besides its drawing. Read strictly: an unknown key is refused with a suggestion."""

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from workflows.feel import parse
from workflows.feel.errors import FeelSyntaxError
from workflows.words import say
from workflows.yaml_source import (
    Key,
    Problem,
    Source,
    SourceRefused,
    make_plain,
    read_file,
    read_text,
    suggest,
)

NAME = "process.yaml"
DEFAULTS: Mapping[str, Any] = {
    "calendar": "belgium",
    "legal_basis": [],
    "commitments": [],
    "variables": {},
    "roles": {},
    "nodes": {},
    "start_form": None,
    "service_levels": [],
    "retention": None,
    "letters": {},
    "messages": {},
}
LEVEL_DEFAULTS: Mapping[str, Any] = {
    "legal_basis": [],
    "pause": [],
    "selector": "true",
    "rule": None,
    "due": [],
    "longest_extension": 0,
    "warning": None,
    "escalation": [],
}
STARTED, ENDED = "started", "ended"


def read_manifest(path: Path, *, file: str | None = None) -> dict[str, Any]:
    """The manifest of a folder with its defaults filled in, as JSON. Raises SourceRefused with every problem."""
    return build_manifest(read_file(path, file=file))


def read_manifest_text(text: str, *, file: str = NAME) -> dict[str, Any]:
    return build_manifest(read_text(text, file=file))


def build_manifest(source: Source) -> dict[str, Any]:
    source.check("process")
    problems = list(find_problems(source))
    if problems:
        raise SourceRefused(problems)
    manifest = {**DEFAULTS, **make_plain(source.data)}
    manifest["service_levels"] = [complete_level(level, manifest) for level in manifest["service_levels"]]
    return manifest


def complete_level(level: Mapping[str, Any], manifest: Mapping[str, Any]) -> dict[str, Any]:
    stop = level["stop"]
    calendar = level.get("calendar") or manifest.get("calendar") or DEFAULTS["calendar"]
    full = {**LEVEL_DEFAULTS, **level, "calendar": calendar}
    full["stop"] = [stop] if isinstance(stop, str) else stop
    return full


def find_problems(source: Source) -> Iterator[Problem]:
    """What a schema cannot say: ids given twice, FEEL that does not parse."""
    yield from find_subject_problems(source)
    seen: set[str] = set()
    for index, level in enumerate(source.data.get("service_levels", [])):
        key: Key = ("service_levels", index)
        if level["id"] in seen:
            yield source.problem((*key, "id"), say("{id} is given twice", id=repr(level["id"])))
        seen.add(level["id"])
        yield from find_empty_rungs(source, key, level)
        for name in ("selector", "target"):
            yield from find_syntax_problem(source, (*key, name), level.get(name), source.data)


def find_subject_problems(source: Source) -> Iterator[Problem]:
    """Parts of the subject that nothing answers, or whose choice has no words."""
    declared = source.data.get("variables", {})
    for index, part in enumerate(source.data.get("subject", [])):
        kind = next(kind for kind in part if kind != "labels")
        names = [part[kind]] if isinstance(part[kind], str) else part[kind]
        for name in names:
            if name not in declared:
                message = say(
                    "there is no variable {name}{hint}", name=repr(name), hint=suggest(name, declared)
                )
                yield source.problem(("subject", index, kind), message)
        if kind == "choice" and "labels" not in part and "start_form" not in source.data:
            yield source.problem(
                ("subject", index), say("a choice needs labels: the process has no start form")
            )


def find_empty_rungs(source: Source, key: Key, level: Mapping[str, Any]) -> Iterator[Problem]:
    for index, rung in enumerate(level.get("escalation", [])):
        if rung.get("at") == "warning" and "warning" not in level:
            yield source.problem((*key, "escalation", index, "at"), say("the level has no warning"))


def find_syntax_problem(source: Source, key: Key, text: Any, data: Mapping[str, Any]) -> Iterator[Problem]:
    if not isinstance(text, str):
        return
    try:
        parse(text, names=tuple(data.get("variables", {})))
    except FeelSyntaxError as error:
        yield source.problem(
            key, say("is not FEEL: {message} (column {column})", message=error.message, column=error.column)
        )


def find_unknown_nodes(
    source: Source, nodes: Collection[str], labelled: Collection[str] = ()
) -> Iterator[Problem]:
    """Every mention of a node that the drawing does not have. `labelled`: flows, lanes and pools, which have labels."""
    for key, node in list_mentions(source.data):
        if node not in nodes and not (key[0] == "nodes" and node in labelled):
            yield source.problem(
                key, say("the drawing has no node {node}{hint}", node=repr(node), hint=suggest(node, nodes))
            )


def list_mentions(data: Mapping[str, Any]) -> Iterator[tuple[Key, str]]:
    for node in data.get("nodes", {}):
        yield ("nodes", node), node
    for index, level in enumerate(data.get("service_levels", [])):
        yield from list_level_mentions(level, ("service_levels", index))


def list_level_mentions(level: Mapping[str, Any], key: Key) -> Iterator[tuple[Key, str]]:
    start, stop = level["start"], level["stop"]
    starts = [start] if isinstance(start, str) else list(start.values())
    stops = [stop] if isinstance(stop, str) else stop
    yield from (((*key, "start"), node) for node in starts if node != STARTED)
    yield from (((*key, "stop"), node) for node in stops if node != ENDED)
    for index, pause in enumerate(level.get("pause", [])):
        yield (*key, "pause", index, "node"), pause["node"]
    yield from (((*key, "due", index), node) for index, node in enumerate(level.get("due", [])))
