"""A stored version as something that runs: its files become the engine's bundle, kept by content hash."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Any

from workflows import xml
from workflows.engine import Bundle, Definition, StartKind, compile_definition
from workflows.errors import ProcessRetired, ProcessUnknown, VariablesMissing, VersionUnknown
from workflows.models.definition import DefinitionVersion, ProcessDefinition
from workflows.shared_decisions import SHARED
from workflows.variables import list_missing

CALLED = "called"


@dataclass(frozen=True)
class Deployed:
    """A version ready to run."""

    version_id: int
    key: str
    number: int
    bundle: Bundle

    @property
    def sha256(self) -> str:
        return self.bundle.sha256

    @property
    def manifest(self) -> Mapping[str, Any]:
        return self.bundle.manifest

    @property
    def definition(self) -> Definition:
        return compile_definition(self.bundle)

    @property
    def variables(self) -> Mapping[str, Any]:
        declared: Mapping[str, Any] = self.manifest.get("variables") or {}
        return declared

    def starts_plainly(self, start_event: str | None) -> bool:
        """Whether somebody starts it with data, and no message, signal or timer does with what it has."""
        plain = {start.id for start in self.definition.starts if start.kind is StartKind.NONE}
        return bool(plain) if start_event is None else start_event in plain

    def refuse_missing(self, data: Mapping[str, Any]) -> None:
        """Raises VariablesMissing naming every required variable that has no value."""
        missing = list_missing(data, declared=self.variables)
        if missing:
            raise VariablesMissing(self.key, missing)

    def role_behind(self, lane: str) -> str:
        """The role process.yaml puts behind a lane; the lane's own id when it names none."""
        return str((self.manifest.get("roles") or {}).get(lane, lane))


def read_bundle(version: DefinitionVersion) -> Bundle:
    """The engine's bundle of a version.

    `process.bpmn` is the process itself, `called/<process>/…` what it calls; decisions of the process win over
    those of called ones with the same id.
    """
    bpmn: dict[str, bytes] = {}
    decisions: dict[str, bytes] = {}
    for path, text in sorted(
        version.files.items(), key=lambda item: item[0].startswith(f"{CALLED}/"), reverse=True
    ):
        parts = PurePosixPath(path)
        owner = parts.parts[1] if parts.parts[0] == CALLED and len(parts.parts) > 2 else version.definition_id
        if parts.suffix == ".bpmn":
            bpmn[owner] = text.encode()
        elif parts.suffix == ".dmn":
            decisions.update(dict.fromkeys(_decision_ids(text), text.encode()))
    return Bundle(
        process_id=version.definition_id,
        sha256=version.sha256,
        bpmn=bpmn,
        decisions=decisions,
        manifest=version.manifest,
        shared=SHARED,
    )


def _decision_ids(text: str) -> list[str]:
    return [str(node.get("id")) for node in xml.parse(text.encode()).iter("{*}decision") if node.get("id")]


@lru_cache(maxsize=256)
def _load(sha256: str) -> Deployed:
    version = DefinitionVersion.objects.get(sha256=sha256)
    return Deployed(version.id, version.definition_id, version.number, read_bundle(version))


def deployed(version_id: int, sha256: str) -> Deployed:
    """The version of this hash; `version_id` may differ between databases, the content may not."""
    known = _load(sha256)
    if known.version_id == version_id:
        return known
    return Deployed(version_id, known.key, known.number, known.bundle)


def of_version(version: DefinitionVersion) -> Deployed:
    return deployed(version.id, version.sha256)


def refuse_retired(key: str) -> None:
    """Raises ProcessRetired when nothing of this process may start any more, not even a numbered version."""
    for moment, reason in ProcessDefinition.objects.filter(key=key, retired_at__isnull=False).values_list(
        "retired_at", "retired_because"
    ):
        message = f"The process {key!r} is retired since {moment:%Y-%m-%d} ({reason}): no new case starts."
        raise ProcessRetired(message, key=key)


def find(key: str, number: int | None = None) -> Deployed:
    """The current version of a process, or the numbered one.

    Raises ProcessUnknown, ProcessRetired, VersionUnknown.
    """
    if number is None:
        current = ProcessDefinition.objects.filter(key=key, current__isnull=False)
        for version_id, sha256 in current.values_list("current_id", "current__sha256"):
            return deployed(version_id, sha256)
        refuse_retired(key)
        raise ProcessUnknown(f"No process {key!r} is published.", key=key)
    numbered = DefinitionVersion.objects.filter(definition=key, number=number)
    for version_id, sha256 in numbered.values_list("id", "sha256"):
        return deployed(version_id, sha256)
    if not ProcessDefinition.objects.filter(key=key).exists():
        raise ProcessUnknown(f"No process {key!r} is published.", key=key)
    raise VersionUnknown(f"The process {key!r} has no version {number}.", key=key, number=number)


def find_for_start(key: str, number: int | None = None) -> Deployed:
    """As `find`, for a new instance: a retired process has none in any version. Raises ProcessRetired too."""
    if number is not None:
        refuse_retired(key)
    return find(key, number)
