"""Tasks: what each kind waits for and what it brings back."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from tests.workflows.engine.drawing import draw, ended, flows, mapping, node, started, user
from tests.workflows.engine.play import MONDAY, Case
from workflows.engine import JobResult, Message, NotWaiting, TaskNotOpen, complete


def _single(element: str, name: str = "step") -> object:
    return draw(started(), element, user("after"), ended(), flows(f"started > {name} > after > ended"))


def test_a_user_task_merges_the_submitted_data() -> None:
    case = Case(_single(user("step"))).complete("step", amount=Decimal("12.50"))
    assert case.variables() == {"amount": Decimal("12.50")}
    assert case.open == ["after"]


def test_a_user_task_with_outputs_brings_back_only_those() -> None:
    case = Case(_single(user("step", extension=mapping("output", total="result.price * 2"))))
    assert case.complete("step", price=4, note="x").variables() == {"total": Decimal(8)}


def test_a_user_task_shows_form_lane_priority_dates_and_candidates() -> None:
    extension = (
        '<vigie:task form="question/answer" priority="1 + 1" due="P5D" followUp="date(&quot;2026-05-13&quot;)"'
        ' candidates="[&quot;clerk&quot;]"/>'
    )
    lanes = (
        '<bpmn:laneSet id="lanes"><bpmn:lane id="office" name="Office"><bpmn:flowNodeRef>step</bpmn:flowNodeRef>'
        "</bpmn:lane></bpmn:laneSet>"
    )
    definition = draw(
        lanes,
        started(),
        user("step", name="Answer", extension=extension),
        ended(),
        flows("started > step > ended"),
    )
    task = Case(definition).last.tasks[0]
    assert (task.name, task.lane, task.form, task.priority) == ("Answer", "office", "question/answer", 2)
    assert task.due_at == datetime(2026, 5, 16, 9, 0, tzinfo=UTC)
    assert task.follow_up_at == datetime(2026, 5, 12, 22, 0, tzinfo=UTC)
    assert task.candidates == ("clerk",)


def test_inputs_of_a_user_task_are_seen_by_it_alone() -> None:
    case = Case(_single(user("step", extension=mapping("input", half="amount / 2"))), {"amount": 10})
    assert case.variables(case.last.tasks[0].id)["half"] == 5
    assert "half" not in case.variables()


def test_a_field_filled_in_beforehand_by_an_input_is_submitted_like_any_other() -> None:
    case = Case(_single(user("step", extension=mapping("input", amount="proposal"))), {"proposal": 10})
    assert case.complete("step", amount=12).variables() == {"proposal": 10, "amount": 12}


def test_a_manual_task_waits_for_a_person() -> None:
    case = Case(_single(node("manualTask", "step")))
    assert case.open == ["step"]
    assert case.complete("step").open == ["after"]


def test_a_task_can_be_completed_once() -> None:
    case = Case(_single(user("step")))
    task_id = case.last.tasks[0].id
    case.complete("step")
    with pytest.raises(TaskNotOpen):
        complete(case.definition, case.last.state, task_id, {}, MONDAY)


def _service(*mappings: str) -> object:
    return _single(
        node("serviceTask", "step", extension='<vigie:operation name="ledger.close"/>' + "".join(mappings))
    )


def test_a_service_task_becomes_a_job_with_its_inputs() -> None:
    job = Case(_service(mapping("input", amount="price * 2")), {"price": 3}).last.jobs[0]
    assert (job.operation, job.inputs) == ("ledger.close", {"amount": {"$decimal": "6"}})


def test_the_result_of_a_service_task_is_mapped_out() -> None:
    case = Case(_service(mapping("output", total="result.sum")))
    assert case.result("step", {"sum": 4, "secret": 1}).variables() == {"total": 4}
    assert case.open == ["after"]


def test_a_service_task_without_outputs_brings_nothing_back() -> None:
    assert Case(_service()).result("step", {"sum": 4}).variables() == {}


def test_a_result_is_taken_once() -> None:
    case = Case(_service())
    job = case.job("step")
    case.result("step")
    with pytest.raises(NotWaiting):
        case.deliver(JobResult(job, None))


def test_a_send_task_throws_its_message_with_payload_and_correlation() -> None:
    extension = '<vigie:correlation value="number"/>' + mapping("input", text='"hello " + name')
    case = Case(
        _single(node("sendTask", "step", messageRef="letter", extension=extension)),
        {"name": "Ann", "number": 7},
    )
    thrown = case.last.thrown[0]
    assert (thrown.kind, thrown.name, thrown.correlation) == ("message", "letter", "7")
    assert thrown.payload == {"text": "hello Ann"}
    assert case.open == ["after"]


def test_a_send_task_with_an_operation_is_a_job() -> None:
    extension = '<vigie:operation name="correspondence.send_letter"/>'
    case = Case(_single(node("sendTask", "step", extension=extension)))
    assert case.last.jobs[0].operation == "correspondence.send_letter"
    assert case.result("step").open == ["after"]


def test_a_receive_task_waits_for_its_message_and_maps_the_payload() -> None:
    extension = '<vigie:correlation value="number"/>' + mapping("output", reply="text")
    case = Case(
        _single(node("receiveTask", "step", messageRef="answer", extension=extension)), {"number": "A-1"}
    )
    assert case.last.subscriptions[0].correlation == "A-1"
    assert case.message("step", text="yes", other="no").variables() == {"number": "A-1", "reply": "yes"}
    assert case.open == ["after"]


def test_a_message_for_nobody_is_refused() -> None:
    case = Case(_single(user("step")))
    with pytest.raises(NotWaiting):
        case.deliver(Message("99", "answer"))


@pytest.mark.parametrize("due", ["last_day", '"2026-05-29"', "2026-05-29"])
def test_a_task_due_on_a_date_is_due_at_the_end_of_that_day(due: str) -> None:
    extension = f"<vigie:task due='{due}' followUp='last_day'/>"
    case = Case(
        draw(started(), user("work", extension=extension), ended(), flows("started > work > ended")),
        {"last_day": date(2026, 5, 29)},
    )
    assert case.last.tasks[0].due_at == datetime(2026, 5, 29, 21, 59, 59, tzinfo=UTC)
    assert case.last.tasks[0].follow_up_at == datetime(2026, 5, 28, 22, 0, tzinfo=UTC)
