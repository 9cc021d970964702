"""A running instance: SpiffWorkflow's workflow objects with the adapter's tokens, scopes and event bookkeeping."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.util.task import TaskState

from workflows.engine import scopes
from workflows.engine.errors import EngineError, ProcessFault
from workflows.engine.expressions import FeelScriptEngine
from workflows.engine.tokens import Token
from workflows.engine.values import EngineEvent, EventKind, FaultKind, Host, Thrown
from workflows.engine.variables import Variables

if TYPE_CHECKING:
    from workflows.engine.definition import Definition


class ScopeMixin:
    """What the process and every subprocess or called process below it have in common."""

    tasks: dict[str, Token]
    task_tree: Token
    spec: Any
    completed: bool
    top_workflow: Instance

    def place(self, node_id: str, flow_id: str = "") -> Token:
        """Put a token before a node; the runner lets it in."""
        token = self.task_tree._add_child(self.spec.task_specs[node_id])
        if flow_id:
            token.internal_data["flow"] = flow_id
        token.schedule(TaskState.FUTURE)
        return token

    def tokens(self) -> list[Token]:
        """The tokens directly in this scope, in the order they came."""
        return self.task_tree.children

    def settle(self) -> None:
        """A scope with no token left is done."""
        if len(self.tasks) == 1 and not self.completed:
            self.completed = True
            self._ended()

    def _ended(self) -> None:
        raise ProcessFault("This scope cannot end.", kind=FaultKind.ENGINE)

    def clear(self) -> None:
        """Cancel every token of the scope without ending it."""
        for token in self.tokens():
            token.cancel()


class Scope(ScopeMixin, BpmnSubWorkflow):
    """A running embedded subprocess or called process, owned by the token of its activity."""

    def __init__(self, spec: Any, owner: Token) -> None:
        super().__init__(spec, parent_task_id=owner.id, top_workflow=owner.top, deserializing=True)
        self.data = Variables()
        self.task_tree = Token(self, spec.start, state=TaskState.COMPLETED, id=f"{owner.id}.")

    @property
    def owner(self) -> Token:
        return self.top_workflow.index[self.parent_task_id]

    @property
    def is_called(self) -> bool:
        """A called process has variables of its own; an embedded subprocess shares those around it."""
        return not self.spec.is_embedded

    @property
    def called_process(self) -> str:
        """The process called here or around here; empty in a subprocess of the process itself."""
        process = scopes.process_scope(self)
        return "" if process is self.top_workflow else str(process.spec.process_id)

    @property
    def call(self) -> str:
        """The call this scope belongs to; empty in a subprocess of the process itself."""
        return scopes.call_path(self)

    def tell(self, what: EventKind) -> None:
        """A called process begins, ends or is taken away: its promises begin and end with it."""
        if self.is_called:
            self.owner.note(what, process=self.spec.process_id, running=self.call)

    def _ended(self) -> None:
        self.tell(EventKind.CALL_ENDED)
        self.owner.schedule(TaskState.READY)

    def cancel(self, success: bool = False) -> list[Any]:
        self.clear()
        if not self.completed:
            self.tell(EventKind.CALL_CANCELLED)
        self.top_workflow.subprocesses.pop(self.parent_task_id, None)
        return []


def _age(token: Token) -> int:
    return int(token.id)


class Instance(ScopeMixin, BpmnWorkflow):
    """The process itself; the root of all scopes, ids, history and queued work of one step."""

    parent_task_id = None
    is_called = True

    def __init__(self, definition: Definition, instance_id: str, now: datetime, host: Host) -> None:
        if now.tzinfo is None:
            raise EngineError("The time of a step must be aware.")
        self.definition = definition
        self.instance_id = instance_id
        self.now = now
        self.host = host
        self.last_id = 0
        self.index: dict[str, Token] = {}
        self.sleeping: dict[str, Token] = {}
        self.queue: deque[Token] = deque()
        self.journal: list[EngineEvent] = []
        self.thrown: list[Thrown] = []
        self.ended_in: list[str] = []
        self.cancelled = False
        spec = definition.root
        super().__init__(
            spec,
            definition.specs,
            script_engine=FeelScriptEngine(now, host, definition.names),
            deserializing=True,
        )
        self.data = Variables()
        self.task_tree = Token(self, spec.start, state=TaskState.COMPLETED, id=".")

    @property
    def engine(self) -> FeelScriptEngine:
        return self.script_engine

    def next_id(self) -> str:
        self.last_id += 1
        return str(self.last_id)

    def note(self, kind: EventKind, node_id: str, token_id: str, data: Mapping[str, Any]) -> None:
        self.journal.append(EngineEvent(kind, node_id, token_id, data))

    def get_task_from_id(self, task_id: str) -> Token | None:
        return self.index.get(task_id)

    def find(self, token_id: str) -> Token | None:
        """A token by id, woken if it sleeps."""
        owner = self.sleeping.get(token_id)
        if owner is not None:
            self.wake(owner, token_id)
        return self.index.get(token_id)

    def wake(self, owner: Token, token_id: str) -> None:
        """Make a token of an instance that slept below its multi-instance."""
        from workflows.engine.codec import restore_sleeper

        del self.sleeping[token_id]
        restore_sleeper(owner, token_id, owner.sleepers.pop(token_id))

    def wake_all(self) -> None:
        """Make tokens of all instances that sleep."""
        for token_id in list(self.sleeping):
            self.find(token_id)

    def create_subprocess(self, my_task: Token, spec_name: str) -> Scope:
        scope = Scope(self.subprocess_specs[spec_name], my_task)
        self.subprocesses[my_task.id] = scope
        return scope

    def everything(self) -> Iterator[Token]:
        """All tokens of all scopes, the oldest first."""
        return iter(sorted(self.index.values(), key=_age))

    def scopes(self) -> list[Any]:
        return [self, *self.subprocesses.values()]

    def _ended(self) -> None:
        self.note(EventKind.INSTANCE_COMPLETED, "", "", {"ended_in": list(self.ended_in)})

    def cancel(self, workflow: Any = None) -> list[Any]:
        self.clear()
        self.completed = False
        self.cancelled = True
        return []
