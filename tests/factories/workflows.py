"""Published processes and running instances for tests of the kernel."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from django.contrib.auth import get_user_model

from tests.workflows.engine.drawing import ended, flows, node, process, started, user
from workflows import actors, api
from workflows.models import DefinitionVersion, HumanTask, ProcessDefinition, ProcessInstance

ANNA = "anna"
SYSTEM = actors.system("test")


def person(name: str = ANNA) -> actors.Actor:
    """A user of that name as an actor."""
    found, _ = get_user_model().objects.get_or_create(username=name)
    return actors.user(found.pk, name)


def deploy(
    *elements: str,
    key: str = "sample",
    manifest: Mapping[str, Any] | None = None,
    called: Mapping[str, bytes] | None = None,
) -> DefinitionVersion:
    """Publish a process drawn from these elements as the current version of `key`."""
    files = {"process.bpmn": process(*elements, process_id=key).decode()}
    files |= {f"called/{name}/process.bpmn": text.decode() for name, text in (called or {}).items()}
    definition, _ = ProcessDefinition.objects.get_or_create(key=key, defaults={"titles": {"en": key}})
    number = definition.versions.count() + 1
    version = DefinitionVersion.objects.create(
        definition=definition,
        number=number,
        sha256=sha256(repr((key, sorted(files.items()), manifest)).encode()).hexdigest(),
        files=files,
        manifest={"process": key, **(manifest or {})},
        state="published",
        published_at=datetime(2026, 1, 5, tzinfo=UTC),
    )
    definition.current = version
    definition.save(update_fields=["current"])
    return version


def one_task(**manifest: Any) -> DefinitionVersion:
    """started → check (user task) → ended."""
    return deploy(
        started(),
        user("check", name="Check it"),
        ended(),
        flows("started > check > ended"),
        manifest=manifest,
    )


def two_tasks() -> DefinitionVersion:
    """started → check → decide → ended."""
    return deploy(
        started(), user("check"), user("decide"), ended(), flows("started > check > decide > ended")
    )


def parallel_tasks() -> DefinitionVersion:
    """started → split → left ‖ right → join → after (user task) → ended."""
    return deploy(
        started(),
        node("parallelGateway", "split"),
        user("left"),
        user("right"),
        node("parallelGateway", "join"),
        user("after"),
        ended(),
        flows("started > split > left > join > after > ended", "split > right > join"),
    )


def launch(key: str = "sample", data: Mapping[str, Any] | None = None, **options: Any) -> ProcessInstance:
    """A started instance."""
    return api.start(key, data or {}, by=SYSTEM, **options)


def task_at(instance: ProcessInstance, node_id: str) -> HumanTask:
    """The open task of an instance at a node."""
    return HumanTask.objects.get(instance=instance, node_id=node_id, closed_at=None)
