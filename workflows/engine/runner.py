"""Moves tokens until everything waits: SpiffWorkflow's own update–run–complete cycle, one token at a time.

Each token is tried on its own. What fails stops that token as a fault and nothing else; a step that goes round in
circles is stopped by its budget.
"""

from __future__ import annotations

from SpiffWorkflow.util.task import TaskState

from workflows.engine.errors import ProcessFault
from workflows.engine.faults import raise_fault
from workflows.engine.instance import Instance
from workflows.engine.projections import outcome
from workflows.engine.specs.gateways import InclusiveGateway
from workflows.engine.specs.loops import MOST_INSTANCES
from workflows.engine.tokens import Token
from workflows.engine.values import FaultKind, Host, Outcome

TOTAL_FACTOR = 20
DEFAULT_HOST = Host()


class Budget:
    """Counts visits: `limit` for each node of a scope, TOTAL_FACTOR times that in all.

    Instances of a multi-instance are not counted by node, for their list bounds them; as many as one list may have
    bring TOTAL_FACTOR visits more, each for what is drawn inside it.
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.left = limit * TOTAL_FACTOR
        self.granted = 0
        self.visits: dict[tuple[int, str], int] = {}

    def spend(self, token: Token) -> None:
        self.left -= 1
        count = 0
        if "item" in token.internal_data:
            self._grant()
        else:
            key = (id(token.parent), token.task_spec.name)
            count = self.visits[key] = self.visits.get(key, 0) + 1
        if self.left < 0 or count > self.limit:
            message = (
                f"The step came to {token.node_id} more than {self.limit} times without waiting for anything."
            )
            raise ProcessFault(message, kind=FaultKind.STEP_BUDGET)

    def _grant(self) -> None:
        if self.granted < MOST_INSTANCES:
            self.granted += 1
            self.left += TOTAL_FACTOR


def finish(instance: Instance) -> Outcome:
    """Run to rest and tell what waits."""
    advance(instance)
    return outcome(instance)


def advance(instance: Instance) -> None:
    """Run every queued token, and those they lead to, until nothing can move by itself."""
    budget = Budget(instance.host.step_budget)
    while _drain(instance, budget) or _open_inclusive(instance):
        pass


def _drain(instance: Instance, budget: Budget) -> bool:
    moved = False
    while instance.queue:
        token = instance.queue.popleft()
        if not token.is_gone and token._state in (TaskState.FUTURE, TaskState.READY):
            moved = True
            _attempt(token, budget)
    return moved


def _attempt(token: Token, budget: Budget) -> None:
    state = token._state
    try:
        if state == TaskState.FUTURE:
            budget.spend(token)
            token.task_spec._update(token)
            state = token._state
        if token._state == TaskState.READY and _runs_by_itself(token):
            token.run()
    except Exception as error:  # noqa: BLE001 whatever a token trips over must stop that token, visibly, not the step
        raise_fault(token, error, state)


def _runs_by_itself(token: Token) -> bool:
    return not token.task_spec.manual or "result" in token.internal_data


def _open_inclusive(instance: Instance) -> bool:
    """Open inclusive joins that nothing more can come to."""
    if not instance.definition.has_inclusive_joins:
        return False
    for token in instance.everything():
        waits = token._state == TaskState.WAITING and isinstance(token.task_spec, InclusiveGateway)
        if waits and token.task_spec.is_open(token):
            token.task_spec.open(token)
            return True
    return False
