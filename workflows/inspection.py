"""Looking into an instance without moving it: its variables and where its tokens are."""

from collections.abc import Sequence
from uuid import UUID

from workflows import definitions, engine
from workflows.engine import ActiveNode
from workflows.errors import InstanceUnknown, TaskUnknown
from workflows.feel.values import Value
from workflows.keys import read_key
from workflows.models.definition import DefinitionVersion
from workflows.models.human_task import HumanTask
from workflows.models.instance import ProcessInstance


def find(instance_id: UUID | str) -> ProcessInstance:
    """An instance with its version, unlocked. Raises InstanceUnknown."""
    key = read_key(instance_id)
    runs = ProcessInstance.objects.select_related("version").defer("version__files")
    found = runs.filter(id=key).first() if key else None
    if found is None:
        raise InstanceUnknown(instance=instance_id)
    return found


def read_variables(instance_id: UUID | str, *, task_id: UUID | str | None = None) -> dict[str, Value]:
    """The variables of an instance, as one of its open human tasks sees them when `task_id` is given.

    None of an instance whose content was removed after its time.
    """
    instance = find(instance_id)
    if instance.content_removed_at:
        return {}
    token = None if task_id is None else _token_of(instance, task_id)
    definition = definitions.of_version(instance.version).definition
    return dict(engine.read_variables(definition, bytes(instance.state), token))


def _token_of(instance: ProcessInstance, task_id: UUID | str) -> str:
    key = read_key(task_id)
    tokens = (
        HumanTask.objects.filter(id=key, instance=instance).values_list("engine_task", flat=True)
        if key
        else []
    )
    for token in tokens:
        return str(token)
    raise TaskUnknown(task=task_id)


def active_nodes(instance_id: UUID | str) -> Sequence[ActiveNode]:
    """Where the tokens of an instance are; for the picture of the running process."""
    instance = find(instance_id)
    if instance.content_removed_at:
        return ()
    return engine.active_nodes(definitions.of_version(instance.version).definition, bytes(instance.state))


def pinned_version(instance_id: UUID | str | None) -> DefinitionVersion:
    """The version an instance runs on, with its files: letters and forms come from there, not from the folder."""
    key = read_key(instance_id) if instance_id else None
    found = ProcessInstance.objects.select_related("version").filter(id=key).first() if key else None
    if found is None:
        raise InstanceUnknown(instance=instance_id)
    return found.version
