"""Messages, signals, event-based gateways and several starts."""

import pytest

from tests.workflows.engine.drawing import (
    boundary,
    draw,
    ended,
    event,
    flows,
    mapping,
    node,
    started,
    timer,
    user,
)
from tests.workflows.engine.play import Case
from workflows.engine import EventKind, NodeUnknown, NotWaiting


def test_a_catch_event_takes_its_message_once() -> None:
    inner = event("message", "answer")
    extension = '<vigie:correlation value="number"/>' + mapping("output", reply="text")
    case = Case(
        draw(
            started(),
            node("intermediateCatchEvent", "wait", inner, extension=extension),
            ended(),
            flows("started > wait > ended"),
        ),
        {"number": 7},
    )
    waiting = case.last.subscriptions[0]
    assert (waiting.kind, waiting.name, waiting.correlation) == ("message", "answer", "7")
    assert case.message("wait", text="yes").last.completed
    assert case.variables()["reply"] == "yes"


def test_a_correlation_that_gives_null_is_an_incident() -> None:
    inner = event("message", "answer")
    extension = '<vigie:correlation value="number"/>'
    case = Case(
        draw(
            started(),
            node("intermediateCatchEvent", "wait", inner, extension=extension),
            ended(),
            flows("started > wait > ended"),
        )
    )
    assert case.faults == [("data", "wait")]


def test_a_message_start_takes_its_payload_as_data() -> None:
    case = Case(
        draw(
            started("asked", event("message", "answer")), user("work"), ended(), flows("asked > work > ended")
        ),
        {"text": "hello"},
        start_event="asked",
    )
    assert case.variables() == {"text": "hello"}


def test_a_throw_event_hands_its_message_to_the_outside() -> None:
    throw = node(
        "intermediateThrowEvent", "tell", event("message", "letter"), extension=mapping("input", a="1 + 1")
    )
    case = Case(draw(started(), throw, user("after"), ended(), flows("started > tell > after > ended")))
    assert [(thrown.name, thrown.payload) for thrown in case.last.thrown] == [
        ("letter", {"a": {"$decimal": "2"}})
    ]
    assert case.open == ["after"]


def test_an_end_event_can_throw_a_message() -> None:
    case = Case(draw(started(), ended("told", event("message", "letter")), flows("started > told")))
    assert [thrown.name for thrown in case.last.thrown] == ["letter"]
    assert case.last.completed


def _host(kind: str, reference: str, *, interrupts: bool) -> Case:
    extension = mapping("output", reply="text") if kind == "message" else ""
    caught = boundary("caught", "work", event(kind, reference), interrupts=interrupts, extension=extension)
    return Case(
        draw(
            started(),
            user("work"),
            caught,
            user("react"),
            ended(),
            ended("reacted"),
            flows("started > work > ended", "caught > react > reacted"),
        )
    )


def test_an_interrupting_message_takes_the_task_away() -> None:
    case = _host("message", "answer", interrupts=True).message("caught", text="stop")
    assert case.open == ["react"]
    assert case.variables() == {"reply": "stop"}


def test_a_message_that_does_not_interrupt_can_come_again() -> None:
    case = (
        _host("message", "answer", interrupts=False).message("caught", text="a").message("caught", text="b")
    )
    assert case.open == ["react", "react", "work"]
    assert case.last.subscriptions != ()


def test_an_interrupting_signal_takes_the_task_away() -> None:
    assert _host("signal", "alarm", interrupts=True).signal("alarm").open == ["react"]


def test_a_signal_that_does_not_interrupt_leaves_the_task() -> None:
    assert _host("signal", "alarm", interrupts=False).signal("alarm").open == ["react", "work"]


def test_a_signal_nobody_waits_for_is_refused() -> None:
    with pytest.raises(NotWaiting):
        _host("signal", "alarm", interrupts=True).signal("other")


@pytest.mark.parametrize("thrower", ["intermediateThrowEvent", "endEvent"])
def test_a_signal_reaches_everyone_in_the_instance_and_the_outside(thrower: str) -> None:
    after_the_shout = () if thrower == "endEvent" else (ended("last"), flows("shout > last"))
    case = Case(
        draw(
            started(),
            node("parallelGateway", "split"),
            user("first"),
            node(thrower, "shout", event("signal", "alarm")),
            node("intermediateCatchEvent", "hear", event("signal", "alarm")),
            node("intermediateCatchEvent", "hear_too", event("signal", "alarm")),
            user("after"),
            user("after_too"),
            ended(),
            ended("other"),
            flows("started > split > first > shout", "split > hear > after > ended"),
            flows("split > hear_too > after_too > other"),
            *after_the_shout,
        )
    ).complete("first")
    assert case.open == ["after", "after_too"]
    assert [(thrown.kind, thrown.name) for thrown in case.last.thrown] == [("signal", "alarm")]


def _race() -> Case:
    return Case(
        draw(
            started(),
            node("eventBasedGateway", "race"),
            node(
                "intermediateCatchEvent",
                "reply",
                event("message", "answer"),
                extension=mapping("output", said="text"),
            ),
            node("intermediateCatchEvent", "soon", timer("Duration", "PT1H")),
            node("intermediateCatchEvent", "much_later", timer("Duration", "P9D")),
            node("intermediateCatchEvent", "heard", event("signal", "alarm")),
            node("receiveTask", "letter_came", messageRef="letter"),
            user("after"),
            ended(),
            node("exclusiveGateway", "merge"),
            flows(
                "started > race > reply > merge > after > ended",
                "race > soon > merge",
                "race > much_later > merge",
            ),
            flows("race > heard > merge", "race > letter_came > merge"),
        )
    )


def test_an_event_gateway_waits_for_all_its_events_each_with_its_own_due_instant() -> None:
    case = _race()
    assert sorted(timer.node_id for timer in case.last.timers) == ["much_later", "soon"]
    assert case.due("soon") != case.due("much_later")
    assert sorted(waiting.node_id for waiting in case.last.subscriptions) == ["heard", "letter_came", "reply"]


@pytest.mark.parametrize("first", ["soon", "much_later"])
def test_the_timer_that_fires_decides_and_the_others_are_disarmed(first: str) -> None:
    case = _race().fire(first)
    assert case.open == ["after"]
    assert case.last.timers == ()
    assert case.last.subscriptions == ()
    assert f"race_{first}" in case.told(EventKind.FLOW_TAKEN)


def test_a_message_decides_an_event_gateway_and_brings_its_payload() -> None:
    assert _race().message("reply", text="yes").variables() == {"said": "yes"}


def test_a_receive_task_behind_an_event_gateway_can_decide() -> None:
    assert _race().message("letter_came").open == ["after"]


def test_a_signal_decides_an_event_gateway() -> None:
    assert _race().signal("alarm").open == ["after"]


def test_several_starts_each_begin_at_their_own_place() -> None:
    definition = draw(
        started(),
        started("asked", event("message", "answer")),
        started("alarmed", event("signal", "alarm")),
        user("by_hand"),
        user("by_message"),
        user("by_signal"),
        ended(),
        ended("two"),
        ended("three"),
        flows("started > by_hand > ended", "asked > by_message > two", "alarmed > by_signal > three"),
    )
    assert [start.id for start in definition.starts] == ["started", "asked", "alarmed"]
    assert Case(definition).open == ["by_hand"]
    assert Case(definition, start_event="asked").open == ["by_message"]
    assert Case(definition, start_event="alarmed").open == ["by_signal"]
    with pytest.raises(NodeUnknown):
        Case(definition, start_event="nowhere")
