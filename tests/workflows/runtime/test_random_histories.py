"""Whatever people, messages, timers and operators do in whatever order, rows, states and history agree."""

from collections.abc import Callable
from random import Random

import pytest

from tests.factories.workflows import SYSTEM, deploy, launch, person
from tests.workflows.engine.drawing import boundary, ended, event, flows, node, started, timer, user
from workflows import api, instances, invariants, messages
from workflows.engine import EngineError
from workflows.errors import WorkflowError
from workflows.models import HumanTask, ProcessInstance, Timer

pytestmark = pytest.mark.django_db


def town() -> None:
    """Two branches: a task with a deadline, and a wait for a message; both join before a last task."""
    deploy(
        started(),
        node("parallelGateway", "split"),
        user("check"),
        boundary("expired", "check", timer("Duration", "P5D")),
        user("chase"),
        node("exclusiveGateway", "met"),
        node(
            "intermediateCatchEvent",
            "answered",
            event("message", "answer"),
            extension='<vigie:correlation value="file"/>',
        ),
        node("parallelGateway", "join"),
        user("decide"),
        ended(),
        flows("started > split > check > met > join > decide > ended"),
        flows("expired > chase > met", "split > answered > join"),
    )


class Office:
    """Acts at random on whatever is there, the wrong way too; refusals are fine, half-done work is not."""

    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)
        self.number = self.refused = 0

    def act(self) -> None:
        acts: list[Callable[[], object]] = [
            self.begin,
            self.complete,
            self.complete,
            self.claim,
            self.answer,
            self.answer,
        ]
        acts += [self.fire, self.pause, self.resume, self.cancel, self.repeat, self.rewind]
        try:
            self.chance.choice(acts)()
        except (WorkflowError, EngineError):
            self.refused += 1

    def instance(self) -> ProcessInstance:
        return self.chance.choice(list(ProcessInstance.objects.order_by("started_at", "id"))[-6:])

    def task(self) -> HumanTask:
        return self.chance.choice(list(HumanTask.objects.order_by("created_at", "id"))[-8:])

    def begin(self) -> None:
        self.number += 1
        launch(data={"file": str(self.number)})

    def complete(self) -> None:
        api.complete(self.task().id, {"last": self.number}, by=self.chance.choice([person("anna"), SYSTEM]))

    def claim(self) -> None:
        api.claim(self.task().id, by=self.chance.choice([person("anna"), person("ben")]))

    def answer(self) -> None:
        file = str(self.chance.randint(max(self.number - 5, 1), self.number + 1))
        api.receive("bank", f"{file}-{self.chance.randint(1, 2)}", "answer", file, {})

    def fire(self) -> None:
        due = self.chance.choice([None, *Timer.objects.order_by("id")])
        if due is not None:
            instances.step(str(due.instance_id), instances.Fire(due.engine_timer))

    def pause(self) -> None:
        api.pause(self.instance().id, "audit", by=SYSTEM)

    def resume(self) -> None:
        api.resume(self.instance().id, by=SYSTEM)

    def cancel(self) -> None:
        if self.chance.random() < 0.3:
            api.cancel(self.instance().id, "twice", by=SYSTEM)

    def repeat(self) -> None:
        messages.deliver_waiting()

    def rewind(self) -> None:
        api.rewind(self.instance().id, "check", "once more", by=SYSTEM)


@pytest.mark.parametrize("seed", range(6))
def test_whatever_happens_everything_agrees(seed: int) -> None:
    town()
    office = Office(seed)
    office.begin()
    for _ in range(60):
        office.act()
    messages.deliver_waiting()
    assert list(invariants.check(everything=True)) == []
