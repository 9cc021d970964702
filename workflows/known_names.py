"""The names a process may use, gathered from the fund: operations, forms, parameters, functions, called processes."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings

from workflows import operations
from workflows.bpmn import read_model
from workflows.feel_functions import environment
from workflows.lint import CalledProcess, Guard, KnownNames, Signature, read_guards
from workflows.lint.guard_letters import read_letter_kinds
from workflows.parameters import load_book
from workflows.process_folders import MODEL, Library
from workflows.xml import XmlRefused
from workflows.yaml_source import SourceRefused, read_file


def gather_names(library: Library) -> KnownNames:
    """Everything the linter may check names against. What cannot be read here is reported where it is linted."""
    operations.discover()
    return KnownNames(
        operations={known.name: describe_operation(known) for known in operations.all_operations()},
        forms=dict(list_forms(library.forms)),
        parameters=frozenset(load_book().rows),
        processes=dict(list_processes(library)),
        letter_kinds=gather_letter_kinds(library),
        functions=frozenset(environment().functions),
        commitments=read_commitments(library.processes / "charter.yaml"),
    )


def describe_operation(known: operations.Operation) -> Signature:
    inputs = {one.name: one.required for one in known.parameters}
    return Signature(inputs, frozenset(known.outputs) if known.outputs else None)


def list_processes(library: Library) -> Iterator[tuple[str, CalledProcess]]:
    for key in library.list_keys():
        try:
            model = read_model(library.read_own(key)[MODEL].encode())
            manifest = library.read_manifest(key)
        except (SourceRefused, XmlRefused):
            continue
        required = frozenset(name for name, told in manifest["variables"].items() if told.get("required"))
        yield key, CalledProcess(model, required, bool(manifest.get("start_form")))


def gather_letter_kinds(library: Library) -> dict[str, frozenset[str]]:
    """Letter → what it decides, over all folders: a called process sends letters of its caller."""
    kinds: dict[str, frozenset[str]] = {}
    for key in library.list_keys():
        try:
            files = {path: text.encode() for path, text in library.read_own(key).items()}
        except SourceRefused:
            continue
        for name, words in read_letter_kinds(files).items():
            kinds[name] = kinds.get(name, frozenset()) | words
    return kinds


def list_forms(folder: Path) -> Iterator[tuple[str, frozenset[str]]]:
    """`process/form` and the names of the fields it asks, blocks included."""
    for path in sorted((folder / "definitions").glob("*/*.yaml")):
        data = read_file(path, file=path.relative_to(folder).as_posix()).data
        yield f"{path.parent.name}/{path.stem}", frozenset(list_fields(data, folder))


def list_fields(data: Any, folder: Path) -> Iterator[str]:
    sections = data.get("sections", ()) if isinstance(data, Mapping) else ()
    for section in sections:
        for entry in section.get("fields", ()) if isinstance(section, Mapping) else ():
            if "block" in entry:
                yield from list_block(folder / "blocks" / f"{entry['block']}.yaml")
            elif "name" in entry:
                yield str(entry["name"])


def list_block(path: Path) -> Iterator[str]:
    if path.is_file():
        data = read_file(path).data
        yield from (str(entry["name"]) for entry in data.get("fields", ()) if "name" in entry)


def read_commitments(path: Path) -> frozenset[str] | None:
    """Codes of the charter, from a list of {code|id} or a mapping by code; None while there is no charter."""
    if not path.is_file():
        return None
    data = read_file(path, file="processes/charter.yaml").data
    entries = data.get("commitments", data) if isinstance(data, Mapping) else data
    if isinstance(entries, Mapping):
        return frozenset(map(str, entries))
    return frozenset(str(entry.get("code") or entry.get("id")) for entry in entries)


def load_guards() -> tuple[Guard, ...]:
    path = Path(settings.PROCESSES_DIR) / "guards.yaml"
    return tuple(read_guards(path)) if path.is_file() else ()
