"""Multi-instance and standard loops over tasks, subprocesses and calls."""

from decimal import Decimal

import pytest

from tests.workflows.engine.drawing import (
    boundary,
    draw,
    ended,
    flows,
    mapping,
    node,
    process,
    started,
    subprocess,
    timer,
    user,
)
from tests.workflows.engine.play import Case

PEOPLE = ["Ann", "Bob", "Cyd"]


def multi(
    *,
    sequential: bool = False,
    collection: str = "people",
    cardinality: str = "",
    until: str = "",
    **more: str,
) -> str:
    asked = " ".join(f'{name}="{value}"' for name, value in more.items())
    extension = (
        f'<bpmn:extensionElements><vigie:multiInstance collection="{collection}" item="person" {asked}/>'
        "</bpmn:extensionElements>"
        if collection
        else ""
    )
    counted = f"<bpmn:loopCardinality>{cardinality}</bpmn:loopCardinality>" if cardinality else ""
    condition = f"<bpmn:completionCondition>{until}</bpmn:completionCondition>" if until else ""
    flag = "true" if sequential else "false"
    return (
        f'<bpmn:multiInstanceLoopCharacteristics isSequential="{flag}">{extension}{counted}{condition}'
        "</bpmn:multiInstanceLoopCharacteristics>"
    )


def loop(*, condition: str = "", maximum: int = 0, before: bool = False) -> str:
    inner = f"<bpmn:loopCondition>{condition}</bpmn:loopCondition>" if condition else ""
    limit = f'loopMaximum="{maximum}"' if maximum else ""
    return (
        f'<bpmn:standardLoopCharacteristics testBefore="{str(before).lower()}" {limit}>{inner}'
        "</bpmn:standardLoopCharacteristics>"
    )


def _asking(characteristics: str, *more: str, **data: object) -> Case:
    drawn = draw(
        started(),
        user("ask", characteristics),
        user("after"),
        ended(),
        flows("started > ask > after > ended"),
        *more,
    )
    return Case(drawn, {"people": PEOPLE, **data})


def test_a_parallel_multi_instance_opens_one_task_for_each_item() -> None:
    case = _asking(multi())
    assert case.open == ["ask", "ask", "ask"]
    seen = [case.variables(task.id) for task in case.last.tasks]
    assert [(view["person"], view["loopCounter"]) for view in seen] == [("Ann", 1), ("Bob", 2), ("Cyd", 3)]


def test_a_parallel_multi_instance_collects_results_in_the_order_of_the_items() -> None:
    case = _asking(multi(output="person + answer", result="answers"))
    for task in reversed(case.last.tasks):
        case.complete_task(task.id, answer=f" {task.id}")
    assert [text.split()[0] for text in case.variables()["answers"]] == PEOPLE
    assert case.open == ["after"]


def test_what_an_instance_submits_stays_in_its_own_scope() -> None:
    case = _asking(multi()).complete("ask", answer="yes")
    assert "answer" not in case.variables()


def test_a_sequential_multi_instance_opens_one_task_after_the_other() -> None:
    case = _asking(multi(sequential=True, output="result.answer", result="answers"))
    for answer in ("a", "b", "c"):
        assert case.open == ["ask"]
        case.complete("ask", answer=answer)
    assert case.variables()["answers"] == ["a", "b", "c"]


@pytest.mark.parametrize("sequential", [True, False])
def test_a_multi_instance_stops_when_its_completion_condition_holds(sequential: bool) -> None:
    case = _asking(multi(sequential=sequential, until="agreed"), agreed=False)
    assert case.complete("ask", agreed=False).open.count("ask") == (1 if sequential else 2)
    assert case.complete("ask", agreed=True).open == ["after"]


def test_a_completion_condition_can_count() -> None:
    case = _asking(multi(until="numberOfCompletedInstances / numberOfInstances &gt;= 0.6"))
    assert case.complete("ask").open == ["ask", "ask"]
    assert case.complete("ask").open == ["after"]


@pytest.mark.parametrize("sequential", [True, False])
def test_an_empty_list_goes_straight_on(sequential: bool) -> None:
    assert _asking(multi(sequential=sequential, result="r", output="1"), people=[]).open == ["after"]


@pytest.mark.parametrize("sequential", [True, False])
def test_a_cardinality_counts_the_instances(sequential: bool) -> None:
    case = _asking(multi(sequential=sequential, collection="", cardinality="1 + 1"))
    assert len(case.open) == (1 if sequential else 2)
    assert case.complete("ask").complete("ask").open == ["after"]


def test_a_collection_that_is_no_list_is_an_incident() -> None:
    assert _asking(multi(), people="Ann").faults == [("expression", "ask")]


@pytest.mark.parametrize("cardinality", ["5001", "10 ** 30"])
def test_more_instances_than_anyone_could_want_are_an_incident(cardinality: str) -> None:
    assert _asking(multi(collection="", cardinality=cardinality)).faults == [("data", "ask")]


@pytest.mark.parametrize("cardinality", ["-1", "1.5", '"two"'])
def test_a_cardinality_that_counts_nothing_is_an_incident(cardinality: str) -> None:
    text = cardinality.replace('"', "&quot;")
    assert _asking(multi(collection="", cardinality=text)).faults == [("expression", "ask")]


def test_a_timer_on_a_multi_instance_takes_all_instances_away() -> None:
    case = _asking(
        multi(),
        boundary("late", "ask", timer("Duration", "P5D")),
        user("remind"),
        ended("reminded"),
        flows("late > remind > reminded"),
    )
    assert len(case.last.timers) == 1
    assert case.fire("late").open == ["remind"]


@pytest.mark.parametrize("sequential", [True, False])
def test_a_subprocess_can_be_multi_instance(sequential: bool) -> None:
    part = subprocess(
        "part",
        started("inner_started"),
        user("ask"),
        user("check"),
        ended("inner_ended"),
        flows("inner_started > ask > check > inner_ended"),
        inner=multi(sequential=sequential, output="person + said", result="answers"),
    )
    case = Case(
        draw(started(), part, user("after"), ended(), flows("started > part > after > ended")),
        {"people": PEOPLE},
    )
    while "after" not in case.open:
        case.complete("check") if "check" in case.open else case.complete("ask", said="!")
    assert case.variables()["answers"] == ["Ann!", "Bob!", "Cyd!"]


def test_a_called_process_can_be_multi_instance() -> None:
    called = process(started(), user("ask"), ended(), flows("started > ask > ended"), process_id="called")
    extension = mapping("input", who="person") + mapping("output", last="who")
    call = node(
        "callActivity",
        "call",
        multi(output="last", result="answers"),
        calledElement="called",
        extension=extension,
    )
    case = Case(
        draw(
            started(),
            call,
            user("after"),
            ended(),
            flows("started > call > after > ended"),
            called={"called": called},
        ),
        {"people": PEOPLE},
    )
    assert case.variables(case.last.tasks[0].id) == {"who": "Ann"}
    assert case.complete("ask").complete("ask").complete("ask").variables()["answers"] == PEOPLE


def test_a_service_task_can_be_multi_instance() -> None:
    extension = '<vigie:operation name="letter.send"/>' + mapping("input", to="person")
    send = node("serviceTask", "send", multi(output="result.number", result="numbers"), extension=extension)
    case = Case(
        draw(started(), send, user("after"), ended(), flows("started > send > after > ended")),
        {"people": PEOPLE},
    )
    assert [job.inputs for job in case.last.jobs] == [{"to": "Ann"}, {"to": "Bob"}, {"to": "Cyd"}]
    for number in (1, 2, 3):
        case.result("send", {"number": number})
    assert case.variables()["numbers"] == [Decimal(1), Decimal(2), Decimal(3)]


def test_a_standard_loop_goes_on_while_its_condition_holds() -> None:
    case = _asking(loop(condition="not(done)"), done=False)
    assert case.complete("ask", done=False).open == ["ask"]
    assert case.complete("ask", done=True).open == ["after"]


def test_a_standard_loop_that_tests_before_may_not_run_at_all() -> None:
    assert _asking(loop(condition="not(done)", before=True), done=True).open == ["after"]


def test_a_standard_loop_stops_at_its_maximum() -> None:
    case = _asking(loop(maximum=2))
    assert case.complete("ask").open == ["ask"]
    assert case.complete("ask").open == ["after"]
