"""Carries a running instance to another version of its process: an explicit plan, all of it or nothing.

The plan names a new node for every node where a token is. Armed boundary events go along when the plan or the same
id names one on the new host; others are disarmed, and boundary events that are new on a host are armed now. Due
instants, open tasks and their ids stay.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from datetime import datetime
from typing import Any

from workflows.engine import codec
from workflows.engine.definition import Definition
from workflows.engine.errors import MigrationRefused
from workflows.engine.instance import Instance
from workflows.engine.runner import DEFAULT_HOST, finish
from workflows.engine.specs.activities import Activity
from workflows.engine.specs.base import BODY, Node, ProcessSpec
from workflows.engine.specs.events import BoundaryEvent, EventBasedGateway
from workflows.engine.specs.gateways import Join
from workflows.engine.specs.loops import Loop
from workflows.engine.values import EventKind, Host, Outcome

Row = list[Any]


def migrate(
    old: Definition,
    new: Definition,
    state: bytes,
    mapping: Mapping[str, str],
    now: datetime,
    *,
    host: Host = DEFAULT_HOST,
) -> Outcome:
    """Raises MigrationRefused with every problem of the plan; the state given is never changed."""
    document = deepcopy(codec.unpack(state))
    plan = _Plan(old, new, mapping)
    plan.carry_scope(document, old.root, new.root)
    if plan.problems:
        raise MigrationRefused("; ".join(plan.problems), problems=tuple(plan.problems))
    document["p"] = new.process_id
    instance = codec.restore(new, document, now, host)
    _arm_new_events(instance)
    data = {"from": old.sha256, "to": new.sha256, "plan": dict(mapping)}
    instance.note(EventKind.INSTANCE_MIGRATED, "", "", data)
    return finish(instance)


class _Plan:
    """Rewrites the rows of a stored state, collecting what does not fit."""

    def __init__(self, old: Definition, new: Definition, mapping: Mapping[str, str]) -> None:
        self.old = old
        self.new = new
        self.mapping = mapping
        self.problems: list[str] = []

    def carry_scope(self, document: dict[str, Any], old: ProcessSpec, new: ProcessSpec) -> None:
        document["t"] = list(self._carry_rows(document.get("t", []), old, new))

    def _carry_rows(self, rows: list[Row], old: ProcessSpec, new: ProcessSpec) -> Iterator[Row]:
        for row in rows:
            source = old.task_specs[row[1]]
            facts = row[3] if len(row) > 3 else {}
            target = self._target(source, "armed" in facts, new)
            if target is not None:
                row[1] = target.name
                self._carry_facts(facts, target)
                self._carry_below(row, source, target, old, new)
                yield row

    def _target(self, source: Node, is_armed: bool, new: ProcessSpec) -> Any:
        name = source.bpmn_id
        if not is_armed and name not in self.mapping:
            self.problems.append(f"{name}: a token is here and the plan does not say where it goes")
            return None
        wanted = self.mapping.get(name, name)
        target: Any = new.task_specs.get(wanted + BODY if source.loop_of else wanted)
        if target is None and is_armed and name not in self.mapping:
            return None
        return target if self._fits(source, target, wanted) else None

    def _fits(self, source: Node, target: Any, wanted: str) -> bool:
        if not isinstance(target, Node):
            self.problems.append(f"{source.bpmn_id}: the new definition has no {wanted} at this level")
        elif type(target) is not type(source):
            self.problems.append(f"{source.bpmn_id}: {wanted} is another kind of node")
        elif _waits_for(source) != _waits_for(target):
            self.problems.append(f"{source.bpmn_id}: {wanted} waits for something else")
        else:
            return True
        return False

    def _carry_facts(self, facts: dict[str, Any], target: Any) -> None:
        """A subscription takes the new name; an arrival at a join remembers the flow it came by."""
        if "subscription" in facts:
            facts["subscription"]["name"] = target.event_definition.name
        if isinstance(target, Join) and "flow" in facts:
            flow = self.mapping.get(facts["flow"], facts["flow"])
            if flow not in {known.id for known in target.flows_in}:
                self.problems.append(
                    f"{target.bpmn_id}: the flow {flow} does not lead here in the new definition"
                )
            facts["flow"] = flow

    def _carry_below(self, row: Row, source: Any, target: Any, old: ProcessSpec, new: ProcessSpec) -> None:
        if len(row) < 5:
            return
        extra = row[4]
        if "z" in extra:
            self._check_sleepers(source, target)
        if "t" in extra:
            children = self._carry_rows(extra["t"], old, new)
            extra["t"] = [child for child in children if self._belongs(child, target, new)]
        if "s" in extra:
            self.carry_scope(extra["s"], self.old.specs[source.spec], self.new.specs[target.spec])

    def _check_sleepers(self, source: Any, target: Any) -> None:
        """Sleeping instances go along as they are when their body stays of the same kind."""
        kinds = [
            type(spec.task_specs[loop.body])
            for spec, loop in ((source._wf_spec, source), (target._wf_spec, target))
        ]
        if kinds[0] is not kinds[1]:
            self.problems.append(f"{source.bpmn_id}: {target.bpmn_id} is another kind of node")

    def _belongs(self, row: Row, target: Any, new: ProcessSpec) -> bool:
        """An armed event that is on another host or behind another gateway now is disarmed here."""
        child = new.task_specs[row[1]]
        if isinstance(target, EventBasedGateway):
            return child.name in {flow.target for flow in target.flows_out}
        return not isinstance(child, BoundaryEvent) or child in target.boundaries


def _waits_for(node: Node) -> tuple[str, bool]:
    kind = getattr(getattr(node, "event_definition", None), "kind", "")
    return kind, bool(getattr(node, "interrupts", True))


def _arm_new_events(instance: Instance) -> None:
    """Give a running activity, or a waiting gateway, the events it did not have before."""
    for token in list(instance.everything()):
        spec = token.task_spec
        if isinstance(spec, EventBasedGateway):
            spec.arm_missing(token)
        is_host = isinstance(spec, Activity) and (isinstance(spec, Loop) or not spec.loop_of)
        if not is_host or token in instance.queue or "fault" in token.internal_data:
            continue
        armed = {child.task_spec.name for child in token.children}
        for event in spec.boundaries:
            if event.name not in armed:
                event.hang(token, event.arm(token))
