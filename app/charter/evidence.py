"""Whether what a commitment rests on exists: a process, its level or step, a guard, a pack, a page and so on."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import NoReverseMatch, reverse

from app.charter.commitments import Charter, Evidence, EvidenceKind
from app.charter.measures import MEASURES
from app.correspondence.contact_models import ContactChannel
from app.correspondence.information import information_library
from app.registers.calculations import list_calculations
from workflows import operations
from workflows.bpmn import Model, read_model
from workflows.lint import read_guards
from workflows.process_folders import MODEL, Library


@dataclass
class Known:
    """All that can be named, read once and as far as asked for."""

    library: Library = field(default_factory=Library)
    manifests: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    models: dict[str, Model] = field(default_factory=dict)

    def manifest(self, process: str) -> Mapping[str, Any]:
        if process not in self.manifests:
            self.manifests[process] = self.library.read_manifest(process)
        return self.manifests[process]

    def model(self, process: str) -> Model:
        if process not in self.models:
            self.models[process] = read_model(self.library.read_own(process)[MODEL].encode())
        return self.models[process]

    @cached_property
    def processes(self) -> frozenset[str]:
        return frozenset(self.library.list_keys())

    @cached_property
    def guards(self) -> frozenset[str]:
        return frozenset(guard.id for guard in read_guards(Path(settings.PROCESSES_DIR) / "guards.yaml"))

    @cached_property
    def packs(self) -> frozenset[str]:
        return frozenset(information_library().packs)

    @cached_property
    def calculations(self) -> frozenset[str]:
        return frozenset(one.name for one in list_calculations())

    def has_level(self, one: Evidence) -> bool:
        levels = self.manifest(one.process).get("service_levels") or ()
        return any(level["id"] == one.name for level in levels)

    def has_step(self, one: Evidence) -> bool:
        return one.name in self.model(one.process).process.nodes


def is_page(name: str) -> bool:
    try:
        reverse(name)
    except NoReverseMatch:
        return False
    return True


LOOKS: Mapping[EvidenceKind, Callable[[Known, Evidence], bool]] = {
    EvidenceKind.PROCESS: lambda known, one: one.name in known.processes,
    EvidenceKind.LEVEL: lambda known, one: one.process in known.processes and known.has_level(one),
    EvidenceKind.STEP: lambda known, one: one.process in known.processes and known.has_step(one),
    EvidenceKind.MEASURE: lambda _known, one: one.name in MEASURES,
    EvidenceKind.GUARD: lambda known, one: one.name in known.guards,
    EvidenceKind.PACK: lambda known, one: one.name in known.packs,
    EvidenceKind.PAGE: lambda _known, one: is_page(one.name),
    EvidenceKind.CHANNEL: lambda _known, one: one.name in ContactChannel.values,
    EvidenceKind.OPERATION: lambda _known, one: operations.is_known(one.name),
    EvidenceKind.CALCULATION: lambda known, one: one.name in known.calculations,
}


def find_missing(charter: Charter) -> Iterator[tuple[str, Evidence]]:
    """(commitment, evidence) for each reference to nothing."""
    known = Known()
    for commitment in charter.commitments.values():
        for one in commitment.kept_by:
            if not LOOKS[one.kind](known, one):
                yield commitment.code, one
