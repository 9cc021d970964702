"""Multi-instance and standard loops: one token for the loop, one below it for each running instance."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from SpiffWorkflow.util.task import TaskState

from workflows.engine import scopes
from workflows.engine.errors import ProcessFault
from workflows.engine.extensions import MultiInstance
from workflows.engine.specs.activities import Activity
from workflows.engine.tokens import Token
from workflows.engine.values import FaultKind
from workflows.engine.variables import Variables
from workflows.feel.codec import decode, encode

MOST_INSTANCES = 5_000


class Loop(Activity):
    """The outer activity: boundary events hang here; `body` is the spec that does one instance."""

    body: str

    def _update_hook(self, token: Token) -> bool | None:
        token.internal_data["loop"] = self._plan(token)
        return super()._update_hook(token)

    def _plan(self, token: Token) -> dict[str, Any]:
        return {"done": 0}

    def _take_in(self, token: Token) -> dict[str, Any]:
        return {}

    def _begin(self, token: Token, number: int, local: dict[str, Any]) -> Token:
        child = token._add_child(token.workflow.spec.task_specs[self.body])
        child.data = Variables({**local, "loopCounter": Decimal(number)})
        child.schedule(TaskState.FUTURE)
        return child

    def collect(self, instance: Token) -> Any:
        """What one finished instance contributes, as JSON; evaluated while it can still be retried."""
        return None

    def merge(self, token: Token, instance: Token) -> None:
        """One instance is done; whether the loop is, is decided when it runs next."""
        token.internal_data["loop"]["done"] += 1
        for child in instance.children:
            child.cancel()
        instance.detach()
        token.schedule(TaskState.READY)


class StandardLoop(Loop):
    """Again while the condition holds, at most `maximum` times (0: no limit)."""

    def __init__(
        self, *arguments: Any, condition: str, maximum: int, tests_before: bool, **options: Any
    ) -> None:
        super().__init__(*arguments, **options)
        self.condition = condition
        self.maximum = maximum
        self.tests_before = tests_before

    def _is_done(self, token: Token) -> bool:
        done = token.internal_data["loop"]["done"]
        if not self._continues(token, done):
            return True
        self._begin(token, done + 1, {})
        return False

    def _continues(self, token: Token, done: int) -> bool:
        if self.maximum and done >= self.maximum:
            return False
        if (done == 0 and not self.tests_before) or not self.condition:
            return True
        view = scopes.overlay({"loopCounter": Decimal(done)}, scopes.visible(token))
        return token.top.engine.condition(self.condition, view)


class MultiInstanceLoop(Loop):
    def __init__(
        self,
        *arguments: Any,
        plan: MultiInstance,
        cardinality: str,
        condition: str,
        sequential: bool,
        **options: Any,
    ) -> None:
        super().__init__(*arguments, **options)
        self.plan = plan
        self.cardinality = cardinality
        self.condition = condition
        self.sequential = sequential

    def _plan(self, token: Token) -> dict[str, Any]:
        items = self._items(token)
        loop: dict[str, Any] = {"done": 0, "total": len(items), "begun": 0, "results": {}}
        if self.plan.collection:
            loop["items"] = encode(items)
        return loop

    def _items(self, token: Token) -> list[Any]:
        view = scopes.visible(token)
        value = token.top.engine.value(token, self.plan.collection or self.cardinality, view)
        count = self._count(value)
        if count > MOST_INSTANCES:
            message = f"The multi-instance {self.bpmn_id} would have {count} instances; {MOST_INSTANCES} are allowed."
            raise ProcessFault(message, kind=FaultKind.DATA)
        return list(value) if self.plan.collection else [None] * count

    def _count(self, value: Any) -> int:
        if self.plan.collection and isinstance(value, list):
            return len(value)
        if (
            not self.plan.collection
            and isinstance(value, Decimal)
            and value == value.to_integral_value()
            and value >= 0
        ):
            return int(value)
        asked = "list" if self.plan.collection else "whole number"
        raise ProcessFault(f"The multi-instance {self.bpmn_id} needs a {asked}.", kind=FaultKind.EXPRESSION)

    def _is_done(self, token: Token) -> bool:
        loop = token.internal_data["loop"]
        if loop["done"] == loop["total"] or (loop["done"] and self._suffices(token)):
            return True
        if self.sequential and loop["begun"] == loop["done"]:
            self._begin_next(token)
        while not self.sequential and loop["begun"] < loop["total"]:
            self._begin_next(token)
        return False

    def _begin_next(self, token: Token) -> None:
        loop = token.internal_data["loop"]
        number = loop["begun"]
        local = {self.plan.item: decode(loop["items"][number])} if self.plan.collection else {}
        child = self._begin(token, number + 1, local)
        child.internal_data["item"] = number
        loop["begun"] += 1
        if not self.sequential and loop["begun"] == loop["total"]:
            loop.pop("items", None)

    def _suffices(self, token: Token) -> bool:
        if not self.condition:
            return False
        loop = token.internal_data["loop"]
        counts = {
            "numberOfInstances": Decimal(loop["total"]),
            "numberOfCompletedInstances": Decimal(loop["done"]),
            "numberOfActiveInstances": Decimal(loop["begun"] - loop["done"]),
        }
        view = scopes.overlay(decode(loop["last"]) | counts, scopes.visible(token))
        return token.top.engine.condition(self.condition, view)

    def collect(self, instance: Token) -> Any:
        if not self.plan.output:
            return None
        result = decode(instance.internal_data.get("result"))
        view = scopes.overlay({"result": result}, scopes.visible(instance))
        return encode(instance.top.engine.value(instance, self.plan.output, view))

    def merge(self, token: Token, instance: Token) -> None:
        loop = token.internal_data["loop"]
        if self.plan.result:
            loop["results"][str(instance.internal_data["item"])] = instance.internal_data["collected"]
        if self.condition:
            loop["last"] = encode(dict(instance.data))
        super().merge(token, instance)

    def _work(self, token: Token) -> None:
        for child in token.children:
            if child.task_spec.name == self.body:
                child.cancel()
        results = token.internal_data["loop"]["results"]
        if self.plan.result:
            ordered = [decode(results[key]) for key in sorted(results, key=int)]
            scopes.write_outside(token, {self.plan.result: ordered})
