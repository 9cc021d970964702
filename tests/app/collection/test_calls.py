"""A quarter is called once, from a frozen list that a second person approves."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError

from app.collection import calls
from app.collection.errors import CalledAlready, CallStateRefused, PopulationChanged, SecondPersonNeeded
from app.collection.models import CallState, QuarterlyCall
from app.registers.quarters import Quarter
from tests.app.collection.conftest import NOW, affiliate, end_period
from workflows.actors import user

pytestmark = pytest.mark.django_db
ANNA, BEN = user(1, "Anna"), user(2, "Ben")
QUARTER = Quarter(2026, 1)


def prepare() -> QuarterlyCall:
    return calls.prepare_call(QUARTER, by=ANNA, now=NOW)


def approve(call: QuarterlyCall) -> QuarterlyCall:
    return calls.approve_call(call.pk, checksum=call.checksum, by=BEN, now=NOW)


def test_everybody_liable_in_the_quarter_is_called_also_who_stops_in_it() -> None:
    stays, stops, stopped = affiliate("Ann"), affiliate("Bo"), affiliate("Cy")
    end_period(stops, date(2026, 1, 2))
    end_period(stopped, date(2025, 12, 31))
    assert set(prepare().lines.values_list("party", flat=True)) == {stays.pk, stops.pk}


def test_who_joins_after_the_list_is_frozen_is_not_in_it() -> None:
    affiliate("Ann")
    call = prepare()
    affiliate("Bo")
    assert (call.population, call.lines.count()) == (1, 1)


def test_a_quarter_is_called_once() -> None:
    prepare()
    with pytest.raises(CalledAlready, match="2026Q1"):
        prepare()


def test_a_cancelled_call_can_be_made_again() -> None:
    calls.cancel_call(prepare().pk, now=NOW)
    assert prepare().state == CallState.PREPARED


def test_the_person_who_prepared_it_cannot_approve_it() -> None:
    call = prepare()
    with pytest.raises(SecondPersonNeeded):
        calls.approve_call(call.pk, checksum=call.checksum, by=ANNA, now=NOW)
    with pytest.raises(IntegrityError, match="call_approved_by_another"):
        QuarterlyCall.objects.filter(pk=call.pk).update(approved_by=str(ANNA))


def test_another_list_than_the_one_looked_at_is_not_approved() -> None:
    with pytest.raises(PopulationChanged):
        calls.approve_call(prepare().pk, checksum="0" * 64, by=BEN, now=NOW)


def test_a_finished_call_is_not_paused() -> None:
    call = approve(prepare())
    calls.cancel_call(call.pk, now=datetime(2026, 1, 6, tzinfo=UTC))
    with pytest.raises(CallStateRefused, match="cancelled"):
        calls.pause_call(call.pk)
