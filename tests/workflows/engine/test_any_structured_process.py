"""Nested sequences, choices, branches, loops and subprocesses run to their end in any order of work."""

import random
from itertools import count

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
from tests.workflows.engine.play import Case


class _Drawer:
    """Draws random blocks; each has one way in and one way out."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.numbers = count(1)

    def block(self, depth: int) -> tuple[list[str], str, str]:
        """Elements, first node, last node."""
        kinds = ["task"] if depth == 0 else ["task", "sequence", "split", "split", "loop", "subprocess"]
        kind = self.chance.choice(kinds)
        number = next(self.numbers)
        return getattr(self, f"_{kind}")(f"n{number}", depth)

    def _task(self, name: str, depth: int) -> tuple[list[str], str, str]:
        elements = [user(name)]
        if self.chance.random() < 0.3:
            elements += [boundary(f"{name}_late", name, timer("Duration", "P1D"), interrupts=False)]
            elements += [ended(f"{name}_told"), flows(f"{name}_late > {name}_told")]
        return elements, name, name

    def _sequence(self, name: str, depth: int) -> tuple[list[str], str, str]:
        one, first, middle = self.block(depth - 1)
        two, behind, last = self.block(depth - 1)
        return [*one, *two, flows(f"{middle} > {behind}")], first, last

    def _split(self, name: str, depth: int) -> tuple[list[str], str, str]:
        kind = self.chance.choice(["exclusive", "parallel", "inclusive"])
        default = {} if kind == "parallel" else {"default": f"{name}_x"}
        elements = [node(f"{kind}Gateway", f"{name}_in", **default), node(f"{kind}Gateway", f"{name}_out")]
        for branch in range(self.chance.randint(2, 3)):
            inner, first, last = self.block(depth - 1)
            condition = "" if kind == "parallel" else f" if {self.chance.choice(['true', 'false'])}"
            route = flows(f"{name}_in > {first}" + ("" if branch == 0 else condition), f"{last} > {name}_out")
            elements += [
                *inner,
                route.replace(f'id="{name}_in_{first}"', f'id="{name}_x"') if branch == 0 else route,
            ]
        return elements, f"{name}_in", f"{name}_out"

    def _loop(self, name: str, depth: int) -> tuple[list[str], str, str]:
        inner, first, last = self.block(depth - 1)
        gates = [
            node("exclusiveGateway", f"{name}_in"),
            user(f"{name}_count"),
            node("exclusiveGateway", f"{name}_out", default=f"{name}_out_{name}_in"),
            node("exclusiveGateway", f"{name}_end"),
        ]
        way = flows(f"{name}_in > {first}", f"{last} > {name}_count > {name}_out > {name}_in")
        out = flows(f'{name}_out > {name}_end if get value(rounds, "{name}") = true')
        return [*inner, *gates, way, out], f"{name}_in", f"{name}_end"

    def _subprocess(self, name: str, depth: int) -> tuple[list[str], str, str]:
        inner, first, last = self.block(depth - 1)
        drawn = subprocess(
            name,
            started(f"{name}_s"),
            *inner,
            ended(f"{name}_e"),
            flows(f"{name}_s > {first}", f"{last} > {name}_e"),
        )
        return [drawn], name, name


@pytest.mark.parametrize("seed", range(60))
def test_it_runs_to_its_end(seed: int) -> None:
    chance = random.Random(seed)
    inner, first, last = _Drawer(chance).block(4)
    case = Case(
        draw(started(), *inner, ended(), flows(f"started > {first}", f"{last} > ended")), {"rounds": {}}
    )
    for _ in range(2_000):
        if case.last.completed:
            break
        assert case.last.incidents == ()
        _do_something(case, chance)
    assert case.last.completed
    assert (case.open, case.last.timers) == ([], ())


def _do_something(case: Case, chance: random.Random) -> None:
    if case.last.timers and chance.random() < 0.2:
        case.fire(chance.choice(case.last.timers).node_id)
        return
    task = chance.choice(case.last.tasks)
    rounds = dict(case.variables()["rounds"])
    if task.node_id.endswith("_count") and chance.random() < 0.5:
        rounds[task.node_id.removesuffix("_count")] = True
    case.complete_task(task.id, rounds=rounds)
