"""Embedded subprocesses and call activities: a scope of their own, owned by the token of the activity."""

from __future__ import annotations

from typing import Any

from SpiffWorkflow.bpmn.specs.mixins import CallActivityMixin, SubWorkflowTaskMixin

from workflows.engine import scopes
from workflows.engine.errors import ProcessFault
from workflows.engine.specs.activities import Activity
from workflows.engine.tokens import Token
from workflows.engine.values import EventKind, FaultKind
from workflows.engine.variables import Variables


class Container(Activity):
    spec: str

    def _is_done(self, token: Token) -> bool:
        scope = token.top.get_subprocess(token)
        if scope is None:
            self.start_workflow(token)
            return False
        return bool(scope.completed)

    def start_workflow(self, token: Token) -> None:
        local = self._check(token)
        scope = token.top.create_subprocess(token, self.spec)
        scope.data = Variables(local)
        for name in scope.spec.data_names:
            scopes.process_scope(scope).data.setdefault(name, None)
        scope.tell(EventKind.CALL_STARTED)
        scope.place(scope.spec.none_start.name)

    def _check(self, token: Token) -> dict[str, Any]:
        """The variables a scope of its own begins with."""
        return {}

    def _on_complete(self, token: Token) -> None:
        token.top.subprocesses.pop(token.id, None)
        super()._on_complete(token)

    def skip(self, token: Token, data: Any) -> None:
        scope = token.top.get_subprocess(token)
        if scope is not None:
            scope.cancel()
        super().skip(token, data)


class SubProcess(Container, SubWorkflowTaskMixin):
    """Shares the variables around it; outputs are evaluated when it is done."""

    def _work(self, token: Token) -> None:
        view = scopes.visible(token)
        self.put_out(token, dict(view), view)


class CallActivity(Container, CallActivityMixin):
    """Another process of the bundle, with variables of its own: mapped in, mapped out."""

    def _take_in(self, token: Token) -> dict[str, Any]:
        return {}

    def _check(self, token: Token) -> dict[str, Any]:
        limit = token.top.host.call_depth
        if _depth(token) >= limit:
            message = f"{self.bpmn_id} would call {self.spec} deeper than {limit} levels."
            raise ProcessFault(message, kind=FaultKind.CALL_DEPTH)
        local = super()._take_in(token)
        required = token.top.definition.required.get(self.spec, ())
        missing = [name for name in required if local.get(name) is None]
        if missing:
            message = f"{self.bpmn_id} cannot call {self.spec} without a value for: {', '.join(missing)}."
            raise ProcessFault(message, kind=FaultKind.DATA)
        return local

    def _work(self, token: Token) -> None:
        called = token.top.get_subprocess(token).data
        self.put_out(token, called, called)


def _depth(token: Token) -> int:
    depth = 0
    workflow = token.workflow
    while workflow is not token.top:
        depth += workflow.is_called
        workflow = workflow.owner.workflow
    return depth
