"""The graph says what the file says, and where."""

from tests.workflows.bpmn_models import (
    boundary,
    call,
    draw,
    event,
    gateway,
    multiple,
    rule,
    service,
    sub,
    timer,
    user,
)
from workflows.bpmn import EventKind, NodeKind, Process, TimerKind, read_model


def read(*nodes: object, flows: list[str], **options: object) -> Process:
    return read_model(draw("sample", *nodes, flows=flows, **options)).process  # type: ignore[arg-type]


def test_nodes_know_their_kind_and_the_line_they_stand_on() -> None:
    process = read(user("answer"), flows=["start > answer > end"])
    assert process.nodes["answer"].kind is NodeKind.USER_TASK
    assert process.nodes["start"].line + 1 == process.nodes["answer"].line


def test_a_user_task_carries_its_form_and_due_formula() -> None:
    process = read(user("answer", form="question/answer", due="today()"), flows=["start > answer > end"])
    task = process.nodes["answer"].extensions.task
    assert task is not None
    assert (task.form, task.due and task.due.text) == ("question/answer", "today()")


def test_a_lane_gives_its_nodes_and_their_children_the_lane_id() -> None:
    process = read(user("answer", lane="experts"), flows=["start > answer > end"])
    assert process.nodes["answer"].lane == "experts"


def test_a_boundary_timer_knows_its_host_and_expression() -> None:
    nodes = (user("answer"), boundary("late", "answer", timer("P5D"), interrupting=False))
    process = read(*nodes, flows=["start > answer > end", "late > end"])
    (late,) = process.boundaries("answer")
    assert not late.interrupting
    assert late.event is not None
    assert (late.event.timer_kind, late.event.expression and late.event.expression.text) == (
        TimerKind.DURATION,
        "P5D",
    )


def test_conditions_and_the_default_flow_are_read() -> None:
    process = read(
        gateway("big"),
        service("much"),
        flows=["start > big", "big > end | default", "big > much | amount > 5", "much > end"],
    )
    condition = process.flows["big_to_much"].condition
    assert condition is not None
    assert condition.text == "amount > 5"
    assert process.nodes["big"].default == "big_to_end"


def test_nested_nodes_belong_to_their_subprocess() -> None:
    inner = sub("inner", service("act"), flows=["inner_start > act > inner_end"])
    process = read(inner, flows=["start > inner > end"])
    assert [node.id for node in process.members("inner")] == ["inner_start", "act", "inner_end"]
    assert [node.id for node in process.enclosing(process.nodes["act"])] == ["inner"]


def test_multi_instance_reads_collection_and_result() -> None:
    loops = multiple("people", "person", output="decision", result="decisions", sequential=True)
    loop = read(user("ask", body=loops), flows=["start > ask > end"]).nodes["ask"].loop
    assert loop is not None
    assert loop.collection is not None
    assert (loop.sequential, loop.collection.text, loop.item, loop.result) == (
        True,
        "people",
        "person",
        "decisions",
    )


def test_an_event_resolves_its_declaration() -> None:
    nodes = (user("answer"), boundary("gone", "answer", event("message", "withdrawn")))
    process = read(*nodes, flows=["start > answer > end", "gone > end"], messages=["withdrawn"])
    gone = process.nodes["gone"].event
    assert gone is not None
    assert (gone.kind, gone.name) == (EventKind.MESSAGE, "withdrawn")


def test_mappings_decisions_and_called_processes_are_read() -> None:
    nodes = (rule("judge", "classify", "verdict"), call("next", "other", inputs={"x": "verdict"}))
    process = read(*nodes, flows=["start > judge > next > end"])
    decision = process.nodes["judge"].extensions.decision
    assert decision is not None
    assert (decision.ref, decision.result, process.nodes["next"].called) == ("classify", "verdict", "other")
    assert [item.target for item in process.nodes["next"].extensions.inputs] == ["x"]


def test_every_drawn_node_has_a_shape() -> None:
    model = read_model(draw("sample", user("answer"), flows=["start > answer > end"]))
    assert set(model.shapes) == {"start", "answer", "end"}
    assert set(model.edges) == {"start_to_answer", "answer_to_end"}
