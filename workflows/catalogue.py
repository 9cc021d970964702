"""Deployment: process folders become published versions, all of those asked for or none of them.

What was published from the studio stays when all folders are deployed; a process named by its key is taken from its
folder again. A version is its content: unchanged folders make no new version, and a folder put back to an earlier
content publishes that version again. What starts by itself (timers, messages, signals) is switched in the same
transaction.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils.module_loading import import_string

from workflows import definitions, faults
from workflows.actors import Actor
from workflows.engine import DefinitionRefused, compile_definition
from workflows.errors import WorkflowError
from workflows.known_names import gather_names, load_guards
from workflows.lint import Finding, Guard, KnownNames, has_errors, lint
from workflows.models.definition import DefinitionVersion, ProcessDefinition
from workflows.models.states import VersionOrigin, VersionState
from workflows.process_folders import Folder, Library, check_nodes
from workflows.rows import fetch
from workflows.shelves import open_shelf
from workflows.start_events import switch
from workflows.versions import VersionLife
from workflows.yaml_source import Problem, SourceRefused

RETIRED = ("retired_at", "retired_by", "retired_because")
LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('workflows.catalogue', %(seed)s))"
SEED = 20260512


class DeploymentRefused(WorkflowError):
    """The processes were not published: the linter found errors."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(str(finding) for finding in self.findings) or None)


@dataclass(frozen=True)
class Deployment:
    """What became of one process."""

    key: str
    number: int
    sha256: str
    changed: bool
    findings: tuple[Finding, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "process": self.key,
            "version": self.number,
            "sha256": self.sha256,
            "changed": self.changed,
            "findings": [finding.as_json() for finding in self.findings],
        }


def deploy(
    keys: Sequence[str] = (), *, by: Actor, now: datetime, library: Library | None = None
) -> list[Deployment]:
    """Publish the named process folders, or all. Nothing is published when one of them has an error.

    Raises DeploymentRefused with the findings, SourceRefused with file, line and key, FolderUnknown,
    DefinitionRefused when the engine refuses what the linter let pass.
    """
    shelf = library or open_shelf(without=keys)
    folders = [shelf.read(key) for key in (keys or shelf.list_keys())]
    findings = check(folders, gather_names(shelf), load_guards())
    with transaction.atomic():
        fetch(LOCK, {"seed": SEED})
        done = [publish(folder, findings[folder.key], by=by, now=now) for folder in folders]
        for one in done:
            if one.key in keys and one.changed:
                mark_origin(one, None, "")
        faults.point("deployment_before_commit")
    return done


@dataclass(frozen=True)
class Edition:
    """What the studio publishes: a process's own files, scenarios and cases included, and what changed in words."""

    key: str
    files: Mapping[str, str]
    note: str


def list_callers(shelf: Library, key: str) -> list[str]:
    """The processes that call this one, directly or not: a new version of it makes new ones of them."""
    return [other for other in shelf.list_keys() if other != key and key in shelf.list_called(other)]


def publish_edition(edition: Edition, *, by: Actor, now: datetime) -> list[Deployment]:
    """Publish one process from the studio, and its callers with it; the first of the list is the process itself.

    Raises as `deploy` does; nothing is published when the process or one of its callers has an error.
    """
    with transaction.atomic():
        fetch(LOCK, {"seed": SEED})
        shelf = open_shelf({edition.key: edition.files})
        keys = [edition.key, *list_callers(shelf, edition.key)]
        folders = [shelf.read(key) for key in keys]
        findings = check(folders, gather_names(shelf), load_guards())
        kept = {key: shelf.read_trials(key) for key in keys if key in shelf.over}
        done = [publish(folder, findings[folder.key], by=by, now=now) for folder in folders]
        for one in done:
            note = edition.note if one.key == edition.key else f"→ {edition.key} v{done[0].number}"
            mark_origin(one, kept.get(one.key), note)
    return done


def mark_origin(one: Deployment, trials: Mapping[str, str] | None, note: str) -> None:
    """Say of a version published just now where it is from; `trials` come with one that no folder holds."""
    DefinitionVersion.objects.filter(definition=one.key, number=one.number).update(
        origin=VersionOrigin.FOLDER if trials is None else VersionOrigin.STUDIO,
        note=note,
        trials=trials or {},
    )


def check(
    folders: Sequence[Folder], names: KnownNames, guards: Sequence[Guard]
) -> dict[str, tuple[Finding, ...]]:
    """The findings about each folder. Raises DeploymentRefused when one is an error.

    Raises SourceRefused when process.yaml mentions a node that is not drawn.
    """
    for folder in folders:
        check_nodes(folder)
        check_forms(folder)
    found = {folder.key: lint_folder(folder, names, guards) for folder in folders}
    errors = [finding for findings in found.values() for finding in findings if has_errors([finding])]
    if errors:
        raise DeploymentRefused(errors)
    return found


def check_forms(folder: Folder) -> None:
    """Ask the host, which alone knows forms, whether it could show those of a folder. Raises SourceRefused."""
    found = import_string(settings.FORM_CHECK)(folder.files)
    problems = [Problem(file, 1, "", message) for file, message in found]
    if problems:
        raise SourceRefused(problems)


def lint_folder(
    folder: Folder, names: KnownNames, guards: Sequence[Guard] = (), trials: Mapping[str, str] | None = None
) -> tuple[Finding, ...]:
    """`trials`: the scenarios too, where they are at hand; a version has none."""
    return tuple(
        lint(
            {
                **folder.own_models,
                **folder.own_letters,
                **{path: text.encode() for path, text in (trials or {}).items()},
            },
            folder.manifest,
            names,
            folder=folder.key,
            guards=guards,
        )
    )


def publish(folder: Folder, findings: tuple[Finding, ...], *, by: Actor, now: datetime) -> Deployment:
    """One folder, under the lock of all deployments."""
    definition, _ = ProcessDefinition.objects.select_for_update().get_or_create(key=folder.key)
    current = definition.current
    if current is not None and current.sha256 == folder.sha256:
        return Deployment(folder.key, current.number, current.sha256, changed=False, findings=findings)
    version = find_or_create(definition, folder)
    refuse_unrunnable(version)
    advance(version, current, by=by, now=now)
    definition.current = version
    definition.retired_at, definition.retired_by, definition.retired_because = None, "", ""
    definition.titles, definition.owner = folder.manifest["titles"], folder.manifest["owner"]
    definition.save(update_fields=["current", "titles", "owner", *RETIRED])
    switch(current, version, now=now)
    return Deployment(folder.key, version.number, version.sha256, changed=True, findings=findings)


def find_or_create(definition: ProcessDefinition, folder: Folder) -> DefinitionVersion:
    """The version of this content: an earlier one, or the next number."""
    known = DefinitionVersion.objects.filter(sha256=folder.sha256).first()
    if known is not None:
        return known
    last = definition.versions.aggregate(last=Max("number"))["last"] or 0
    return DefinitionVersion.objects.create(
        definition=definition,
        number=last + 1,
        sha256=folder.sha256,
        files=dict(folder.files),
        manifest=dict(folder.manifest),
    )


def refuse_unrunnable(version: DefinitionVersion) -> None:
    """The engine itself must accept the bundle. Raises DefinitionRefused."""
    compile_definition(definitions.read_bundle(version))


def advance(
    version: DefinitionVersion, current: DefinitionVersion | None, *, by: Actor, now: datetime
) -> None:
    if current is not None:
        VersionLife(current, by=by, now=now).retire()
        current.save(update_fields=["state"])
    life = VersionLife(version, by=by, now=now)
    if version.state == VersionState.DRAFT:
        life.submit()
    life.publish()
    version.save(update_fields=["state", "published_at", "published_by"])


__all__ = ["DefinitionRefused", "Deployment", "DeploymentRefused", "check", "deploy", "lint_folder"]
