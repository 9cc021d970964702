"""The names a process may use, gathered from the fund: operations, forms, parameters, functions, called processes."""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from pathlib import Path
from threading import Lock
from typing import Any

from django.conf import settings

from workflows import operations
from workflows.bpmn import read_model
from workflows.confidential_kinds import list_kinds
from workflows.feel_functions import environment
from workflows.lint import Answer, CalledProcess, Guard, KnownNames, Signature, read_guards
from workflows.lint.guard_letters import read_letter_kinds
from workflows.parameters import load_book
from workflows.process_folders import MODEL, Library
from workflows.shared_decisions import list_shared
from workflows.shelves import Shelf
from workflows.xml import XmlRefused
from workflows.yaml_source import SourceRefused, read_file, read_text

Forms = Mapping[str, Mapping[str, Answer]]
Processes = Mapping[str, CalledProcess]
MOST_KEPT = 4
LetterKinds = Mapping[str, frozenset[str]]
FormKinds = Mapping[str, str]
Shelved = tuple[Forms, Processes, LetterKinds, FormKinds]
_READ: dict[Hashable, Shelved] = {}
#: Who comes while the folders are read waits for what is read, and does not read them beside it, twice as slowly.
_READING = Lock()


def gather_names(library: Library) -> KnownNames:
    """Everything the linter may check names against. What cannot be read here is reported where it is linted."""
    operations.discover()
    forms, processes, letter_kinds, form_kinds = read_shelf(library)
    return KnownNames(
        operations={known.name: describe_operation(known) for known in operations.all_operations()},
        forms={name: frozenset(fields) for name, fields in forms.items()},
        answers=forms,
        parameters=frozenset(load_book().rows),
        decisions=list_shared(),
        processes=processes,
        letter_kinds=letter_kinds,
        functions=frozenset(environment().functions),
        commitments=read_commitments(library.processes / "charter.yaml"),
        form_kinds=form_kinds,
        readers={kind.key: kind.readers for kind in list_kinds().values()} or None,
    )


def read_shelf(library: Library) -> Shelved:
    """Forms, processes and letters of a library. Reading all folders takes seconds: it is kept until a file changes."""
    if isinstance(library, Shelf):
        return lay_over(library, *read_shelf(Library(library.processes, library.forms)))
    key = library.take_fingerprint()
    with _READING:
        if key not in _READ:
            while len(_READ) >= MOST_KEPT:
                _READ.pop(next(iter(_READ)))
            _READ[key] = read_folders(library)
        return _READ[key]


def read_folders(library: Library) -> Shelved:
    keys = library.list_keys()
    return (
        dict(list_forms(library)),
        dict(list_processes(library, keys)),
        gather_letter_kinds(library, keys),
        dict(list_form_kinds(library.list_form_texts())),
    )


def lay_over(
    shelf: Shelf, forms: Forms, processes: Processes, letters: LetterKinds, kinds: FormKinds
) -> Shelved:
    """Those of the folders, and in their place those that lie over them.

    A letter decides what it decides in either: a draft cannot make a refusal harmless by its words alone.
    """
    kept = {name: fields for name, fields in forms.items() if name.partition("/")[0] not in shelf.over}
    below = {key: process for key, process in processes.items() if key not in shelf.over}
    return (
        {**kept, **dict(list_fields_of(shelf.list_laid_forms(), shelf.forms))},
        {**below, **dict(list_processes(shelf, list(shelf.over)))},
        join_kinds(letters, gather_letter_kinds(shelf, shelf.over)),
        {
            **{name: kind for name, kind in kinds.items() if name.partition("/")[0] not in shelf.over},
            **dict(list_form_kinds(shelf.list_laid_forms())),
        },
    )


def list_form_kinds(texts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The forms that ask confidential data, and of which kind."""
    for name, text in texts.items():
        data = read_text(text, file=f"definitions/{name}.yaml").data if "confidential:" in text else {}
        if isinstance(data, Mapping) and data.get("confidential"):
            yield name, str(data["confidential"])


def join_kinds(one: LetterKinds, other: LetterKinds) -> LetterKinds:
    return {name: one.get(name, frozenset()) | other.get(name, frozenset()) for name in {*one, *other}}


def describe_operation(known: operations.Operation) -> Signature:
    inputs = {one.name: one.required for one in known.parameters}
    return Signature(inputs, frozenset(known.outputs) if known.outputs else None)


def list_processes(library: Library, keys: Iterable[str]) -> Iterator[tuple[str, CalledProcess]]:
    for key in keys:
        try:
            model = read_model(library.read_own(key)[MODEL].encode())
            manifest = library.read_manifest(key)
        except (SourceRefused, XmlRefused):
            continue
        required = frozenset(name for name, told in manifest["variables"].items() if told.get("required"))
        yield (
            key,
            CalledProcess(
                model, required, bool(manifest.get("start_form")), str(manifest.get("confidential") or "")
            ),
        )


def gather_letter_kinds(library: Library, keys: Iterable[str]) -> dict[str, frozenset[str]]:
    """Letter → what it decides, over all folders: a called process sends letters of its caller."""
    kinds: dict[str, frozenset[str]] = {}
    for key in keys:
        try:
            files = {path: text.encode() for path, text in library.read_own(key).items()}
        except SourceRefused:
            continue
        for name, words in read_letter_kinds(files).items():
            kinds[name] = kinds.get(name, frozenset()) | words
    return kinds


def list_forms(library: Library) -> Iterator[tuple[str, Mapping[str, Answer]]]:
    """`process/form` and the fields it asks with what they answer, blocks included."""
    return list_fields_of(library.list_form_texts(), library.forms)


def list_fields_of(texts: Mapping[str, str], folder: Path) -> Iterator[tuple[str, Mapping[str, Answer]]]:
    for name, text in texts.items():
        data = read_text(text, file=f"definitions/{name}.yaml").data
        yield name, dict(list_fields(data, folder))


def list_fields(data: Any, folder: Path) -> Iterator[tuple[str, Answer]]:
    sections = data.get("sections", ()) if isinstance(data, Mapping) else ()
    for section in sections:
        for entry in section.get("fields", ()) if isinstance(section, Mapping) else ():
            if "block" in entry:
                yield from list_block(folder / "blocks" / f"{entry['block']}.yaml")
            elif "name" in entry:
                yield read_field(entry)


def list_block(path: Path) -> Iterator[tuple[str, Answer]]:
    if path.is_file():
        data = read_file(path).data
        yield from (read_field(entry) for entry in data.get("fields", ()) if "name" in entry)


def read_field(entry: Mapping[str, Any]) -> tuple[str, Answer]:
    """A question that is only shown answers nothing a scenario or an expression could contradict."""
    options = frozenset(
        str(one.get("value")) for one in entry.get("options") or () if isinstance(one, Mapping)
    )
    kind = "account" if entry.get("read_only") else str(entry.get("type", ""))
    return str(entry["name"]), Answer.of(kind, options)


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
