"""Neither the number of rounds nor the age of an instance may cost anything."""

import time
from collections.abc import Callable

from tests.workflows.engine.drawing import draw, ended, flows, node, started, subprocess, user
from tests.workflows.engine.play import Case
from tests.workflows.engine.test_loops import multi

ROUNDS = 5_000


def _looping() -> Case:
    return Case(
        draw(
            started(),
            node("exclusiveGateway", "again"),
            user("work"),
            node("parallelGateway", "split"),
            node("intermediateThrowEvent", "left"),
            node("intermediateThrowEvent", "right"),
            node("parallelGateway", "join"),
            node("exclusiveGateway", "enough", default="enough_ended"),
            ended(),
            flows("started > again > work > split > left > join > enough", "split > right > join"),
            flows("enough > again if more", "enough > ended"),
        )
    )


def _costs(*cases: Case) -> list[float]:
    """The cheapest of many rounds of each, in processor seconds, taken in turns so that noise meets all alike."""
    best = [1.0] * len(cases)
    for _ in range(200):
        for number, case in enumerate(cases):
            begun = time.process_time()
            case.complete("work", more=True)
            best[number] = min(best[number], time.process_time() - begun)
    return best


def _go_round(case: Case, rounds: int) -> Case:
    for _ in range(rounds):
        case.complete("work", more=True)
    return case


def test_a_loop_of_five_thousand_rounds_costs_the_same_at_its_end() -> None:
    old, young = _go_round(_looping(), ROUNDS - 200), _go_round(_looping(), 10)
    size = len(young.last.state)
    cost_of_old, cost_of_young = _costs(old, young)
    assert cost_of_old <= 1.2 * cost_of_young
    assert len(old.last.state) <= size + 8
    assert old.complete("work", more=False).last.completed


def _seconds(work: Callable[[], None]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def test_three_hundred_instances_are_opened_and_completed_within_two_seconds() -> None:
    definition = draw(
        started(),
        user("ask", multi(output="result.answer", result="answers")),
        ended(),
        flows("started > ask > ended"),
    )

    def play() -> None:
        case = Case(definition, {"people": [f"person {number}" for number in range(300)]})
        while case.last.tasks:
            case.complete("ask", answer=1)
        assert case.last.completed

    assert _seconds(play) < 2


def test_the_longest_list_fits_into_a_step_when_its_instances_are_subprocesses() -> None:
    inner = [
        started("begun"),
        *(node("intermediateThrowEvent", name) for name in "abc"),
        user("work"),
        ended("done"),
    ]
    sub = subprocess(
        "each", *inner, flows("begun > a > b > c > work > done"), inner=multi(collection="items")
    )
    case = Case(draw(started(), sub, ended(), flows("started > each > ended")), {"items": list(range(5_000))})
    assert (len(case.last.tasks), case.faults) == (5_000, [])
