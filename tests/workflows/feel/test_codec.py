"""The JSON form of values."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from workflows.feel import FeelValueRefused, Range, Time, YearMonthDuration, parse
from workflows.feel.codec import decode, encode

BRUSSELS = ZoneInfo("Europe/Brussels")


@pytest.mark.parametrize(
    ("value", "form"),
    [
        (Decimal("1.50"), {"$decimal": "1.50"}),
        (3, {"$decimal": "3"}),
        (date(2026, 5, 12), {"$date": "2026-05-12"}),
        (datetime(2026, 5, 12, 8, 30, tzinfo=BRUSSELS), {"$datetime": "2026-05-12T08:30:00@Europe/Brussels"}),
        (Time(8, 30, 0, 0, timedelta(hours=2)), {"$time": "08:30:00+02:00"}),
        (timedelta(days=3), {"$duration": "P3D"}),
        (YearMonthDuration(14), {"$duration": "P1Y2M"}),
        (Range(Decimal(1), None, True, False), {"$range": [{"$decimal": "1"}, None, True, False]}),
        ({"$date": "not a date"}, {"$context": {"$date": "not a date"}}),
        ({"a": [None, True, "x"]}, {"a": [None, True, "x"]}),
    ],
)
def test_each_kind_of_value_has_its_form(value: Any, form: Any) -> None:
    assert encode(value) == form


def test_a_plain_number_becomes_a_decimal() -> None:
    assert decode({"a": [1, 2.5]}) == {"a": [Decimal(1), Decimal("2.5")]}


def test_the_second_of_two_equal_hours_in_autumn_is_kept() -> None:
    later = datetime(2026, 10, 25, 2, 30, tzinfo=BRUSSELS, fold=1)
    assert decode(encode(later)).utcoffset() == timedelta(hours=1)


@pytest.mark.parametrize(
    "form", [{"$date": "2026-13-01"}, {"$decimal": "x"}, {"$range": 3}, {"$duration": None}]
)
def test_a_malformed_form_is_refused(form: Any) -> None:
    with pytest.raises(FeelValueRefused):
        decode(form)


def test_a_function_has_no_form() -> None:
    with pytest.raises(FeelValueRefused):
        encode(parse("function(x) x").evaluate({}))


def test_a_foreign_object_has_no_form() -> None:
    with pytest.raises(FeelValueRefused):
        encode(object())
