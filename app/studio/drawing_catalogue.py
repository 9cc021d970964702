"""What a drawing may name: operations with their typed inputs, forms, decisions, letters, messages, processes, roles.

A draft's own come from its files, the rest from the fund as it is. All of it is data for the editor's panel.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import pgettext

from app.accounts.roles import TITLES
from app.studio.models import Draft
from workflows import operations, xml, yaml_source
from workflows.bpmn import read_model
from workflows.dmn import DmnError
from workflows.dmn import read as read_decisions
from workflows.feel_functions import environment
from workflows.manifest import DEFAULTS, NAME
from workflows.process_folders import MODEL, is_form
from workflows.shared_decisions import list_shared
from workflows.shelves import Shelf, open_shelf
from workflows.yaml_source import SourceRefused, make_plain, read_file

Entry = dict[str, Any]


def build_catalogue(draft: Draft, language: str) -> dict[str, Any]:
    """Everything the panel offers for this draft, with titles in `language`."""
    manifest = read_settings(draft.files)
    shelf = open_shelf({draft.process: draft.files})
    return {
        "process": draft.process,
        "language": language,
        **tell_settings(manifest, language),
        "operations": list_operations(),
        "forms": list_forms(draft, language),
        "decisions": list_decisions(draft),
        "processes": list_processes(shelf, draft.process, language),
        "people": [{"name": str(role), "title": str(title)} for role, title in TITLES.items()],
        "promises": list_commitments(language),
        "functions": list_functions(),
    }


def read_settings(files: Mapping[str, str]) -> dict[str, Any]:
    """process.yaml as it is written, faults included; of one that cannot be read, nothing."""
    try:
        source = yaml_source.read_text(files.get(NAME, ""), file=NAME)
    except SourceRefused:
        return dict(DEFAULTS)
    data = make_plain(source.data) if isinstance(source.data, Mapping) else {}
    return {name: data.get(name) or default for name, default in DEFAULTS.items()} | {
        "titles": data.get("titles") or {},
        "owner": data.get("owner", ""),
    }


def tell_settings(manifest: Mapping[str, Any], language: str) -> dict[str, Any]:
    """What stands in process.yaml beside the drawing."""
    return {
        "titles": manifest["titles"],
        "owner": manifest["owner"],
        "variables": [
            {"name": name, "type": told.get("type", "any"), "info": told.get("description", "")}
            for name, told in manifest["variables"].items()
        ],
        "roles": manifest["roles"],
        "nodes": manifest["nodes"],
        "levels": manifest["service_levels"],
        "commitments": manifest["commitments"],
        "letters": [
            {"name": name, "title": tell_title(told.get("titles"), language, name)}
            for name, told in manifest["letters"].items()
        ],
        "messages": [tell_message(name, told, language) for name, told in manifest["messages"].items()],
    }


def tell_message(name: str, told: Mapping[str, Any], language: str) -> Entry:
    return {
        "name": name,
        "title": tell_title(told.get("titles"), language, name),
        "info": told.get("description", ""),
        "payload": list(told.get("payload") or {}),
    }


def tell_title(titles: Any, language: str, name: str) -> str:
    told = titles if isinstance(titles, Mapping) else {}
    return str(told.get(language) or told.get("en") or name)


def list_operations() -> list[Entry]:
    operations.discover()
    return [
        {
            "name": one.name,
            "title": one.name,
            "info": one.summary,
            "inputs": [
                {"name": given.name, "type": given.type_name, "required": given.required}
                for given in one.parameters
            ],
            "outputs": [{"name": name, "type": kind} for name, kind in one.outputs.items()],
        }
        for one in sorted(operations.all_operations(), key=lambda one: one.name)
    ]


def list_forms(draft: Draft, language: str) -> list[Entry]:
    """The draft's own first: `process/form` and its title."""
    own = {
        path.removeprefix("forms/").removesuffix(".yaml"): text
        for path, text in draft.files.items()
        if is_form(path)
    }
    found = [{"name": name, "title": read_form_title(text, language, name)} for name, text in own.items()]
    others = sorted((Path(settings.FORMS_DIR) / "definitions").glob("*/*.yaml"))
    foreign = [f"{path.parent.name}/{path.stem}" for path in others if path.parent.name != draft.process]
    return found + [{"name": name, "title": name} for name in foreign]


def read_form_title(text: str, language: str, name: str) -> str:
    try:
        data = yaml_source.read_text(text, file=name).data
    except SourceRefused:
        return name
    return tell_title(data.get("titles") if isinstance(data, Mapping) else None, language, name)


def list_decisions(draft: Draft) -> list[Entry]:
    """Those of the draft's own .dmn files, then those that processes share."""
    found = []
    for path, text in sorted(draft.files.items()):
        if path.endswith(".dmn"):
            found += list_decisions_of(text)
    own = {one["name"] for one in found}
    shared = [
        {"name": name, "title": f"{name} ({pgettext('decision', 'shared')})"}
        for name in sorted(list_shared() - own)
    ]
    return [*found, *shared]


def list_decisions_of(text: str) -> list[Entry]:
    try:
        decisions = read_decisions(text.encode()).decisions
    except (DmnError, xml.XmlRefused):
        return []  # the check says so, with the place
    return [{"name": one.id, "title": one.name or one.id} for one in decisions.values()]


def list_processes(shelf: Shelf, own: str, language: str) -> list[Entry]:
    """Every other process with the variables it takes and keeps."""
    return [entry for key in shelf.list_keys() if key != own for entry in tell_process(shelf, key, language)]


def tell_process(shelf: Shelf, key: str, language: str) -> Iterator[Entry]:
    manifest = read_settings(shelf.read_files(key))
    inputs = [
        {"name": name, "type": told.get("type", "any"), "required": bool(told.get("required"))}
        for name, told in manifest["variables"].items()
    ]
    yield {
        "name": key,
        "title": tell_title(manifest["titles"], language, key),
        "inputs": sorted(inputs, key=lambda one: not one["required"]),
    }


def list_commitments(language: str) -> list[Entry]:
    path = Path(settings.PROCESSES_DIR) / "charter.yaml"
    if not path.is_file():
        return []
    told = read_file(path, file="processes/charter.yaml").data["commitments"]
    return [
        {"name": code, "title": tell_title(one.get("text"), language, code)} for code, one in told.items()
    ]


def list_functions() -> list[Entry]:
    """What FEEL has from the fund beside its own functions."""
    known = environment().functions
    return [{"name": name, "parameters": list(one.parameters)} for name, one in sorted(known.items())]


def list_drawn(files: Mapping[str, str]) -> set[str]:
    """Every id that process.yaml may name; nothing of a drawing that cannot be read."""
    try:
        model = read_model(files.get(MODEL, "").encode())
    except xml.XmlRefused:
        return set()
    inside = {name for one in model.processes.values() for name in (*one.nodes, *one.flows, *one.lanes)}
    return inside | {pool.id for pool in model.participants}
