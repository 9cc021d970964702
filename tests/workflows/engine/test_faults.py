"""What goes wrong stops one token, tells why, and can be put right."""

from tests.workflows.engine.drawing import boundary, draw, ended, flows, mapping, node, started, timer, user
from tests.workflows.engine.play import Case
from workflows.engine import EventKind, Host, Retry, SetVariables, Skip
from workflows.feel import Environment, HostFunction


def _deciding() -> Case:
    return Case(
        draw(
            started(),
            node("exclusiveGateway", "which", default="which_small"),
            user("large"),
            user("small"),
            ended(),
            flows(
                "started > which",
                "which > large if amount > 10",
                "which > small",
                "large > ended",
                "small > ended",
            ),
        )
    )


def test_a_fault_is_told_once_and_stays_open() -> None:
    case = _deciding()
    assert case.told(EventKind.FAULT_RAISED) == ["which"]
    case.administer(SetVariables({"other": 1}))
    assert case.faults == [("condition", "which")]
    assert case.told(EventKind.FAULT_RAISED) == []


def test_a_condition_can_be_retried_once_its_variable_is_there() -> None:
    case = _deciding()
    token = case.last.incidents[0].token_id
    case.administer(SetVariables({"amount": 11})).administer(Retry(token))
    assert case.open == ["large"]
    assert case.faults == []


def test_a_faulted_gateway_can_be_skipped_by_naming_a_flow() -> None:
    case = _deciding()
    case.administer(Skip(case.last.incidents[0].token_id, flow_id="which_large"))
    assert case.open == ["large"]


def test_other_branches_go_on_while_one_has_a_fault() -> None:
    case = Case(
        draw(
            started(),
            node("parallelGateway", "split"),
            node("intermediateCatchEvent", "wait", timer("Duration", "unknown")),
            user("work"),
            ended(),
            ended("other"),
            flows("started > split > wait > ended", "split > work > other"),
        )
    )
    assert case.faults == [("timer", "wait")]
    case.complete("work")
    assert case.faults == [("timer", "wait")]
    assert not case.last.completed


def test_a_submitted_form_is_not_lost_when_its_mapping_fails() -> None:
    step = user("step", extension=mapping("output", total="price_of(result.item)"))
    definition = draw(started(), step, user("after"), ended(), flows("started > step > after > ended"))

    def broken(item: str) -> int:
        raise RuntimeError("price list is closed")

    def price_of(item: str) -> int:
        return 7

    hosts = [
        Host(Environment(functions={"price_of": HostFunction("price_of", ("item",), call)}))
        for call in (broken, price_of)
    ]
    case = Case(definition, host=hosts[0]).complete("step", item="pen")
    assert case.faults == [("expression", "step")]
    assert case.open == []
    case.host = hosts[1]
    case.administer(Retry(case.last.incidents[0].token_id))
    assert case.variables() == {"total": 7}
    assert case.open == ["after"]


def test_a_step_that_goes_round_in_circles_is_stopped() -> None:
    circle = draw(
        started(),
        node("exclusiveGateway", "again"),
        node("exclusiveGateway", "enough", default="enough_again"),
        ended(),
        flows("started > again > enough", "enough > again", "enough > ended if false"),
    )
    case = Case(circle)
    assert [kind for kind, _ in case.faults] == ["step_budget"]
    assert "1000 times" in case.last.incidents[0].message
    assert len(case.last.state) < 400


def test_a_loop_of_automatic_steps_within_the_budget_is_no_fault() -> None:
    counted = draw(
        started(),
        node("exclusiveGateway", "again"),
        node("intermediateThrowEvent", "count"),
        node(
            "callActivity",
            "add",
            calledElement="add",
            extension=mapping("input", n="n") + mapping("output", n="n + 1"),
        ),
        node("exclusiveGateway", "enough", default="enough_ended"),
        ended(),
        flows("started > again > count > add > enough", "enough > again if n < 300", "enough > ended"),
        called={"add": ADD},
    )
    case = Case(counted, {"n": 0})
    assert case.last.completed
    assert case.variables() == {"n": 300}


ADD = (
    b'<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"><bpmn:process id="add">'
    b'<bpmn:startEvent id="s"/><bpmn:endEvent id="e"/><bpmn:sequenceFlow id="f" sourceRef="s" targetRef="e"/>'
    b"</bpmn:process></bpmn:definitions>"
)


def test_the_budget_can_be_set_and_the_fault_retried_with_more() -> None:
    chain = flows("started > " + " > ".join(f"pass{n}" for n in range(30)) + " > ended")
    passes = [node("intermediateThrowEvent", f"pass{n}") for n in range(30)]
    definition = draw(started(), *passes, ended(), chain)
    case = Case(definition, host=Host(step_budget=1))
    assert case.faults == [("step_budget", "pass19")]
    case.host = Host()
    assert case.administer(Retry(case.last.incidents[0].token_id)).last.completed


def test_a_boundary_event_can_still_interrupt_a_task_with_a_fault() -> None:
    step = node("serviceTask", "step", extension='<vigie:operation name="x"/>')
    case = Case(
        draw(
            started(),
            step,
            boundary("late", "step", timer("Duration", "P5D")),
            user("repair"),
            ended(),
            ended("done"),
            flows("started > step > ended", "late > repair > done"),
        )
    ).fail("step", "refused")
    assert case.faults == [("unhandled_error", "step")]
    case.fire("late")
    assert case.faults == []
    assert case.open == ["repair"]


def test_an_operation_is_offered_again_when_its_fault_is_retried() -> None:
    step = node("serviceTask", "step", extension='<vigie:operation name="x"/>')
    case = Case(draw(started(), step, ended(), flows("started > step > ended"))).fail("step", "refused")
    assert case.last.jobs == ()
    case.administer(Retry(case.last.incidents[0].token_id))
    assert case.result("step").last.completed


def test_a_function_is_no_variable() -> None:
    step = user("step", extension=mapping("output", total="number"))
    case = Case(draw(started(), step, ended(), flows("started > step > ended"))).complete("step")
    assert case.faults == [("data", "step")]


def test_a_value_that_grows_without_end_is_stopped_before_it_cannot_be_stored() -> None:
    case = Case(
        draw(
            started(),
            node("exclusiveGateway", "again"),
            user("step", extension=mapping("output", x="[x]")),
            node("exclusiveGateway", "on"),
            ended(),
            flows("started > again > step > on", "on > again if true", "on > ended if false"),
        )
    )
    for _ in range(59):
        case.complete("step")
    assert case.complete("step").faults == [("data", "step")]


def test_why_a_value_became_null_is_told() -> None:
    step = user("step", extension=mapping("output", total='1 + "a"'))
    case = Case(draw(started(), step, ended(), flows("started > step > ended"))).complete("step")
    assert case.variables() == {"total": None}
    assert case.told(EventKind.EXPRESSION_WARNED) == ["step"]
