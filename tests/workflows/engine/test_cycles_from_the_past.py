"""A cycle that begins in the past catches up, and keeps nothing open once its step and its rounds have ended."""

from __future__ import annotations

from itertools import product

import pytest

from tests.workflows.engine.drawing import (
    boundary,
    draw,
    ended,
    flows,
    node,
    started,
    subprocess,
    timer,
    user,
)
from tests.workflows.engine.play import MONDAY, Case
from workflows import engine

OPERATION = '<bpmn:extensionElements><vigie:operation name="x.y"/></bpmn:extensionElements>'
TEXTS = ("R/2026-01-01T00:00:00Z/P1M", "R2/2026-01-01T00:00:00Z/P1M", "R1/2026-01-01T00:00:00Z/P1M")
INNER = subprocess("work", started("begun"), user("inner"), ended("over"), flows("begun > inner > over"))
HOSTS = {"inner": INNER, "job": node("serviceTask", "work", OPERATION), "work": user("work")}
ROUNDS = {
    "u2": subprocess("remind", started("s2"), user("u2"), ended("e2"), flows("s2 > u2 > e2")),
    "nothing": subprocess("remind", started("s2"), ended("e2"), flows("s2 > e2")),
    "job": node("serviceTask", "remind", OPERATION),
}


def begin(text: str, host: str, rounds: str) -> Case:
    return Case(
        draw(
            started(),
            HOSTS[host],
            ROUNDS[rounds],
            boundary("late", "work", timer("Cycle", text), interrupts=False),
            ended(),
            ended("told"),
            flows("started > work > ended", "late > remind > told"),
        )
    )


def catch_up(case: Case) -> None:
    while case.last.timers and case.last.timers[0].due_at <= MONDAY:
        timer_id = case.last.timers[0].id
        case.take(engine.fire(case.definition, case.last.state, timer_id, MONDAY, host=case.host))


def finish_work(case: Case, host: str) -> None:
    case.result("work") if host == "job" else case.complete(host)


def finish_rounds(case: Case) -> None:
    while "u2" in case.open:
        case.complete("u2")
    while any(one.node_id == "remind" for one in case.last.jobs):
        case.result("remind")


@pytest.mark.parametrize(("text", "host", "rounds"), list(product(TEXTS, HOSTS, ROUNDS)))
@pytest.mark.parametrize("rounds_first", [True, False])
def test_it_leaves_nothing_open(text: str, host: str, rounds: str, rounds_first: bool) -> None:
    case = begin(text, host, rounds)
    catch_up(case)
    if rounds_first:
        finish_rounds(case)
    finish_work(case, host)
    finish_rounds(case)
    assert (case.last.completed, case.last.timers, case.open, case.faults) == (True, (), [], [])
