"""Plays one instance of a drawn model: names nodes instead of ids, keeps the last outcome."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from workflows import engine
from workflows.engine import Definition, EventKind, Host, Outcome

MONDAY = datetime(2026, 5, 11, 9, 0, tzinfo=UTC)


class Case:
    def __init__(
        self,
        definition: Definition,
        data: dict[str, Any] | None = None,
        *,
        now: datetime = MONDAY,
        host: Host | None = None,
        start_event: str | None = None,
    ) -> None:
        self.definition = definition
        self.now = now
        self.host = host or Host()
        self.last: Outcome = engine.start(
            definition, data or {}, now, instance_id="i", host=self.host, start_event=start_event
        )

    @property
    def open(self) -> list[str]:
        """The nodes with an open task, sorted."""
        return sorted(task.node_id for task in self.last.tasks)

    @property
    def faults(self) -> list[tuple[str, str]]:
        return [(fault.kind.value, fault.node_id) for fault in self.last.incidents]

    def variables(self, task_id: str | None = None) -> dict[str, Any]:
        return engine.read_variables(self.definition, self.last.state, task_id)

    def told(self, kind: EventKind) -> list[str]:
        return [event.node_id for event in self.last.events if event.kind is kind]

    def complete(self, node: str, **data: Any) -> Case:
        """Complete the oldest open task at the node."""
        return self.complete_task(next(task.id for task in self.last.tasks if task.node_id == node), **data)

    def complete_task(self, task_id: str, **data: Any) -> Case:
        state = self.last.state
        return self.take(engine.complete(self.definition, state, task_id, data, self.now, host=self.host))

    def fire(self, node: str, *, after: timedelta | None = None) -> Case:
        """Let the timer at the node fire when it is due, or `after` its due instant."""
        timer = next(timer for timer in self.last.timers if timer.node_id == node)
        self.now = timer.due_at + (after or timedelta())
        return self.take(engine.fire(self.definition, self.last.state, timer.id, self.now, host=self.host))

    def due(self, node: str) -> datetime:
        return next(timer.due_at for timer in self.last.timers if timer.node_id == node)

    def message(self, node: str, **payload: Any) -> Case:
        waiting = next(waiting for waiting in self.last.subscriptions if waiting.node_id == node)
        return self.deliver(engine.Message(waiting.id, waiting.name, payload))

    def signal(self, name: str, **payload: Any) -> Case:
        return self.deliver(engine.Signal(name, payload))

    def result(self, node: str, result: Any = None) -> Case:
        return self.deliver(engine.JobResult(self.job(node), result))

    def fail(self, node: str, code: str, message: str = "") -> Case:
        return self.deliver(engine.JobFailed(self.job(node), code, message))

    def job(self, node: str) -> str:
        return next(job.id for job in self.last.jobs if job.node_id == node)

    def deliver(self, delivery: engine.Delivery) -> Case:
        return self.take(engine.deliver(self.definition, self.last.state, delivery, self.now, host=self.host))

    def administer(self, action: engine.Action) -> Case:
        return self.take(
            engine.administer(self.definition, self.last.state, action, self.now, host=self.host)
        )

    def take(self, outcome: Outcome) -> Case:
        self.last = outcome
        return self
