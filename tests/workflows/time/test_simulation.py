"""Thirty days at the library: timers, retries and promises happen at their own instant."""

from datetime import UTC, datetime, timedelta
from functools import partial
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.workflows.catalogue.conftest import CLERK, NOW, folder, library_operations, publish, write
from workflows import api, clock, periodic, worker
from workflows.actors import system
from workflows.models import HistoryEvent, ProcessInstance, ServiceLevelClock
from workflows.simulation import simulate

__all__ = ["folder", "library_operations", "publish"]


def start() -> ProcessInstance:
    return api.start("library_loan", {"book": "Tintin"}, by=CLERK)


def list_instants(kind: str) -> list[datetime]:
    return list(HistoryEvent.objects.filter(kind=kind).order_by("id").values_list("at", flat=True))


def test_a_timer_fires_at_its_own_instant(publish):
    publish()
    running = start()
    simulate(NOW + timedelta(days=30))
    running.refresh_from_db()
    assert (running.ended_in, running.ended_at) == ("lapsed", NOW + timedelta(days=2))


def test_a_process_that_starts_by_itself_starts_each_month(publish):
    publish("reminder")
    simulate(datetime(2026, 8, 15, tzinfo=UTC))
    started = ProcessInstance.objects.order_by("started_at").values_list("started_at", flat=True)
    assert [f"{clock_at:%m-%d %H:%M}" for clock_at in started] == [
        "05-31 22:00",
        "06-30 22:00",
        "07-31 22:00",
    ]


def test_a_promise_is_broken_at_its_own_instant(publish, folder):
    model = folder / "processes/library_loan/process.bpmn"
    write(
        folder,
        {"processes/library_loan/process.bpmn": model.read_text(encoding="utf-8").replace("P2D", "P20D")},
    )
    publish()
    start()
    simulate(NOW + timedelta(days=10))
    # Tuesday 12 May plus two working days is Friday 15 May, Ascension being the 14th.
    assert ServiceLevelClock.objects.get().breached_at == datetime(2026, 5, 15, 22, 0, tzinfo=UTC)
    assert list_instants("service_level_breached") == [datetime(2026, 5, 15, 22, 0, tzinfo=UTC)]


def test_people_act_while_time_passes(publish):
    publish()
    start()

    def answer(now: datetime) -> None:
        for task in api.open_tasks(["desk"]).tasks:
            api.complete(task.id, {"is_member": False}, by=system("demo"))

    simulate(NOW + timedelta(days=1), visit=answer)
    assert ProcessInstance.objects.get().ended_in == "refused"


def test_messages_taken_in_by_many_arrive_before_time_goes_on(publish):
    publish("reminder")

    def ask(now: datetime) -> None:
        if now == NOW:
            api.receive_many("desk", [api.Incoming("1", "reader_asked", "", {})])

    simulate(NOW + timedelta(days=3), visit=ask, duties_each=timedelta(days=7))
    assert ProcessInstance.objects.get().started_at == NOW


def test_days_without_anything_due_are_passed_over_when_duties_are_rare(publish):
    publish()
    passed = simulate(NOW + timedelta(days=90), duties_each=timedelta(days=30))
    assert passed.instants < 12  # beside the beginning, the end and three days of duties: what is tried again


def test_every_duty_is_done_on_its_day_however_slow_the_machine(publish, monkeypatch):
    """A worker puts off what it has not begun within a second; in a simulation the next turn lies days away."""
    publish()
    done: list[str] = []
    monkeypatch.setattr(periodic, "_register", {})
    monkeypatch.setattr(worker, "DUTY_SECONDS", 0.0)
    for name in ("first", "second", "third"):
        periodic.periodic(name, every=timedelta(minutes=5))(partial(done.append, name))
    simulate(NOW + timedelta(hours=1))
    assert set(done) == {"first", "second", "third"}


def test_time_stands_at_the_end_asked_for(publish):
    publish()
    simulate(NOW + timedelta(days=3, hours=5))
    assert clock.now() == NOW + timedelta(days=3, hours=5)


def test_a_clock_that_ticked_ticks_on(publish):
    publish()
    clock.release()
    simulate(NOW + timedelta(days=3))
    assert not clock.is_frozen()
    assert timedelta(0) <= clock.now() - (NOW + timedelta(days=3)) < timedelta(minutes=1)


@pytest.mark.django_db
def test_a_production_fund_refuses(settings):
    settings.VIRTUAL_CLOCK = False
    with pytest.raises(CommandError, match="VIGIE_VIRTUAL_CLOCK=true"):
        call_command("simulate", "--until", "2030-01-01")


@pytest.mark.django_db
def test_the_past_is_refused():
    clock.begin(NOW)
    with pytest.raises(CommandError, match="only moves forward"):
        call_command("simulate", "--until", "2026-05-01")


@pytest.mark.django_db
def test_what_is_no_date_is_refused():
    with pytest.raises(CommandError, match="must be a date"):
        call_command("simulate", "--until", "soon")


def test_the_command_tells_what_passed(publish):
    publish()
    out = StringIO()
    call_command("simulate", "--until", "2026-05-14", stdout=out)
    assert "From 2026-05-12 10:00 to 2026-05-14 00:00" in out.getvalue()
