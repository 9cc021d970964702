"""What would not run as drawn does not compile, and says what to draw instead."""

from collections.abc import Sequence

import pytest

from tests.workflows.engine.drawing import (
    BPMN,
    boundary,
    bundle,
    draw,
    ended,
    event,
    flows,
    node,
    process,
    started,
    subprocess,
    timer,
    user,
)
from tests.workflows.engine.test_loops import loop, multi
from workflows.engine import Bundle, DefinitionRefused, compile_definition
from workflows.engine.refusals import REFUSALS

THROUGH = flows("started > x > ended")
WITH_HOST = flows("started > work > ended", "x > dropped")
ON_WORK = (started(), user("work"), ended(), ended("dropped"), WITH_HOST)


def _through(element: str) -> Sequence[str]:
    return (started(), element, ended(), THROUGH)


def _catch(inner: str) -> Sequence[str]:
    return _through(node("intermediateCatchEvent", "x", inner))


def _attached(inner: str, **options: bool) -> Sequence[str]:
    return (*ON_WORK, boundary("x", "work", inner, **options))


CASES: list[tuple[str, Sequence[str]]] = [
    ("plain_task", _through(node("task", "x"))),
    ("script_task", _through(node("scriptTask", "x", "<bpmn:script>1</bpmn:script>"))),
    ("complex_gateway", _through(node("complexGateway", "x"))),
    ("ad_hoc", _through(node("adHocSubProcess", "x"))),
    ("transaction", _through(node("transaction", "x"))),
    ("compensation", _through(user("x", isForCompensation="true"))),
    ("compensation", _through(node("intermediateThrowEvent", "x", event("compensate")))),
    (
        "event_subprocess",
        (
            started(),
            user("work"),
            ended(),
            flows("started > work > ended"),
            subprocess("x", triggeredByEvent="true"),
        ),
    ),
    ("link_event", _through(node("intermediateThrowEvent", "x", event("link")))),
    ("conditional_event", _catch(event("conditional"))),
    ("conditional_event", _attached(event("conditional"))),
    ("cancel_event", (started(), ended("x", event("cancel")), flows("started > x"))),
    ("several_definitions", _catch(event("signal", "alarm") + event("message", "answer"))),
    ("event_kind", (started(), ended("x", timer("Duration", "P1D")), flows("started > x"))),
    ("event_kind", _catch("")),
    ("unknown_element", _through(node("choreographyTask", "x"))),
    ("data_store", (*_through(user("x")), node("dataStoreReference", "store"))),
    (
        "data_association",
        _through(user("x", "<bpmn:dataInputAssociation><bpmn:assignment/></bpmn:dataInputAssociation>")),
    ),
    ("flow_end", (*_through(user("x")), flows("x > nowhere"))),
    ("implicit_fork", (*_through(user("x")), ended("two"), flows("x > two"))),
    ("conditional_flow", (started(), user("x"), ended(), flows("started > x", "x > ended if a"))),
    (
        "conditional_flow",
        (
            *_through(node("exclusiveGateway", "x", default="x_two")),
            ended("two"),
            flows("x > two if a"),
        ),
    ),
    ("condition_missing", (*_through(node("exclusiveGateway", "x")), ended("two"), flows("x > two"))),
    ("unreachable", (*_through(user("x")), user("y"), flows("y > ended"))),
    ("leads_nowhere", (started(), user("x"), ended(), flows("started > x"))),
    ("flow_out_of_end", (*_through(user("x")), user("y"), ended("two"), flows("ended > y > two"))),
    (
        "flow_into_start",
        (*_through(user("x")), node("exclusiveGateway", "g", default="g_started"), flows("x > g > started")),
    ),
    ("start_missing", (user("x"), ended(), flows("x > ended"))),
    ("several_plain_starts", (*_through(user("x")), started("two"), flows("two > x"))),
    (
        "plain_start_missing",
        _through(subprocess("x", started("s", event("message", "answer")), ended("e"), flows("s > e"))),
    ),
    ("boundary_host", (*ON_WORK, boundary("x", "started", timer("Duration", "P1D")))),
    ("boundary_host", (*ON_WORK, boundary("x", "nobody", timer("Duration", "P1D")))),
    ("boundary_kind", _attached(event("terminate"))),
    ("error_not_interrupting", _attached(event("error", "refused"), interrupts=False)),
    ("cycle_catch", _catch(timer("Cycle", "R3/PT1H"))),
    ("timer_missing", _catch(event("timer"))),
    ("message_missing", _catch(event("message"))),
    ("message_missing", _through(node("receiveTask", "x"))),
    ("message_missing", _through(node("sendTask", "x"))),
    ("operation_missing", _through(node("serviceTask", "x"))),
    ("decision_missing", _through(node("businessRuleTask", "x"))),
    (
        "decision_unknown",
        _through(node("businessRuleTask", "x", extension='<vigie:decision ref="nothing"/>')),
    ),
    ("process_unknown", _through(node("callActivity", "x", calledElement="nothing"))),
    ("reference_unknown", _catch(event("signal", "nothing"))),
    (
        "event_gateway",
        (started(), node("eventBasedGateway", "g"), user("x"), ended(), flows("started > g > x > ended")),
    ),
    ("instantiating", _through(node("receiveTask", "x", messageRef="answer", instantiate="true"))),
    ("loop_unbounded", _through(user("x", loop()))),
    ("multi_instance", _through(user("x", multi(collection="")))),
    ("multi_instance", _through(user("x", multi(cardinality="3")))),
    ("behaviour", _through(user("x", multi().replace("isSequential", 'behavior="One" isSequential')))),
    (
        "expression",
        (
            started(),
            node("exclusiveGateway", "x", default="x_ended"),
            ended(),
            ended("two"),
            flows("started > x > ended", "x > two if a >"),
        ),
    ),
    ("expression", _catch(timer("Duration", "3 days please"))),
    ("id_twice", _through(user("x") + user("x"))),
    ("id_twice", (*_through(user("x")), flows("started > x"))),
    ("id_missing", _through(user("x") + '<bpmn:sequenceFlow sourceRef="x" targetRef="ended"/>')),
    ("id_missing", (*_through(user("x")), "<bpmn:userTask/>")),
    ("too_big", (*_through(user("x")), *(user(f"n{number}") for number in range(501)))),
]


@pytest.mark.parametrize(("code", "elements"), CASES)
def test_it_does_not_compile_and_names_the_place(code: str, elements: Sequence[str]) -> None:
    with pytest.raises(DefinitionRefused) as refused:
        draw(*elements)
    finding = next(finding for finding in refused.value.findings if finding.code == code)
    assert finding.element_id
    assert finding.way_out == REFUSALS[code].way_out


def _codes(data: bytes) -> list[str]:
    with pytest.raises(DefinitionRefused) as refused:
        compile_definition(bundle(data))
    return [finding.code for finding in refused.value.findings]


def test_what_is_no_bpmn_is_refused() -> None:
    assert _codes(b"<broken") == ["xml"]
    assert _codes(b"<!DOCTYPE x><x/>") == ["xml"]
    assert _codes(process(process_id="other")) == ["process_missing"]
    assert "not_executable" in _codes(process().replace(b"true", b"false"))


def test_a_bundle_without_its_process_is_refused() -> None:
    with pytest.raises(DefinitionRefused):
        compile_definition(Bundle("missing", "0", {}))


def test_every_refusal_is_proved() -> None:
    proved = {code for code, _ in CASES} | {"xml", "process_missing", "not_executable"}
    assert proved == set(REFUSALS)


def test_all_findings_come_at_once() -> None:
    with pytest.raises(DefinitionRefused) as refused:
        draw(started(), node("task", "x"), node("scriptTask", "y"), ended(), flows("started > x > y > ended"))
    assert [finding.element_id for finding in refused.value.findings] == ["x", "y"]


def test_a_definition_is_compiled_once_for_each_content() -> None:
    files = bundle(process(started(), user("x"), ended(), THROUGH))
    assert compile_definition(files) is compile_definition(files)
    assert BPMN.endswith("MODEL")
