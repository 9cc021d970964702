from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection

from workflows import clock
from workflows.checks import check_clock
from workflows.clock import ClockIsReal, ClockMovesForward
from workflows.models import ProcessDefinition, VirtualClock

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 5, 12, 10, 0, tzinfo=UTC)


def read_sql_clock() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT workflows_now()")
        return cursor.fetchone()[0]


def test_time_is_real_without_a_virtual_clock(settings):
    settings.VIRTUAL_CLOCK = False
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)
    assert abs(read_sql_clock() - datetime.now(UTC)) < timedelta(seconds=5)


def test_python_and_sql_read_the_same_frozen_instant():
    clock.begin(NOON)
    assert clock.now() == NOON
    assert read_sql_clock() == NOON


def test_today_is_the_day_of_the_zone_and_not_of_utc():
    clock.begin(datetime(2026, 5, 11, 22, 30, tzinfo=UTC))
    assert clock.today() == date(2026, 5, 12)


def test_the_clock_moves_forward():
    clock.begin(NOON)
    clock.move_to(NOON + timedelta(days=3))
    assert clock.now() == datetime(2026, 5, 15, 10, 0, tzinfo=UTC)


def test_the_clock_never_moves_back():
    clock.begin(NOON)
    with pytest.raises(ClockMovesForward):
        clock.move_to(NOON - timedelta(seconds=1))


def test_a_started_clock_cannot_be_started_again():
    clock.begin(NOON)
    with pytest.raises(ClockMovesForward):
        clock.begin(NOON + timedelta(days=1))


def test_a_released_clock_ticks_from_where_it_stood():
    clock.begin(NOON)
    clock.release()
    assert NOON <= clock.now() < NOON + timedelta(minutes=1)
    assert not clock.is_frozen()


def test_a_production_fund_refuses_to_move_its_clock(settings):
    settings.VIRTUAL_CLOCK = False
    with pytest.raises(ClockIsReal):
        clock.move_to(NOON)
    assert not VirtualClock.objects.exists()


def test_a_queryset_compares_with_the_same_clock():
    clock.begin(NOON)
    ProcessDefinition.objects.create(key="library_loan")
    assert ProcessDefinition.objects.annotate(at=clock.Now()).get().at == NOON


def test_a_virtual_clock_in_a_production_database_is_an_error(settings):
    clock.begin(NOON)
    assert check_clock(None) == []
    settings.VIRTUAL_CLOCK = False
    assert [found.id for found in check_clock(None)] == ["workflows.E002"]


def test_a_clock_frozen_where_it_stands_does_not_move():
    clock.begin(NOON)
    clock.release()
    assert clock.freeze() == clock.now()
