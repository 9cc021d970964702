"""Django's system check of the kernel: every deployed process finds the operations it calls."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.db import DatabaseError, connection
from django.db.models import Exists, OuterRef, Q

from workflows import operations, xml
from workflows.models.clock import VirtualClock
from workflows.models.definition import DefinitionVersion
from workflows.models.instance import ProcessInstance
from workflows.models.states import InstanceStatus, VersionState

OPERATION = "{urn:vigie:bpmn:1}operation"


def named_operations(files: dict[str, str]) -> Iterator[tuple[str, str]]:
    """(file, operation) for each operation a version's models call."""
    for path, text in files.items():
        if path.endswith(".bpmn"):
            for element in xml.parse(text.encode()).iter(OPERATION):
                yield path, str(element.get("name", ""))


def missing_operations() -> list[tuple[DefinitionVersion, str, str]]:
    """(version, file, operation) for each call no app answers, in published versions and in those still running."""
    running = ProcessInstance.objects.filter(
        version=OuterRef("pk"), status__in=[InstanceStatus.ACTIVE, InstanceStatus.SUSPENDED]
    )
    kept = DefinitionVersion.objects.filter(Q(state=VersionState.PUBLISHED) | Exists(running))
    # These columns alone: the check comes before `migrate`, which may be about to add one.
    versions = kept.only("definition", "number", "files").order_by("definition_id", "number")
    return [
        (version, path, name)
        for version in versions.iterator(chunk_size=20)
        for path, name in named_operations(version.files)
        if not operations.is_known(name)
    ]


@register("workflows")
def check_operations(app_configs: Iterable[Any] | None, **options: Any) -> list[CheckMessage]:  # noqa: ARG001  the signature Django calls
    """workflows.E001 for each missing operation."""
    if not _has_tables():
        return []
    return [
        Error(
            f"{version} calls the operation {name!r}, which no installed app offers.",
            hint="Offer it in the app's operations.py, or retire the version once nothing runs on it.",
            obj=f"{version.definition_id}/{path}",
            id="workflows.E001",
        )
        for version, path, name in missing_operations()
    ]


@register("workflows")
def check_clock(app_configs: Iterable[Any] | None, **options: Any) -> list[CheckMessage]:  # noqa: ARG001  the signature Django calls
    """workflows.E002 when a fund that must run on real time has a virtual clock: SQL would follow it."""
    if settings.VIRTUAL_CLOCK or not _has_tables() or not VirtualClock.objects.exists():
        return []
    return [
        Error(
            "This database has a virtual clock, but VIGIE_VIRTUAL_CLOCK is not set: timers would not fire.",
            hint="Set VIGIE_VIRTUAL_CLOCK=true on a demo or test fund; never put such a database into production.",
            id="workflows.E002",
        )
    ]


def _has_tables() -> bool:
    """Before the first migration, or without a database, there is nothing deployed to check."""
    try:
        return DefinitionVersion._meta.db_table in connection.introspection.table_names()
    except DatabaseError:
        return False
