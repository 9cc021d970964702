"""A token: SpiffWorkflow's `Task` with a given id, no clock and no log, living in a flat tree.

Spiff keeps a tree of everything that ever happened or may happen, which grows with every loop and freezes at depth
1000. Here a token hangs directly below the root of its scope (an instance of a loop, an armed boundary event and an
event behind an event-based gateway below the token they belong to) and leaves the tree when it is done.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from workflows.engine.values import EventKind
from workflows.engine.variables import Variables

if TYPE_CHECKING:
    from workflows.engine.instance import Instance


class Token(Task):
    """`internal_data` is plain JSON and is stored; `data` are the local variables.

    `sleepers` are instances of a multi-instance that only wait, by id, still in their stored form: a step that
    touches one of hundreds reads and writes only that one.
    """

    sleepers: dict[str, str]

    def __init__(self, workflow: Any, spec: Any, parent: Token | None = None, *, state: int, id: str) -> None:
        self.id = id
        self.workflow = workflow
        self.task_spec = spec
        self.triggered = False
        self._data: Variables | None = None
        self.sleepers = {}
        self.internal_data: dict[str, Any] = {}
        self.thread_id = 0
        self.last_state_change = 0.0
        self._state = state
        self._children: list[str] = []
        self._parent = parent.id if parent is not None else None
        workflow.tasks[id] = self
        if parent is not None:
            parent._children.append(id)

    @property
    def children(self) -> list[Token]:
        """What hangs on this token; sleeping instances are woken first."""
        if self.sleepers:
            for token_id in list(self.sleepers):
                self.top.find(token_id)
        return [self.workflow.tasks[child] for child in self._children]

    def _set_state(self, value: int) -> None:
        self._state = value

    def _inherit_data(self) -> None:
        """Variables live in scopes; nothing is copied from token to token."""

    def _add_child(self, task_spec: Any, state: int = TaskState.FUTURE) -> Token:
        child = Token(self.workflow, task_spec, self, state=state, id=self.top.next_id())
        self.top.index[child.id] = child
        return child

    @property
    def data(self) -> Variables:
        """The local variables of this token."""
        if self._data is None:
            self._data = Variables()
        return self._data

    @data.setter
    def data(self, variables: Variables) -> None:
        self._data = variables

    @property
    def has_data(self) -> bool:
        return bool(self._data)

    @property
    def top(self) -> Instance:
        return self.workflow.top_workflow

    @property
    def node_id(self) -> str:
        return self.task_spec.bpmn_id

    @property
    def is_gone(self) -> bool:
        return self.top.index.get(self.id) is not self

    def note(self, what: EventKind, at: str = "", /, **data: Any) -> None:
        """Write into the history of the step, with `within` and `call` in a called process, `instance` in a loop."""
        if self.workflow is not self.top and (called := self.workflow.called_process):
            data["within"], data["call"] = called, self.workflow.call
        if self.task_spec.loop_of:
            data["instance"] = True
        self.top.note(what, at or self.node_id, self.id, data)

    def schedule(self, state: int) -> None:
        """Let the runner take this token up in this step."""
        self._set_state(state)
        self.top.queue.append(self)

    def detach(self) -> None:
        """Leave the tree; children leave with it."""
        for child in self.children:
            child.detach()
        parent = self.parent
        if parent is not None:
            parent._children.remove(self.id)
        self.workflow.tasks.pop(self.id, None)
        self.top.index.pop(self.id, None)

    def climb(self) -> None:
        """Hang directly below the root of the scope, away from the token it was armed for."""
        self.workflow.tasks[self._parent]._children.remove(self.id)
        self._parent = self.workflow.task_tree.id
        self.workflow.task_tree._children.append(self.id)

    def cancel(self) -> None:
        """Take the token away with everything below it: armed events, instances, a running subprocess."""
        for child in self.children:
            child.cancel()
        if self._state != TaskState.FUTURE and "armed" not in self.internal_data:
            self.note(EventKind.NODE_CANCELLED)
        self._set_state(TaskState.CANCELLED)
        self.task_spec._on_cancel(self)
        self.detach()

    def leave(self, flows: tuple[Any, ...]) -> None:
        """The node is done: disarm what hangs on it, go away and put a token behind each flow."""
        for child in self.children:
            child.cancel()
        self.note(EventKind.NODE_COMPLETED)
        workflow = self.workflow
        self.detach()
        for flow in flows:
            self.note(EventKind.FLOW_TAKEN, flow.id)
            workflow.place(flow.target, flow.id)
        workflow.settle()

    def enclosing(self) -> Token | None:
        """The activity around this token: its loop, or the subprocess or call activity of its scope."""
        parent = self.parent
        if parent is not None and parent is not self.workflow.task_tree:
            return parent
        return self.top.index.get(self.workflow.parent_task_id or "")
