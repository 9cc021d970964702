"""Retiring a process: no new case starts, those that run go on under the version they have.

It is done on purpose and with a reason: a folder that is gone retires nothing, for it may be a half-copied checkout.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from workflows.actors import Actor
from workflows.catalogue import LOCK, RETIRED, SEED
from workflows.errors import ProcessUnknown, ReasonMissing
from workflows.models.definition import ProcessDefinition
from workflows.models.instance import ProcessInstance
from workflows.models.states import InstanceStatus
from workflows.process_folders import Library
from workflows.rows import fetch
from workflows.start_events import end_all
from workflows.versions import VersionLife

OPEN = (InstanceStatus.ACTIVE, InstanceStatus.SUSPENDED)


@dataclass(frozen=True)
class Retirement:
    """What became of one process: how many cases go on, who still calls it, whether its folder is still there."""

    key: str
    changed: bool
    running: int
    callers: tuple[str, ...]
    has_folder: bool

    def as_json(self) -> dict[str, Any]:
        return {
            "process": self.key,
            "changed": self.changed,
            "running": self.running,
            "callers": list(self.callers),
            "has_folder": self.has_folder,
        }


@transaction.atomic
def retire(key: str, reason: str, *, by: Actor, now: datetime, library: Library | None = None) -> Retirement:
    """Take a process out of use: its timer, message and signal starts end with its current version.

    A process retired already stays as it was. Deploying its folder again publishes it again. Raises ProcessUnknown,
    ReasonMissing.
    """
    if not reason.strip():
        raise ReasonMissing(process=key)
    fetch(LOCK, {"seed": SEED})
    definition = ProcessDefinition.objects.select_for_update().filter(key=key).first()
    if definition is None:
        raise ProcessUnknown(f"No process {key!r} is published.", key=key)
    changed = definition.current is not None
    if definition.current is not None:
        VersionLife(definition.current, by=by, now=now).retire()
        definition.current.save(update_fields=["state"])
        end_all(definition.current)
        definition.current = None
        definition.retired_at, definition.retired_by, definition.retired_because = (
            now,
            str(by),
            reason.strip(),
        )
        definition.save(update_fields=["current", *RETIRED])
    running = ProcessInstance.objects.filter(definition_key=key, status__in=OPEN, is_test=False).count()
    has_folder = key in (library or Library()).list_keys()
    return Retirement(key, changed, running, tuple(list_callers(key)), has_folder)


def list_callers(key: str) -> list[str]:
    """The published processes that call this one: they go on with the copy pinned in their version."""
    calling = ProcessDefinition.objects.filter(current__manifest__called__has_key=key)
    return list(calling.order_by("key").values_list("key", flat=True))


def list_without_folder(library: Library | None = None) -> list[str]:
    """Published processes that no folder holds: forgotten, or missing from this checkout."""
    published = ProcessDefinition.objects.filter(current__isnull=False).order_by("key")
    held = set((library or Library()).list_keys())
    return [key for key in published.values_list("key", flat=True) if key not in held]
