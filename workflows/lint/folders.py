"""Lints what lies on disk: a file, a process folder or a whole tree."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from workflows.ladder_sources import FOLDER, read_ladders
from workflows.lint.codes import Code
from workflows.lint.findings import Finding
from workflows.lint.guard_rules import Guard
from workflows.lint.linting import lint
from workflows.lint.registry import NOTHING_KNOWN, Registry
from workflows.lint.subject import make_finding
from workflows.manifest import NAME, build_manifest
from workflows.yaml_source import Problem, SourceRefused, read_file

SUFFIXES = frozenset({".bpmn", ".dmn"})
MOST_FILES = 5_000


class PathRefused(ValueError):
    """There is nothing to check at this path."""


@dataclass(frozen=True)
class Unit:
    """Files that belong together: a process folder with its manifest, or a file of its own."""

    folder: Path
    files: Mapping[str, bytes]
    manifest: Mapping[str, Any] | None = None
    problems: tuple[Problem, ...] = field(default=())


def lint_path(
    path: Path, registry: Registry = NOTHING_KNOWN, *, guards: Iterable[Guard] = ()
) -> list[Finding]:
    """Findings about everything at or below `path`. Raises PathRefused when no BPMN or DMN file is there."""
    guards = tuple(guards)
    findings = [finding for unit in find_units(path) for finding in lint_unit(unit, registry, guards=guards)]
    if path.is_file():
        return [finding for finding in findings if Path(finding.file).name in (path.name, NAME)]
    return findings


def lint_unit(
    unit: Unit, registry: Registry = NOTHING_KNOWN, *, guards: Iterable[Guard] = ()
) -> list[Finding]:
    """Findings about one unit; the manifest's own faults first."""
    way_out = "correct process.yaml"
    findings = [
        make_finding(Code.MANIFEST_REFUSED, problem.file, None, problem.line, _describe(problem), way_out)
        for problem in unit.problems
    ]
    folder = unit.folder.name if unit.manifest is not None else None
    return findings + lint(unit.files, unit.manifest, registry, folder=folder, guards=guards)


def _describe(problem: Problem) -> str:
    return f"{problem.key}: {problem.message}" if problem.key else problem.message


def find_units(path: Path) -> list[Unit]:
    """The units at or below a path, in order of their names."""
    if path.is_file():
        if path.suffix not in SUFFIXES:
            raise PathRefused(f"{path} is neither a .bpmn nor a .dmn file")
        return [_read_single(path)]
    files = sorted(_find_files(path)) if path.is_dir() else []
    if not files:
        raise PathRefused(f"no .bpmn or .dmn file at {path}")
    owners: dict[Path, list[Path]] = {}
    for file in files:
        owners.setdefault(_find_owner(file, path), []).append(file)
    return [_read_unit(owner, members) for owner, members in owners.items()]


def _find_files(path: Path) -> Iterator[Path]:
    found = 0
    for file in path.rglob("*"):
        if file.suffix in SUFFIXES and file.is_file():
            found += 1
            if found > MOST_FILES:
                raise PathRefused(f"more than {MOST_FILES} files below {path}; name a smaller folder")
            yield file


def _find_owner(file: Path, top: Path) -> Path:
    """The nearest folder with a process.yaml; a model without one stands for itself."""
    for folder in file.parents:
        if (folder / NAME).is_file():
            return folder
        if folder == top:
            break
    return file


def _read_single(file: Path) -> Unit:
    """One file, seen in its folder: manifest and neighbouring decisions count, their faults are not listed."""
    for folder in (file.parent, file.parent.parent):
        if (folder / NAME).is_file():
            unit = _read_unit(folder, sorted(_find_files(folder)))
            name = file.as_posix()
            kept = {path: data for path, data in unit.files.items() if path == name}
            beside = {path: data for path, data in unit.files.items() if path.endswith((".dmn", ".typ"))}
            return Unit(folder, {**beside, **kept}, unit.manifest, unit.problems)
    return _read_unit(file, [file])


def _read_unit(owner: Path, members: list[Path]) -> Unit:
    letters = sorted((owner / "letters").glob("*.typ")) if owner.is_dir() else []
    scenarios = sorted((owner / "scenarios").glob("*.yaml")) if owner.is_dir() else []
    files = {file.as_posix(): file.read_bytes() for file in (*members, *letters, *scenarios)}
    if not owner.is_dir():
        return Unit(owner.parent, files)
    name = owner / NAME
    try:
        manifest = build_manifest(read_file(name, file=name.as_posix()))
    except SourceRefused as error:
        return Unit(owner, files, None, error.problems)
    return Unit(owner, files, manifest, tuple(_list_ladder_problems(owner, manifest)))


def _list_ladder_problems(owner: Path, manifest: Mapping[str, Any]) -> Iterable[Problem]:
    ladders = {
        f"{FOLDER}/{path.name}": path.read_text(encoding="utf-8", errors="replace")
        for path in sorted((owner / FOLDER).glob("*.yaml"))
    }
    try:
        read_ladders(ladders, manifest["letters"], folder=owner.as_posix())
    except SourceRefused as error:
        return error.problems
    return ()
