"""What a calendar's change does to waits and to the steps of promises: told, taken as a file, and moved by a person."""

from datetime import date, datetime

import pytest
from django.test import Client

from app.accounts.models import User
from app.studio import timer_impact
from app.studio.calendar_impact_views import find_left_behind
from app.studio.clock_impact import find_impact, lay_over
from app.studio.timer_impact import TimerImpact
from tests.app.studio.test_shared_publishing import (
    BELGIUM,
    NOW,
    TODAY,
    _offered,  # noqa: F401
    calendar_editing,
    close,
    open_belgium,
    publish,
)
from tests.factories.workflows import deploy, launch, person
from tests.workflows.engine.drawing import boundary, ended, flows, node, started, timer, user
from workflows import api, clock, service_level_clocks, timers
from workflows.clock import BRUSSELS
from workflows.models import ProcessInstance, Timer
from workflows.models.history import HistoryEvent
from workflows.models.service_level import ServiceLevelClock

pytestmark = pytest.mark.django_db
THURSDAY = date(2026, 5, 7)


def wait_for(text: str, **data: object) -> ProcessInstance:
    """A case whose only step waits so, begun on Monday 4 May 2026."""
    kind = "Duration" if text.startswith("P") else "Date"
    wait = node("intermediateCatchEvent", "wait", timer(kind, text))
    deploy(started(), wait, ended(), flows("started > wait > ended"))
    return launch(data=data)


def foresee(day: date = THURSDAY) -> TimerImpact:
    """As the page of a draft does, with the office closed on a day."""
    rows = [{"from": day, "reason": "Bridge"}]
    text = calendar_editing.add_rows(BELGIUM.read_shipped()[BELGIUM.path], "closures", rows)
    return timer_impact.find_impact(BELGIUM, lay_over(BELGIUM, text, TODAY), TODAY)


def close_thursday(owner: User, colleague: User) -> None:
    publish(close(open_belgium(owner), THURSDAY, owner), owner, colleague)


def read_day() -> date:
    return Timer.objects.get().due_at.astimezone(BRUSSELS).date()


def test_a_wait_in_working_days_would_end_a_day_later() -> None:
    case = wait_for("working days after(today(), 5)")
    [moved] = foresee().moved
    # Five working days after Monday 4 are Monday 11, and with Thursday closed Tuesday 12 May 2026.
    assert (moved.instance, moved.node_id, moved.days) == (case.pk, "wait", 1)
    assert moved.due_at.astimezone(BRUSSELS).date() == date(2026, 5, 11)
    assert moved.would_be.astimezone(BRUSSELS).date() == date(2026, 5, 12)


def test_a_wait_on_an_activity_is_counted_from_when_the_activity_began() -> None:
    deploy(
        started(),
        user("check"),
        boundary("late", "check", timer("Date", "working days after(today(), 5)")),
        ended(),
        ended("over"),
        flows("started > check > ended", "late > over"),
    )
    launch()
    clock.move_to(NOW.replace(day=6))
    assert [one.days for one in foresee().moved] == [1]


def test_a_day_that_the_case_holds_stays() -> None:
    wait_for("reply_by", reply_by=date(2026, 5, 11))
    impact = foresee()
    assert (impact.counting, impact.held, impact.moved) == (0, 1, ())


def test_a_span_of_calendar_days_stays() -> None:
    wait_for("P7D")
    assert foresee().moved == ()


def test_a_wait_that_somebody_set_stays() -> None:
    case = wait_for("working days after(today(), 5)")
    row = Timer.objects.get()
    later = row.due_at.replace(day=20)
    api.reschedule(case.pk, row.engine_timer, later, "agreed", by=person(), seen=row.due_at)
    assert foresee().moved == ()


def test_a_day_before_the_first_one_of_the_edition_moves_nothing() -> None:
    wait_for("working days after(today(), 1)")
    assert foresee(date(2026, 5, 4)).moved == ()


def test_publishing_alone_moves_no_wait(owner: User, colleague: User) -> None:
    wait_for("working days after(today(), 5)")
    close_thursday(owner, colleague)
    assert read_day() == date(2026, 5, 11)
    assert [one.days for one in find_left_behind(BELGIUM)[1].moved] == [1]


def test_counted_anew_the_step_comes_a_day_later(owner: User, colleague: User, client: Client) -> None:
    case = wait_for("working days after(today(), 5)")
    close_thursday(owner, colleague)
    client.force_login(owner)
    client.post("/studio/calendar-belgium/anew/", {"timer": Timer.objects.get().pk, "reason": "Bridge"})
    assert read_day() == date(2026, 5, 12)
    clock.move_to(datetime(2026, 5, 11, 12, tzinfo=BRUSSELS))
    assert timers.run_due(owner="test") == 0
    clock.move_to(datetime(2026, 5, 12, 12, tzinfo=BRUSSELS))
    assert timers.run_due(owner="test") == 1
    case.refresh_from_db()
    assert case.status == "completed"


def test_who_had_a_wait_counted_anew_and_why_stands_in_the_history(
    owner: User, colleague: User, client: Client
) -> None:
    wait_for("working days after(today(), 5)")
    close_thursday(owner, colleague)
    client.force_login(owner)
    client.post("/studio/calendar-belgium/anew/", {"timer": Timer.objects.get().pk, "reason": "Bridge"})
    told = HistoryEvent.objects.filter(actor=f"user:{owner.pk}").values_list("data", flat=True)
    assert any("Bridge" in str(one) for one in told)


def test_nothing_left_behind_is_counted_twice(owner: User, colleague: User, client: Client) -> None:
    wait_for("working days after(today(), 5)")
    close_thursday(owner, colleague)
    client.force_login(owner)
    client.post("/studio/calendar-belgium/anew/", {"timer": Timer.objects.get().pk, "reason": "Bridge"})
    assert find_left_behind(BELGIUM)[1].moved == ()


LADDER = {
    "id": "answer",
    "kind": "service",
    "calendar": "belgium",
    "titles": {"en": "Answer"},
    "resolved": {"span": {"value": 14, "unit": "calendar_days"}},
    "warning": {"before": "7 working days"},
}


@pytest.fixture
def promise() -> ServiceLevelClock:
    """Fourteen calendar days, with a warning seven working days before: only the warning asks the calendar."""
    deploy(started(), user("check"), ended(), flows("started > check > ended"))
    place = service_level_clocks.Place(launch().id)
    return service_level_clocks.start(place, LADDER, LADDER["resolved"], now=NOW)


def test_a_step_of_a_promise_moves_although_its_end_stays(promise: ServiceLevelClock) -> None:
    rows = [{"from": date(2026, 5, 13), "reason": "Bridge"}]
    text = calendar_editing.add_rows(BELGIUM.read_shipped()[BELGIUM.path], "closures", rows)
    [moved] = find_impact("belgium", lay_over(BELGIUM, text, TODAY), TODAY).moved
    assert moved.days == 0
    assert [(step.name, step.days) for step in moved.steps] == [("warning", -1)]


def test_the_list_leaves_as_a_file_with_the_days(owner: User, colleague: User, client: Client) -> None:
    wait_for("working days after(today(), 5)")
    close_thursday(owner, colleague)
    client.force_login(owner)
    asked = {"taken_for": "work", "taken_why": "x", "taken_as": "csv"}
    body = b"".join(client.get("/studio/calendar-belgium/moved/", asked)).decode()  # type: ignore[arg-type]
    assert "2026-05-11 00:00" in body
    assert "2026-05-12 00:00" in body
