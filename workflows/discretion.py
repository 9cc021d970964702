"""What an incident shows, and to whom: in full to those who may read the case; to others what is sensitive is masked.

An operator who must see it to put it right says why; the history of the case keeps that.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from workflows import clock, definitions, engine
from workflows.actors import Actor
from workflows.errors import ReasonMissing, WorkflowError
from workflows.history import append
from workflows.masking import MASK, hide_values, hide_words, list_sensitive, list_words
from workflows.models.instance import ProcessInstance
from workflows.models.job import Incident
from workflows.transactions import in_transaction


@dataclass(frozen=True)
class Shown:
    """An incident as one reader sees it. `is_masked`: something was kept back from who may not read all of it."""

    message: str
    detail: str
    inputs: Mapping[str, Any] | None
    is_full: bool = True
    is_masked: bool = False


@dataclass(frozen=True)
class Secrets:
    """What must not be told about one instance: names of variables, and the words they hold now."""

    names: frozenset[str]
    words: tuple[str, ...]


def read_secrets(instance_id: UUID) -> Secrets:
    """None, where the process declares nothing sensitive; raises WorkflowError when its state cannot be read."""
    instance = ProcessInstance.objects.select_related("version").defer("version__files").get(id=instance_id)
    names = list_sensitive(instance.version.manifest)
    if not names or instance.content_removed_at:
        return Secrets(names, ())
    definition = definitions.of_version(instance.version).definition
    every = engine.read_everything(definition, bytes(instance.state))
    return Secrets(names, tuple(list_words(value for name, value in every if name in names)))


def mask(instance_id: UUID | None, text: str) -> str:
    """A text about an instance without the words of its sensitive variables."""
    if instance_id is None:
        return text
    try:
        return hide_words(text, read_secrets(instance_id).words)
    except WorkflowError:
        return f"{text.partition(':')[0]}: {MASK}"  # its state cannot be read: nothing can be told apart


def show(incident: Incident, *, in_full: bool) -> Shown:
    """The incident for who may read all of it, or masked for who may not."""
    job = incident.job
    full = Shown(incident.message, incident.detail, job.inputs if job else None)
    if in_full:
        return full
    if incident.instance_id is None:
        return replace(full, is_full=False)
    try:
        shown = hide(incident, full)
    except WorkflowError:
        shown = Shown(mask(incident.instance_id, full.message), MASK, None)
    return Shown(shown.message, shown.detail, shown.inputs, is_full=False, is_masked=shown != full)


def hide(incident: Incident, full: Shown) -> Shown:
    assert incident.instance_id is not None
    secrets = read_secrets(incident.instance_id)
    inputs = full.inputs
    if inputs is not None:
        names = secrets.names | list_fed(incident, secrets.names)
        inputs = hide_values(inputs, names, secrets.words)
    return Shown(hide_words(full.message, secrets.words), hide_words(full.detail, secrets.words), inputs)


def list_fed(incident: Incident, names: frozenset[str]) -> frozenset[str]:
    """The inputs of the failed operation that are made from sensitive variables, under whatever name."""
    assert incident.instance is not None
    definition = definitions.of_version(incident.instance.version).definition
    reads = engine.list_inputs(definition, incident.node_id)
    return frozenset(target for target, read in reads.items() if read & names)


@in_transaction
def reveal(incident: Incident, reason: str, *, by: Actor) -> Shown:
    """The incident in full, once its history says who asked and why. Raises ReasonMissing."""
    if not reason.strip():
        raise ReasonMissing(incident=incident.id)
    if incident.instance_id is not None:
        rev = ProcessInstance.objects.values_list("rev", flat=True).get(id=incident.instance_id)
        told = {"incident": incident.id, "kind": incident.kind, "reason": reason.strip()}
        append(
            incident.instance_id, rev, "sensitive_shown", actor=by, now=clock.now(), node_id=incident.node_id, data=told
        )  # fmt: skip
    return show(incident, in_full=True)
