"""Gathers the names a model may use, from the installed apps and the data folders, for the linter."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings

from workflows import operations, xml
from workflows.bpmn import read_model
from workflows.feel_functions import environment
from workflows.lint import CalledProcess, Guard, KnownNames, Signature, read_guards
from workflows.manifest import NAME
from workflows.parameters import load_book
from workflows.yaml_source import SourceRefused, read_file

MODEL = "process.bpmn"
CHARTER = "charter.yaml"
GUARDS = "guards.yaml"


def gather_names() -> KnownNames:
    """The registry of this installation; needs no database. Raises SourceRefused for unreadable data."""
    operations.discover()
    return KnownNames(
        operations=read_operations(),
        forms=read_forms(Path(settings.FORMS_DIR) / "definitions"),
        parameters=frozenset(load_book().rows),
        commitments=read_commitments(Path(settings.PROCESSES_DIR) / CHARTER),
        processes=read_processes(Path(settings.PROCESSES_DIR)),
        functions=frozenset(environment().functions),
    )


def gather_guards() -> tuple[Guard, ...]:
    """The legal guards of this installation; none when it has no such file. Raises SourceRefused."""
    path = Path(settings.PROCESSES_DIR) / GUARDS
    return read_guards(path) if path.is_file() else ()


def read_operations() -> dict[str, Signature]:
    return {
        known.name: Signature(
            inputs={one.name: one.required for one in known.parameters},
            outputs=frozenset(known.outputs) or None,
        )
        for known in operations.all_operations()
    }


def read_forms(folder: Path) -> dict[str, frozenset[str]]:
    """`process/form` → field names, blocks included; fields of a form that is no YAML stay unknown."""
    forms: dict[str, frozenset[str]] = {}
    for path in sorted(folder.glob("*/*.yaml")):
        forms[f"{path.parent.name}/{path.stem}"] = frozenset(_read_fields(path, folder.parent / "blocks"))
    return forms


def _read_fields(path: Path, blocks: Path) -> Iterator[str]:
    try:
        data = read_file(path).data
    except SourceRefused:
        return  # the forms' own check names the place
    for section in _items(data, "sections"):
        for entry in _items(section, "fields"):
            if "block" in entry:
                yield from _read_block(blocks / f"{entry['block']}.yaml")
            elif "name" in entry:
                yield str(entry["name"])


def _read_block(path: Path) -> Iterator[str]:
    if path.is_file():
        yield from (str(entry["name"]) for entry in _items(read_file(path).data, "fields") if "name" in entry)


def _items(data: Any, key: str) -> list[Mapping[str, Any]]:
    found = data.get(key) if isinstance(data, Mapping) else None
    return [item for item in found if isinstance(item, Mapping)] if isinstance(found, list) else []


def read_commitments(path: Path) -> frozenset[str] | None:
    """Codes of the charter's commitments; None when there is no charter."""
    if not path.is_file():
        return None
    data = read_file(path).data
    found = data.get("commitments") if isinstance(data, Mapping) else None
    if isinstance(found, Mapping):
        return frozenset(str(code) for code in found)
    return frozenset(str(item.get("id") or item.get("code")) for item in _items(data, "commitments"))


def read_processes(folder: Path) -> dict[str, CalledProcess]:
    """The processes that may be called, by id. A model that cannot be read is left out: its own lint says why."""
    found: dict[str, CalledProcess] = {}
    for path in sorted(folder.glob(f"*/{MODEL}")):
        try:
            model = read_model(path.read_bytes())
        except xml.XmlRefused:
            continue
        found[path.parent.name] = CalledProcess(model, _read_required(path.parent / NAME))
    return found


def _read_required(path: Path) -> frozenset[str]:
    try:
        data = read_file(path).data if path.is_file() else {}
    except SourceRefused:
        return frozenset()
    variables = data.get("variables") if isinstance(data, Mapping) else None
    if not isinstance(variables, Mapping):
        return frozenset()
    return frozenset(
        str(name) for name, told in variables.items() if isinstance(told, Mapping) and told.get("required")
    )
