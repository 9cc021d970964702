"""Errors, escalations and terminate."""

from tests.workflows.engine.drawing import (
    boundary,
    draw,
    ended,
    event,
    flows,
    mapping,
    node,
    process,
    started,
    subprocess,
    user,
)
from tests.workflows.engine.play import Case
from tests.workflows.engine.test_loops import multi
from workflows.engine import EventKind, JobFailed

OPERATION = '<vigie:operation name="ledger.close"/>'
INNER = (started("inner_started"), user("inner"), ended("failed", event("error", "refused")))
INNER_FLOWS = flows("inner_started > inner > failed")


def _around(*inner: str, catches: str = "refused", **options: object) -> Case:
    return Case(
        draw(
            started(),
            subprocess("part", *inner),
            boundary(
                "caught", "part", event("error", catches), extension=mapping("output", code="errorCode")
            ),
            user("repair"),
            user("after"),
            ended(),
            ended("repaired"),
            flows("started > part > after > ended", "caught > repair > repaired"),
        )
    )


def test_an_error_end_is_caught_on_its_subprocess() -> None:
    case = _around(*INNER, INNER_FLOWS).complete("inner")
    assert case.open == ["repair"]
    assert case.variables() == {"code": "refused"}
    assert case.told(EventKind.ERROR_THROWN) == ["failed"]


def test_an_error_boundary_without_code_catches_every_error() -> None:
    assert _around(*INNER, INNER_FLOWS, catches="").complete("inner").open == ["repair"]


def test_an_error_cancels_the_other_tokens_of_the_subprocess() -> None:
    case = _around(
        started("inner_started"),
        node("parallelGateway", "split"),
        user("inner"),
        user("beside"),
        ended("failed", event("error", "refused")),
        ended("fine"),
        flows("inner_started > split > inner > failed", "split > beside > fine"),
    ).complete("inner")
    assert case.open == ["repair"]
    assert "beside" in case.told(EventKind.NODE_CANCELLED)


def test_an_error_nobody_catches_is_an_incident_and_not_an_end() -> None:
    case = _around(*INNER, INNER_FLOWS, catches="broken").complete("inner")
    assert case.faults == [("unhandled_error", "failed")]
    assert not case.last.completed


def _service(*catching: str) -> Case:
    close = node("serviceTask", "close", extension=OPERATION)
    return Case(
        draw(started(), close, user("after"), ended(), flows("started > close > after > ended"), *catching)
    )


def test_a_business_error_of_an_operation_reaches_the_boundary_of_its_task() -> None:
    case = _service(
        boundary("caught", "close", event("error", "refused")),
        user("repair"),
        flows("caught > repair > ended"),
    ).fail("close", "refused", "no funds")
    assert case.open == ["repair"]
    assert case.last.jobs == ()


def test_a_business_error_nobody_catches_is_an_incident_with_its_own_words() -> None:
    case = _service().fail("close", "refused", "no funds")
    assert case.faults == [("unhandled_error", "close")]
    assert "no funds" in case.last.incidents[0].message


def test_an_error_leaves_a_called_process_and_is_caught_around_it() -> None:
    called = process(
        started(),
        user("inner"),
        ended("failed", event("error", "refused")),
        flows("started > inner > failed"),
        process_id="called",
    )
    case = Case(
        draw(
            started(),
            node("callActivity", "call", calledElement="called"),
            boundary("caught", "call", event("error", "refused")),
            user("repair"),
            ended(),
            ended("repaired"),
            flows("started > call > ended", "caught > repair > repaired"),
            called={"called": called},
        )
    ).complete("inner")
    assert case.open == ["repair"]


def test_an_error_in_one_instance_of_a_multi_instance_ends_them_all() -> None:
    part = subprocess("part", *INNER, INNER_FLOWS, inner=multi())
    case = Case(
        draw(
            started(),
            part,
            boundary("caught", "part", event("error", "refused")),
            user("repair"),
            ended(),
            ended("repaired"),
            flows("started > part > ended", "caught > repair > repaired"),
        ),
        {"people": ["a", "b", "c"]},
    )
    assert case.complete("inner").open == ["repair"]


def test_an_error_of_one_sleeping_job_of_a_multi_instance_ends_them_all() -> None:
    close = node("serviceTask", "close", multi(), extension=OPERATION)
    case = Case(
        draw(
            started(),
            close,
            boundary("caught", "close", event("error", "refused")),
            user("repair"),
            ended(),
            ended("repaired"),
            flows("started > close > ended", "caught > repair > repaired"),
        ),
        {"people": ["a", "b", "c"]},
    )
    case.deliver(JobFailed(case.last.jobs[2].id, "refused"))
    assert (case.open, case.last.jobs) == (["repair"], ())


def _escalating(thrower: str, *, interrupts: bool) -> Case:
    then = flows("inner_started > inner > tell > inner_after > inner_ended")
    inner = [
        started("inner_started"),
        user("inner"),
        node(thrower, "tell", event("escalation", "late")),
        user("inner_after"),
        ended("inner_ended"),
    ]
    if thrower == "endEvent":
        inner = inner[:3]
        then = flows("inner_started > inner > tell")
    return Case(
        draw(
            started(),
            subprocess("part", *inner, then),
            boundary("caught", "part", event("escalation", "late"), interrupts=interrupts),
            user("boss"),
            user("after"),
            ended(),
            ended("told"),
            flows("started > part > after > ended", "caught > boss > told"),
        )
    ).complete("inner")


def test_an_escalation_that_does_not_interrupt_lets_the_subprocess_go_on() -> None:
    assert _escalating("intermediateThrowEvent", interrupts=False).open == ["boss", "inner_after"]


def test_an_interrupting_escalation_ends_the_subprocess() -> None:
    assert _escalating("intermediateThrowEvent", interrupts=True).open == ["boss"]


def test_an_escalation_end_is_caught_while_the_subprocess_ends() -> None:
    assert _escalating("endEvent", interrupts=False).open == ["after", "boss"]


def test_an_escalation_nobody_catches_is_told_and_goes_on() -> None:
    case = Case(
        draw(
            started(),
            node("intermediateThrowEvent", "tell", event("escalation", "late")),
            user("after"),
            ended(),
            flows("started > tell > after > ended"),
        )
    )
    assert case.open == ["after"]
    assert case.told(EventKind.ESCALATION_THROWN) == ["tell"]


def test_terminate_ends_everything_in_the_process() -> None:
    case = Case(
        draw(
            started(),
            node("parallelGateway", "split"),
            user("left"),
            user("right"),
            ended("stopped", event("terminate")),
            ended(),
            flows("started > split > left > stopped", "split > right > ended"),
        )
    ).complete("left")
    assert case.last.completed
    assert case.last.ended_in == ("stopped",)
    assert case.open == []


def test_terminate_in_a_subprocess_ends_only_that() -> None:
    case = Case(
        draw(
            started(),
            subprocess(
                "part",
                started("inner_started"),
                node("parallelGateway", "split"),
                user("left"),
                user("right"),
                ended("stopped", event("terminate")),
                ended("inner_ended"),
                flows("inner_started > split > left > stopped", "split > right > inner_ended"),
            ),
            user("after"),
            ended(),
            flows("started > part > after > ended"),
        )
    ).complete("left")
    assert case.open == ["after"]
