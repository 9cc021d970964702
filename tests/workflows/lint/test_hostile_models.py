"""No file, however broken or large, makes the linter fail or keeps it busy."""

import random
import time

import pytest

from tests.workflows.bpmn_models import Element, call, draw, end, gateway, service, user
from tests.workflows.lint.faults import MANIFEST, NAMES
from tests.workflows.lint.test_faults import FAULTS
from tests.workflows.lint.test_speed import block
from workflows import xml
from workflows.bpmn import read_model
from workflows.lint import CalledProcess, Code, KnownNames, lint, read_guards_text

GUARD = read_guards_text(
    "guards:\n  - id: a\n    title: x\n    every_path_to: {kind: endEvent}\n    passes: [{kind: userTask}]"
)
ESCAPES = (
    "__import__('os').system('id')",
    "().__class__.__base__.__subclasses__()",
    "open('/etc/passwd').read()",
    "'{0.__class__}'.format(x)",
    "[x for x in ().__class__.__mro__]",
)


def mutate(data: bytes, chance: random.Random) -> bytes:
    """Remove, double or rename things in the XML, keeping it well-formed."""
    root = xml.parse(data)
    for _ in range(chance.randint(1, 4)):
        element = chance.choice([e for e in root.iter() if e.getparent() is not None] or [root])
        action = chance.randint(0, 3)
        if action == 0 and element.getparent() is not None:
            element.getparent().remove(element)
        elif action == 1 and element.attrib:
            del element.attrib[chance.choice(list(element.attrib))]
        elif action == 2 and element.attrib:
            element.set(
                chance.choice(list(element.attrib)), chance.choice(["", "act", "start", "ghost", "*"])
            )
        else:
            targets = [target for target in root.iter() if target not in set(element.iter())]
            chance.choice(targets or [element.makeelement("alone")]).append(element)
    return write(root)


def write(root: object) -> bytes:
    from lxml import etree

    return bytes(etree.tostring(root))


@pytest.mark.parametrize("seed", range(40))
def test_a_mutated_model_is_checked_without_failing(seed: int) -> None:
    chance = random.Random(seed)
    nodes, flows = block(0)
    model = draw("sample", *nodes, flows=["start > which_0", *flows, "joined_0 > end"])
    for source in (model, chance.choice(FAULTS[1:]).xml):
        findings = lint(
            {"process.bpmn": mutate(source, chance)}, MANIFEST, NAMES, folder="sample", guards=GUARD
        )
        assert all(finding.message and finding.way_out for finding in findings)


def measure(data: bytes, registry: KnownNames = NAMES) -> tuple[float, set[Code]]:
    begun = time.perf_counter()
    findings = lint({"process.bpmn": data}, MANIFEST, registry, guards=GUARD)
    return time.perf_counter() - begun, {finding.code for finding in findings}


def test_a_process_of_thousands_of_nodes_is_refused_at_once() -> None:
    nodes = [service(f"act_{n}") for n in range(2_500)]
    seconds, codes = measure(draw("sample", *nodes, flows=["start > act_0 > end"], with_diagram=False))
    assert Code.PROCESS_TOO_LARGE in codes
    assert seconds < 2


def test_a_very_wide_inclusive_gateway_does_not_explode() -> None:
    ends: list[Element] = [end(f"end_{n}") for n in range(100)]
    flows = ["start > some"] + [f"some > act_{n} > joined" for n in range(100)]
    flows += [f"joined > end_{n}" for n in range(100)]
    nodes = [gateway("some", "inclusive"), gateway("joined", "inclusive"), *ends]
    acts = [service(f"act_{n}") for n in range(100)]
    seconds, codes = measure(draw("sample", *nodes, *acts, flows=flows))
    assert Code.MISSING_CONDITION in codes
    assert seconds < 5


def test_processes_that_call_each_other_widely_do_not_explode() -> None:
    models = {}
    for n in range(9):
        calls = [call(f"call_{k}", f"p{n + 1}") for k in range(10)]
        way = " > ".join(f"call_{k}" for k in range(10))
        models[f"p{n}"] = CalledProcess(read_model(draw(f"p{n}", *calls, flows=[f"start > {way} > end"])))
    seconds, codes = measure(
        draw("sample", call("go", "p0"), flows=["start > go > end"]), KnownNames(processes=models)
    )
    assert Code.GUARD_GIVEN_UP in codes
    assert seconds < 2


def test_an_endless_expression_is_refused_by_its_length() -> None:
    _, codes = measure(draw("sample", user("ask", due="1" + "+1" * 3_000), flows=["start > ask > end"]))
    assert Code.EXPRESSION_TOO_LONG in codes


@pytest.mark.parametrize("text", ESCAPES)
def test_python_in_an_expression_is_refused_and_not_run(text: str) -> None:
    _, codes = measure(draw("sample", user("ask", due=text), flows=["start > ask > end"]))
    assert codes & {Code.EXPRESSION_UNPARSABLE, Code.UNKNOWN_VARIABLE}


@pytest.mark.timeout(20)
def test_a_node_with_the_id_of_its_process_is_refused_at_once() -> None:
    model = draw("act", user("act"), flows=["start > act > end"])
    assert [finding.code for finding in lint({"act.bpmn": model})] == [Code.DUPLICATE_ID]


def test_a_node_with_the_id_of_its_process_is_not_around_itself() -> None:
    model = read_model(draw("act", user("act"), flows=["start > act > end"]))
    process = model.processes["act"]
    assert list(process.enclosing(process.nodes["act"])) == []
