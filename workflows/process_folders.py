"""A process folder as one immutable set of files: what it draws, decides, asks and writes, and all it calls."""

import hashlib
import json
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.conf import settings

from workflows import yaml_source
from workflows.bpmn import Model, NodeKind, read_model
from workflows.called_names import find_conflicts
from workflows.engine.codec import FORMAT
from workflows.errors import WorkflowError
from workflows.ladder_sources import read_ladders
from workflows.manifest import NAME, build_manifest, find_unknown_nodes
from workflows.words import say
from workflows.xml import XmlRefused
from workflows.yaml_source import Problem, Source, SourceRefused, suggest

MODEL = "process.bpmn"
CALLED = "called"
NO_PROCESSES = frozenset({"calendars", "decisions", "detectors", "information", "parameters"})
#: What of the manifest of a called process its caller's version keeps beside roles and node titles.
PINNED = ("titles", "owner", "calendar", "variables", "service_levels")
MAX_FILE = 5_000_000
ENGINE = f"SpiffWorkflow {version('SpiffWorkflow')}, state format {FORMAT}"


class FolderUnknown(WorkflowError):
    """There is no such process folder."""


@dataclass(frozen=True)
class Folder:
    """One process as it lies on disk. `files` are paths inside a version: forms under forms/, called ones pinned."""

    key: str
    path: Path
    files: Mapping[str, str]
    manifest: Mapping[str, Any]

    @cached_property
    def sha256(self) -> str:
        """Of everything that changes what runs: the files, the manifest as read, and the engine."""
        content = {path: text for path, text in self.files.items() if path != NAME}
        sealed = json.dumps([ENGINE, self.key, self.manifest, content], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(sealed.encode()).hexdigest()

    @cached_property
    def model(self) -> Model:
        return read_model(self.files[MODEL].encode())

    @cached_property
    def own_models(self) -> dict[str, bytes]:
        """The BPMN and DMN files of the folder itself."""
        return {
            path: text.encode()
            for path, text in self.files.items()
            if path.endswith((".bpmn", ".dmn")) and not path.startswith(f"{CALLED}/")
        }

    @cached_property
    def own_letters(self) -> dict[str, bytes]:
        """The texts of the folder's own letters."""
        return {
            path: text.encode()
            for path, text in self.files.items()
            if path.startswith("letters/") and path.endswith(".typ")
        }


class Library:
    """The process folders and form definitions of a fund, each read once."""

    def __init__(self, processes: Path | None = None, forms: Path | None = None) -> None:
        self.processes = Path(processes or settings.PROCESSES_DIR)
        self.forms = Path(forms or settings.FORMS_DIR)
        self._own: dict[str, dict[str, str]] = {}
        self._manifests: dict[str, dict[str, Any]] = {}

    def list_keys(self) -> list[str]:
        """Every process folder, by name."""
        if not self.processes.is_dir():
            return []
        return sorted(
            path.name
            for path in self.processes.iterdir()
            if path.is_dir()
            and path.name not in NO_PROCESSES
            and ((path / NAME).exists() or (path / MODEL).exists())
        )

    def take_fingerprint(self) -> Hashable:
        """Differs once a drawing, a process.yaml or a form is another: by name, size and time of change."""
        patterns = (
            (self.processes, "*/process.*"),
            (self.forms, "definitions/*/*.yaml"),
            (self.forms, "blocks/*"),
        )
        found = [path for root, pattern in patterns for path in sorted(root.glob(pattern))]
        told = [(path.as_posix(), path.stat()) for path in found if path.is_file()]
        return (
            self.processes.as_posix(),
            self.forms.as_posix(),
            tuple((name, stat.st_mtime_ns, stat.st_size, stat.st_ino) for name, stat in told),
        )

    def read(self, key: str) -> Folder:
        """The folder with all it calls. Raises FolderUnknown, SourceRefused, XmlRefused."""
        manifest = self.read_manifest(key)
        files = dict(self.read_own(key))
        roles: dict[str, str] = {}
        nodes: dict[str, Any] = {}
        messages: dict[str, Any] = {}
        letters: dict[str, Any] = {}
        self._refuse_conflicts(key)
        for called in self.list_called(key):
            other = self.read_manifest(called)
            roles, nodes = {**roles, **other["roles"]}, {**nodes, **other["nodes"]}
            messages |= other["messages"]
            letters |= other["letters"]
            own = self.read_own(called)
            files |= {f"{CALLED}/{called}/{path}": text for path, text in own.items() if not is_form(path)}
            files |= {path: text for path, text in own.items() if is_form(path)}
        pinned = {
            **manifest,
            "roles": {**roles, **manifest["roles"]},
            "nodes": {**nodes, **manifest["nodes"]},
            "messages": {**messages, **manifest["messages"]},
            "letters": {**letters, **manifest["letters"]},
        }
        ladders = read_ladders(self.read_own(key), manifest["letters"], folder=f"processes/{key}")
        if ladders:
            pinned["ladders"] = ladders
        calls = {one: self._pin(one) for one in self.list_called(key)}
        if calls:
            pinned["called"] = calls
        return Folder(key, self.processes / key, dict(sorted(files.items())), pinned)

    def _pin(self, called: str) -> dict[str, Any]:
        manifest = self.read_manifest(called)
        return {name: manifest[name] for name in PINNED}

    def _refuse_conflicts(self, key: str) -> None:
        keys = [key, *self.list_called(key)]
        roles = {one: self.read_manifest(one)["roles"] for one in keys}
        problems = list(find_conflicts(key, roles, {one: self.read_own(one) for one in keys}))
        if problems:
            raise SourceRefused(problems)

    def read_manifest(self, key: str) -> dict[str, Any]:
        """process.yaml with its defaults filled in. Raises FolderUnknown, SourceRefused."""
        if key not in self._manifests:
            text = self.read_files(key).get(NAME)
            if text is None:
                raise SourceRefused([Problem(f"processes/{key}/{NAME}", 1, "", say("is missing"))])
            source = read_source(key, text)
            manifest = build_manifest(source)
            if manifest["process"] != key:
                told = say("must be {key}, the name of the folder", key=repr(key))
                raise SourceRefused([source.problem(("process",), told)])
            self._manifests[key] = manifest
        return self._manifests[key]

    def find(self, key: str) -> Path:
        """The folder on disk. Raises FolderUnknown."""
        if key not in self.list_keys():
            message = say(
                "There is no process folder {key}{hint}.", key=repr(key), hint=suggest(key, self.list_keys())
            )
            raise FolderUnknown(message, key=key)
        return self.processes / key

    def read_own(self, key: str) -> dict[str, str]:
        """The files of one folder, without what it calls; the drawing must exist."""
        files = self.read_files(key)
        if MODEL not in files:
            raise SourceRefused([Problem(f"processes/{key}/{MODEL}", 1, "", say("is missing"))])
        return files

    def read_files(self, key: str) -> dict[str, str]:
        """What lies in one folder and its forms, complete or not. Raises FolderUnknown, SourceRefused."""
        if key not in self._own:
            self._own[key] = self.load(key)
        return self._own[key]

    def load(self, key: str) -> dict[str, str]:
        return {**dict(self._list_files(self.find(key), key)), **self._read_forms(key)}

    def read_trials(self, key: str) -> dict[str, str]:
        """What proves a process and does not run in it: its scenarios and the cases of its decisions, by path."""
        root = self.find(key)
        found = [*sorted(root.glob("scenarios/*.yaml")), *sorted(root.glob("decisions/*.cases.yaml"))]
        paths = {path.relative_to(root).as_posix(): path for path in found}
        return {name: read_text(path, f"processes/{key}/{name}") for name, path in paths.items()}

    def list_form_texts(self) -> dict[str, str]:
        """`process/form` and its text, for every form there is."""
        return {
            f"{path.parent.name}/{path.stem}": read_text(path, path.relative_to(self.forms).as_posix())
            for path in sorted((self.forms / "definitions").glob("*/*.yaml"))
        }

    def _list_files(self, root: Path, key: str) -> Iterator[tuple[str, str]]:
        for pattern in (NAME, "*.bpmn", "decisions/*.dmn", "ladders/*.yaml", "letters/*"):
            for path in sorted(root.glob(pattern)):
                if path.is_file() and not path.name.startswith("."):
                    relative = path.relative_to(root).as_posix()
                    yield relative, read_text(path, f"processes/{key}/{relative}")

    def _read_forms(self, key: str) -> dict[str, str]:
        folder = self.forms / "definitions" / key
        own = {f"forms/{key}/{path.name}": path for path in sorted(folder.glob("*.yaml"))}
        texts = {name: read_text(path, name) for name, path in own.items()}
        return {**texts, **self.read_blocks()} if own else texts

    def read_blocks(self) -> dict[str, str]:
        """The questions that several forms share; a process with forms has them all in its version."""
        blocks = sorted((self.forms / "blocks").glob("*.yaml"))
        return {f"forms/blocks/{path.name}": read_text(path, f"forms/blocks/{path.name}") for path in blocks}

    def list_called(self, key: str) -> list[str]:
        """The processes a process calls, directly or not, in the order they are met; a missing one is left out."""
        found: list[str] = []
        waiting = [key]
        while waiting:
            for called in list_calls(self.read_own(waiting.pop(0))):
                if called != key and called not in found and called in self.list_keys():
                    found.append(called)
                    waiting.append(called)
        return found


def list_calls(files: Mapping[str, str]) -> Iterator[str]:
    try:
        model = read_model(files[MODEL].encode())
    except XmlRefused:
        return  # the linter says so, with the line
    for process in model.processes.values():
        for node in process.nodes.values():
            if node.kind is NodeKind.CALL_ACTIVITY and node.called:
                yield node.called


def list_labelled(model: Model) -> set[str]:
    """What bears a label besides nodes: flows, lanes and pools."""
    inside = {name for process in model.processes.values() for name in (*process.flows, *process.lanes)}
    return inside | {pool.id for pool in model.participants}


def check_nodes(folder: Folder) -> None:
    """Every node that process.yaml mentions is drawn. Raises SourceRefused."""
    try:
        nodes = {node for process in folder.model.processes.values() for node in process.nodes}
    except XmlRefused:
        return  # the linter says so, with the line
    source = read_source(folder.key, folder.files[NAME])
    problems = list(find_unknown_nodes(source, nodes, list_labelled(folder.model)))
    if problems:
        raise SourceRefused(problems)


def is_trial(path: str) -> bool:
    """Whether a file proves the process without running in it."""
    return path.startswith("scenarios/") or path.endswith(".cases.yaml")


def read_source(key: str, text: str) -> Source:
    return yaml_source.read_text(text, file=f"processes/{key}/{NAME}")


def is_form(path: str) -> bool:
    return path.startswith("forms/")


def read_text(path: Path, name: str) -> str:
    try:
        if path.stat().st_size > MAX_FILE:
            raise SourceRefused(
                [Problem(name, 1, "", say("is larger than {max_file} bytes", max_file=MAX_FILE))]
            )
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise SourceRefused(
            [Problem(name, 1, "", say("cannot be read: {strerror}", strerror=error.strerror))]
        ) from error
    except UnicodeDecodeError as error:
        raise SourceRefused([Problem(name, 1, "", say("is not UTF-8 text"))]) from error
    if "\0" in text:
        raise SourceRefused([Problem(name, 1, "", say("contains the character U+0000"))])
    return text
