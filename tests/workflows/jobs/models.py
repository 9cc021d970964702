"""The smallest processes that show how background work behaves, and a way to publish them."""

from datetime import UTC, datetime
from hashlib import sha256

from tests.workflows.engine.drawing import ended, event, flows, node, process, started, timer, user
from workflows.models import DefinitionVersion, ProcessDefinition

BPMN_FILE = "process.bpmn"


def calls(operation: str, node_id: str = "booked", inputs: str = "", outputs: str = "") -> str:
    """A service task; inputs and outputs as already written mappings."""
    return node("serviceTask", node_id, extension=f'<vigie:operation name="{operation}"/>{inputs}{outputs}')


def given(target: str, value: str) -> str:
    return f'<vigie:input target="{target}" value="{value}"/>'


def kept(target: str, value: str) -> str:
    return f'<vigie:output target="{target}" value="{value}"/>'


def one_call(operation: str, inputs: str = "", outputs: str = "") -> tuple[str, ...]:
    """started → booked (the operation) → checked (a person) → ended."""
    return (
        started(),
        calls(operation, inputs=inputs, outputs=outputs),
        user("checked"),
        ended(),
        flows("started > booked > checked > ended"),
    )


def one_wait(duration: str = "P30D") -> tuple[str, ...]:
    """started → waited (a timer) → checked → ended."""
    return (
        started(),
        node("intermediateCatchEvent", "waited", timer("Duration", duration)),
        user("checked"),
        ended(),
        flows("started > waited > checked > ended"),
    )


def one_task() -> tuple[str, ...]:
    """started → checked → ended."""
    return started(), user("checked"), ended(), flows("started > checked > ended")


def refusal_caught(operation: str) -> tuple[str, ...]:
    """A service task with an error boundary for the code `refused`, leading to the task corrected."""
    return (
        *one_call(operation),
        node(
            "boundaryEvent",
            "was_refused",
            event("error", "refused"),
            attachedToRef="booked",
        ),
        user("corrected"),
        ended("ended_corrected"),
        flows("was_refused > corrected > ended_corrected"),
    )


def publish(key: str, *elements: str, manifest: dict[str, object] | None = None) -> DefinitionVersion:
    """Publish a model as the current version of a process."""
    text = process(*elements, process_id=key).decode()
    definition, _ = ProcessDefinition.objects.get_or_create(key=key)
    version = DefinitionVersion.objects.create(
        definition=definition,
        number=definition.versions.count() + 1,
        sha256=sha256(f"{key} {definition.versions.count()} {text}".encode()).hexdigest(),
        files={BPMN_FILE: text},
        manifest=manifest or {"process": key},
        state="published",
        published_at=datetime(2026, 5, 12, tzinfo=UTC),
    )
    definition.current = version
    definition.save(update_fields=["current"])
    return version
