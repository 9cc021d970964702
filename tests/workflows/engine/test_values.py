"""Values survive the state; the same input gives the same bytes."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from tests.workflows.engine.drawing import draw, ended, flows, node, started, user
from tests.workflows.engine.play import MONDAY, Case
from workflows.engine import DataRefused, EngineError, StateUnreadable, complete, read_variables, start
from workflows.feel import Range, YearMonthDuration

VALUES = {
    "money": Decimal("1234567890.10"),
    "day": date(2026, 5, 12),
    "at": datetime(2026, 5, 12, 9, 30, tzinfo=ZoneInfo("Europe/Brussels")),
    "span": timedelta(days=3, hours=4),
    "years": YearMonthDuration(14),
    "between": Range(Decimal(1), Decimal(5), True, False),
    "list": [Decimal(1), None, True, "text", {"inner": date(2020, 2, 29)}],
    "typename": "BpmnWorkflow",
    "nested": {"typename": "Decimal", "$date": "not a date", "data": {}},
    "tagged": {"$decimal": "3"},
}


def _waiting() -> Case:
    return Case(
        draw(started(), user("one"), user("two"), ended(), flows("started > one > two > ended")), dict(VALUES)
    )


def test_typed_values_survive_the_state() -> None:
    case = _waiting().complete("one")
    assert case.variables() == VALUES
    assert case.variables()["at"].tzinfo.key == "Europe/Brussels"


def test_a_form_field_called_typename_does_no_harm() -> None:
    case = _waiting().complete("one", typename="Task", spec="x", data={"typename": 1})
    assert case.variables()["data"] == {"typename": Decimal(1)}
    assert case.complete("two").last.completed


def test_the_same_input_gives_the_same_bytes() -> None:
    first, second = _waiting(), _waiting()
    assert first.last == second.last
    assert first.complete("one", a=1).last == second.complete("one", a=1).last


def test_data_nested_too_deep_are_refused() -> None:
    deep: object = 1
    for _ in range(100):
        deep = [deep]
    with pytest.raises(DataRefused, match="deeper than 60"):
        _waiting().complete("one", deep=deep)


def test_data_of_an_unknown_type_are_refused() -> None:
    with pytest.raises(DataRefused, match="object"):
        _waiting().complete("one", thing=object())


def test_the_time_of_a_step_is_aware() -> None:
    with pytest.raises(EngineError, match="aware"):
        start(_waiting().definition, {}, MONDAY.replace(tzinfo=None), instance_id="i")


def test_a_step_leaves_the_state_given_to_it_alone() -> None:
    case = _waiting()
    before, task = case.last.state, case.last.tasks[0].id
    copy = bytes(before)
    complete(case.definition, before, task, {"a": 1}, MONDAY)
    assert before == copy
    assert "a" not in read_variables(case.definition, before)


@pytest.mark.parametrize("state", [b"", b"nonsense", b"VG\x63abc", b"VG\x01abc"])
def test_bytes_that_are_no_state_are_refused(state: bytes) -> None:
    with pytest.raises(StateUnreadable):
        read_variables(_waiting().definition, state)


def test_a_state_holds_neither_the_definition_nor_the_past() -> None:
    names = [f"step{number}" for number in range(40)]
    definition = draw(
        started(),
        *(user(name) for name in names),
        ended(),
        flows("started > " + " > ".join(names) + " > ended"),
    )
    case = Case(definition)
    for name in names[:20]:
        case.complete(name)
    assert case.open == ["step20"]
    assert len(case.last.state) < 120


def test_an_instance_of_forty_nodes_with_everything_waiting_stays_below_a_kilobyte() -> None:
    names = [f"step{number}" for number in range(36)]
    definition = draw(
        started(),
        node("parallelGateway", "split"),
        *(user(name) for name in names),
        node("parallelGateway", "join"),
        ended(),
        flows("started > split", "join > ended", *(f"split > {name} > join" for name in names)),
    )
    assert len(start(definition, {}, datetime(2026, 1, 1, tzinfo=UTC), instance_id="i").state) < 1000
