"""The situations whose states are kept: a model, how the instance got there, and what must happen next."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from tests.workflows.engine.drawing import (
    boundary,
    bundle,
    ended,
    event,
    flows,
    mapping,
    node,
    process,
    started,
    subprocess,
    timer,
    user,
)
from tests.workflows.engine.test_loops import loop, multi
from workflows.engine import Bundle

Steps = list[list[Any]]


@dataclass(frozen=True)
class Situation:
    """Steps are [method of Case, its first argument, data]; `variables` are those at the end."""

    bundle: Bundle
    then: Steps
    before: Steps = field(default_factory=list)
    data: dict[str, Any] = field(default_factory=dict)
    variables: dict[str, Any] = field(default_factory=dict)


def _single(element: str, *steps: list[Any], **more: Any) -> Situation:
    """A process of one element, `x`."""
    drawn = process(started(), element, ended(), flows("started > x > ended"))
    return Situation(bundle(drawn), list(steps), **more)


def _guarded(inner: str, step: list[Any], **options: Any) -> Situation:
    """A task `x` with an armed event `caught`."""
    drawn = process(
        started(),
        user("x"),
        boundary("caught", "x", inner, **options),
        ended(),
        ended("reacted"),
        flows("started > x > ended", "caught > reacted"),
    )
    finish: Steps = [] if options.get("interrupts", True) else [["complete", "x", {}]]
    return Situation(bundle(drawn), [step, *finish])


def _branches(kind: str) -> Situation:
    drawn = process(
        started(),
        node(f"{kind}Gateway", "split"),
        user("left"),
        user("right"),
        node(f"{kind}Gateway", "join"),
        ended(),
        flows("started > split > left > join > ended", "split > right > join"),
    )
    steps: tuple[Steps, Steps] = ([["complete", "left", {}]], [["complete", "right", {}]])
    return Situation(bundle(drawn), steps[1], before=steps[0])


def _event_gateway() -> Situation:
    drawn = process(
        started(),
        node("eventBasedGateway", "race"),
        node("intermediateCatchEvent", "reply", event("message", "answer")),
        node("intermediateCatchEvent", "late", timer("Duration", "P5D")),
        ended(),
        ended("given_up"),
        flows("started > race > reply > ended", "race > late > given_up"),
    )
    return Situation(bundle(drawn), [["fire", "late", {}]])


def _nested() -> Situation:
    called = process(started(), user("inner"), ended(), flows("started > inner > ended"), process_id="called")
    extension = mapping("input", half="amount / 2") + mapping("output", answer="said + half")
    call = node("callActivity", "call", calledElement="called", extension=extension)
    part = subprocess("x", started("s"), call, ended("e"), flows("s > call > e"))
    drawn = process(started(), part, ended(), flows("started > x > ended"))
    return Situation(
        bundle(drawn, {"called": called}),
        [["complete", "inner", {"said": 1}]],
        data={"amount": 10},
        variables={"amount": Decimal(10), "answer": Decimal(6)},
    )


def _several(*, sequential: bool) -> Situation:
    asked = user("x", multi(sequential=sequential, output="person + answer", result="answers"))
    return _single(
        asked,
        ["complete", "x", {"answer": "2"}],
        ["complete", "x", {"answer": "3"}],
        before=[["complete", "x", {"answer": "1"}]],
        data={"people": ["a", "b", "c"]},
        variables={"people": ["a", "b", "c"], "answers": ["a1", "b2", "c3"]},
    )


def _fault() -> Situation:
    drawn = process(
        started(),
        node("exclusiveGateway", "which", default="which_ended"),
        ended(),
        ended("large"),
        flows("started > which > ended", "which > large if amount > 10"),
    )
    return Situation(
        bundle(drawn),
        [["set", "", {"amount": 11}], ["retry", "which", {}]],
        variables={"amount": Decimal(11)},
    )


OPERATION = (
    '<vigie:operation name="ledger.close"/>' + mapping("input", a="amount") + mapping("output", b="result")
)
SITUATIONS: dict[str, Situation] = {
    "user_task": _single(
        user("x", extension='<vigie:task form="a/b" due="P5D" candidates="[&quot;clerk&quot;]"/>'),
        ["complete", "x", {"said": "yes"}],
        data={"day": date(2026, 5, 12), "typename": "x"},
        variables={"day": date(2026, 5, 12), "typename": "x", "said": "yes"},
    ),
    "manual_task": _single(node("manualTask", "x"), ["complete", "x", {}]),
    "job": _single(
        node("serviceTask", "x", extension=OPERATION),
        ["result", "x", 7],
        data={"amount": 1},
        variables={"amount": Decimal(1), "b": Decimal(7)},
    ),
    "message": _single(
        node("receiveTask", "x", messageRef="answer", extension=mapping("output", said="text")),
        ["message", "x", {"text": "yes"}],
        variables={"said": "yes"},
    ),
    "signal": _single(node("intermediateCatchEvent", "x", event("signal", "alarm")), ["signal", "alarm", {}]),
    "timer": _single(node("intermediateCatchEvent", "x", timer("Date", "2026-06-01")), ["fire", "x", {}]),
    "boundary_timer": _guarded(timer("Duration", "P5D"), ["fire", "caught", {}]),
    "boundary_cycle": _guarded(timer("Cycle", "R3/P1M"), ["fire", "caught", {}], interrupts=False),
    "boundary_message": _guarded(event("message", "answer"), ["message", "caught", {}]),
    "boundary_signal": _guarded(event("signal", "alarm"), ["signal", "alarm", {}], interrupts=False),
    "event_gateway": _event_gateway(),
    "parallel_join": _branches("parallel"),
    "inclusive_join": _branches("inclusive"),
    "subprocess_and_call": _nested(),
    "parallel_instances": _several(sequential=False),
    "sequential_instances": _several(sequential=True),
    "sleeping_instances": _several(sequential=False),
    "standard_loop": _single(
        user("x", loop(maximum=2)), ["complete", "x", {}], before=[["complete", "x", {}]]
    ),
    "fault": _fault(),
}
