"""A large model is checked while its author waits: 250 nodes within two seconds."""

import time

from tests.workflows.bpmn_models import Element, boundary, draw, end, gateway, service, timer, user
from workflows.lint import Code, lint


def block(n: int) -> tuple[list[Element], list[str]]:
    """Ten nodes: a choice, a parallel part and a task with a reminder."""
    nodes = [
        gateway(f"which_{n}"),
        gateway(f"merged_{n}"),
        gateway(f"both_{n}", "parallel"),
        gateway(f"joined_{n}", "parallel"),
        user(f"ask_{n}", due="today()"),
        service(f"act_{n}", outputs={"amount": "amount + 1"}),
        service(f"tell_{n}"),
        user(f"check_{n}"),
        boundary(f"late_{n}", f"check_{n}", timer("P5D"), interrupting=False),
        end(f"reminded_{n}"),
    ]
    flows = [
        f"which_{n} > ask_{n} | amount > {n}",
        f"which_{n} > act_{n} | default",
        f"ask_{n} > merged_{n} > both_{n} > tell_{n} > joined_{n}",
        f"act_{n} > merged_{n}",
        f"both_{n} > check_{n} > joined_{n}",
        f"late_{n} > reminded_{n}",
    ]
    return nodes, flows


def test_a_model_of_250_nodes_is_checked_within_two_seconds() -> None:
    blocks = [block(n) for n in range(24)]
    nodes = [node for nodes, _ in blocks for node in nodes]
    flows = [flow for _, flows in blocks for flow in flows]
    flows += [f"joined_{n} > which_{n + 1}" for n in range(23)]
    xml = draw("sample", *nodes, flows=["start > which_0", *flows, "joined_23 > end"])
    manifest = {"variables": {"amount": {"type": "number"}}, "roles": {"team": "team"}}
    begun = time.perf_counter()
    findings = lint({"process.bpmn": xml}, manifest)
    assert time.perf_counter() - begun < 2
    assert {finding.code for finding in findings} == {Code.SCOPE_LARGE, Code.UNBOUNDED_WAIT}
