"""Gateways. A join keeps one waiting token for each arrival, so that loops and extra tokens keep their count."""

from __future__ import annotations

from typing import Any

from SpiffWorkflow.bpmn.specs.mixins import (
    ExclusiveGatewayMixin,
    InclusiveGatewayMixin,
    ParallelGatewayMixin,
)
from SpiffWorkflow.specs.base import TaskSpec
from SpiffWorkflow.util.task import TaskState

from workflows.engine import scopes
from workflows.engine.errors import ProcessFault
from workflows.engine.specs.base import Flow, Node
from workflows.engine.tokens import Token
from workflows.engine.values import FaultKind


class Gateway(Node):
    """The flows to take are chosen while the gateway runs, so that a failing condition stops it there."""

    connect = TaskSpec.connect

    def _work(self, token: Token) -> None:
        token.internal_data["chosen"] = [flow.id for flow in self._choose(token)]

    def _choose(self, token: Token) -> list[Flow]:
        return list(self.flows_out)

    def _leaving(self, token: Token) -> tuple[Flow, ...]:
        chosen = token.internal_data["chosen"]
        return tuple(flow for flow in self.flows_out if flow.id in chosen)

    def _holds(self, token: Token, flow: Flow) -> bool:
        return token.top.engine.condition(flow.condition, scopes.visible(token))

    def _or_default(self, chosen: list[Flow]) -> list[Flow]:
        if chosen:
            return chosen
        default = [flow for flow in self.flows_out if flow.is_default]
        if not default:
            message = f"No flow out of {self.bpmn_id} matches and there is no default flow."
            raise ProcessFault(message, kind=FaultKind.NO_FLOW)
        return default


class ExclusiveGateway(Gateway, ExclusiveGatewayMixin):
    def _choose(self, token: Token) -> list[Flow]:
        if len(self.flows_out) == 1 and not self.flows_out[0].condition:
            return [self.flows_out[0]]
        candidates = (flow for flow in self.flows_out if not flow.is_default)
        match = next((flow for flow in candidates if self._holds(token, flow)), None)
        return self._or_default([match] if match else [])


class Join(Gateway):
    """What parallel and inclusive gateways share: arrivals wait at the node until the join opens."""

    reach: dict[str, frozenset[str]]

    def _update_hook(self, token: Token) -> bool | None:
        if len(self.flows_in) < 2:
            return super()._update_hook(token)
        super()._update_hook(token)
        token._set_state(TaskState.WAITING)
        return self._try(token)

    def _try(self, token: Token) -> bool | None:
        return None

    def arrivals(self, token: Token) -> dict[str, Token]:
        """The oldest waiting token on each incoming flow."""
        found: dict[str, Token] = {}
        for other in token.workflow.tokens():
            if other.task_spec is self and other._state == TaskState.WAITING:
                found.setdefault(other.internal_data.get("flow", ""), other)
        return found

    def missing(self, token: Token) -> list[Flow]:
        arrived = self.arrivals(token)
        return [flow for flow in self.flows_in if flow.id not in arrived]

    def elsewhere(self, token: Token) -> set[str]:
        """The nodes where other tokens of this scope are that may still move."""
        others = (other for other in token.workflow.tokens() if other.task_spec is not self)
        return {other.task_spec.name for other in others}

    def can_come(self, token: Token, flow: Flow) -> bool:
        return not self.reach[flow.id].isdisjoint(self.elsewhere(token))

    def _consume(self, token: Token) -> None:
        arrived = self.arrivals(token) | {token.internal_data.get("flow", ""): token}
        for other in arrived.values():
            if other is not token:
                other.detach()


class ParallelGateway(Join, ParallelGatewayMixin):
    """Opens when each incoming flow has a token; takes exactly one from each."""

    def _try(self, token: Token) -> bool | None:
        if self.missing(token):
            return None
        self._consume(token)
        return True

    def is_dead(self, token: Token) -> bool:
        return any(not self.can_come(token, flow) for flow in self.missing(token))


class InclusiveGateway(Join, InclusiveGatewayMixin):
    """Opens when no further token can come (BPMN 2.0.2, 13.4.3); the runner asks once nothing else can move."""

    def is_open(self, token: Token) -> bool:
        arrived = self.arrivals(token)
        if token not in arrived.values():
            return False
        waiting_for: set[str] = set()
        for flow in self.missing(token):
            waiting_for |= self.reach[flow.id]
        joining: set[str] = set()
        for flow_id in arrived:
            joining |= self.reach.get(flow_id, frozenset())
        return self.elsewhere(token).isdisjoint(waiting_for - joining)

    def open(self, token: Token) -> None:
        self._consume(token)
        token.schedule(TaskState.READY)

    def _choose(self, token: Token) -> list[Flow]:
        if len(self.flows_out) == 1 and not self.flows_out[0].condition:
            return [self.flows_out[0]]
        candidates = [flow for flow in self.flows_out if not flow.is_default]
        return self._or_default(
            [flow for flow in candidates if not flow.condition or self._holds(token, flow)]
        )


def reach(spec: Any, gateway: Join) -> dict[str, frozenset[str]]:
    """For each incoming flow of a join, the nodes from which a token can get onto it without passing the join."""
    before: dict[str, set[str]] = {}
    for node in spec.task_specs.values():
        for flow in getattr(node, "flows_out", ()):
            before.setdefault(flow.target, set()).add(node.name)
        for boundary in getattr(node, "boundaries", ()):
            before.setdefault(boundary.name, set()).add(node.name)
    return {flow.id: frozenset(_upstream(flow.source, before, gateway.name)) for flow in gateway.flows_in}


def _upstream(start: str, before: dict[str, set[str]], stop: str) -> set[str]:
    seen: set[str] = set()
    todo = [start]
    while todo:
        name = todo.pop()
        if name not in seen and name != stop:
            seen.add(name)
            todo.extend(before.get(name, ()))
    return seen
