"""Periodic duties: each slot once, and what becomes of missed ones."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.workflows.jobs.conftest import pass_time
from workflows import clock, periodic
from workflows.models import Incident, PeriodicSlot
from workflows.periodic import DutyRefused, Missed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_frozen")]
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _own_register(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(periodic, "_register", {})


def register(missed: Missed = Missed.ONE) -> list[datetime]:
    """A daily duty that notes when it ran."""
    ran: list[datetime] = []
    periodic.periodic("sweep", every=DAY, missed=missed)(lambda: ran.append(clock.now()))
    return ran


def test_a_slot_is_done_once() -> None:
    ran = register()
    assert [periodic.run_due(), periodic.run_due()] == [1, 0]
    assert len(ran) == 1


def test_once_its_time_is_up_the_other_duties_wait_for_the_next_round() -> None:
    ran: list[str] = []
    for name in ("first", "second"):
        periodic.periodic(name, every=DAY)(lambda name=name: ran.append(name))
    assert [periodic.run_due(seconds=-1), len(ran), periodic.run_due(seconds=-1), periodic.run_due()] == [
        1,
        1,
        1,
        0,
    ]
    assert ran == ["first", "second"]


def test_a_look_for_duties_asks_as_much_of_the_database_however_many_there_are(
    django_assert_num_queries: Any,
) -> None:
    for number in range(20):
        periodic.periodic(f"sweep {number}", every=DAY)(list)
    periodic.run_due()
    with django_assert_num_queries(3):  # the time, what rests no longer, the newest slot of each
        assert periodic.run_due() == 0


def test_what_another_scheduler_has_just_tried_is_left_to_rest() -> None:
    ran = register()
    slot = datetime(2026, 5, 12, tzinfo=UTC)
    PeriodicSlot.objects.create(
        name="sweep", slot=slot, attempts=1, retry_at=clock.now() + timedelta(minutes=1)
    )
    assert (periodic._run_slot(periodic.duties()[0], slot), ran) == (0, [])


def test_slots_count_from_midnight() -> None:
    register()
    periodic.run_due()
    assert PeriodicSlot.objects.get().slot == datetime(2026, 5, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(("missed", "expected"), [(Missed.ONE, 2), (Missed.ALL, 4), (Missed.SKIP, 1)])
def test_missed_slots_follow_their_policy(missed: Missed, expected: int) -> None:
    ran = register(missed)
    pass_time(hours=16.5)  # 13 May 00:30 UTC: within a tenth of the day
    periodic.run_due()
    pass_time(days=3, hours=11)
    periodic.run_due()
    assert len(ran) == expected


def test_a_failing_duty_is_tried_again_then_reported_once() -> None:
    def fail() -> None:
        raise ConnectionError("no register")

    periodic.periodic("sweep", every=DAY)(fail)
    for _ in range(5):
        periodic.run_due()
        pass_time(minutes=2)
    slot = PeriodicSlot.objects.get()
    assert (slot.attempts, slot.parked) == (3, True)
    assert "no register" in Incident.objects.get(kind="periodic_failed").message


def test_a_failing_duty_leaves_nothing_half_done() -> None:
    def half() -> None:
        PeriodicSlot.objects.create(name="trace", slot=clock.now())
        raise ConnectionError("no register")

    periodic.periodic("sweep", every=DAY)(half)
    periodic.run_due()
    assert not PeriodicSlot.objects.filter(name="trace").exists()


def test_old_slots_are_forgotten_but_the_newest() -> None:
    register()
    for _ in range(3):
        periodic.run_due()
        pass_time(days=1)
    assert periodic.forget_old_slots(before=clock.now()) == 2


def test_a_name_is_taken_once() -> None:
    register()
    with pytest.raises(DutyRefused):
        register()
