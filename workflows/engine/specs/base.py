"""What every node has: sequence flows with ids, extensions, no prediction of the future."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from SpiffWorkflow.bpmn.specs.mixins import BpmnSpecMixin
from SpiffWorkflow.specs import StartTask, WorkflowSpec

from workflows.engine import scopes
from workflows.engine.extensions import Extension
from workflows.engine.tokens import Token
from workflows.engine.values import EventKind

BODY = "#body"


@dataclass(frozen=True, slots=True)
class Flow:
    id: str
    source: str
    target: str
    condition: str = ""
    is_default: bool = False


class ProcessSpec(WorkflowSpec):
    """One process or embedded subprocess; `process_id` is the process it is drawn in."""

    def __init__(self, name: str, *, process_id: str, is_embedded: bool) -> None:
        super().__init__(name)
        self.process_id = process_id
        self.is_embedded = is_embedded
        self.data_objects: dict[str, Any] = {}
        self.data_names: tuple[str, ...] = ()
        self.start = StartTask(self, "#root")
        self.starts: list[Any] = []

    @property
    def none_start(self) -> Any:
        """The plain start event; every subprocess and called process has exactly one."""
        return next(start for start in self.starts if start.event_definition.kind == "none")


class Node(BpmnSpecMixin):
    """A BPMN element that tokens visit."""

    is_activity = False

    def __init__(
        self, wf_spec: ProcessSpec, name: str, *, label: str, lane: str, extension: Extension, **options: Any
    ) -> None:
        super().__init__(wf_spec, name, lane=lane, bpmn_name=label, **options)
        self.bpmn_id = name.removesuffix(BODY)
        self.label = label
        self.extension = extension
        self.flows_in: tuple[Flow, ...] = ()
        self.flows_out: tuple[Flow, ...] = ()
        self.boundaries: list[Any] = []
        self.loop_of = ""

    def test(self) -> None:
        """Checked once when the definition is compiled, not each time a token is ready."""

    def _predict(self, *arguments: Any, **options: Any) -> None:
        """No tokens for what may happen later: they cost time and state and, after a migration, are wrong."""

    def _update_hook(self, token: Token) -> bool | None:
        """A token comes in. Return True if it may run at once."""
        token.note(EventKind.NODE_ENTERED)
        return True

    def _run_hook(self, token: Token) -> bool | None:
        self._work(token)
        return True

    def _work(self, token: Token) -> None:
        """Do what the node is for; write results only after everything that can fail."""

    def _leaving(self, token: Token) -> tuple[Flow, ...]:
        return self.flows_out

    def _on_complete(self, token: Token) -> None:
        self._on_complete_hook(token)
        token.leave(self._leaving(token))

    def put_out(self, token: Token, payload: dict[str, Any], view: Mapping[str, Any]) -> None:
        """Evaluate the outputs over `view`, then write all of them around the activity."""
        values = scopes.mapped(self.extension.outputs, token, view, payload)
        scopes.write_outside(token, values)
