from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.workflows.time.test_parameters import FINES, read
from workflows.calendars import Calendar
from workflows.feel import parse
from workflows.feel.errors import FunctionRefused
from workflows.feel_functions import environment
from workflows.parameters import ParameterNotValid

WEDNESDAY = date(2026, 5, 13)


@pytest.fixture
def call(belgium: Calendar, tmp_path) -> Any:
    functions = environment(calendar=belgium, book=read(tmp_path, FINES)).functions
    return lambda name, *arguments: functions[name].call(*arguments)


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("working days after", (WEDNESDAY, Decimal(2)), date(2026, 5, 18)),
        ("working days before", (WEDNESDAY, Decimal(3)), date(2026, 5, 8)),
        ("count working days", (WEDNESDAY, date(2026, 5, 18)), Decimal(2)),
        ("next working day", (WEDNESDAY,), date(2026, 5, 15)),
        ("previous working day", (date(2026, 5, 15),), WEDNESDAY),
        ("is working day", (date(2026, 5, 14),), False),
        ("deadline", (date(2025, 6, 20), "1 month", "citizen"), date(2025, 7, 22)),
        ("deadline", (date(2025, 1, 31), "4 months", "fund"), date(2025, 5, 31)),
        ("citizen deadline", (date(2025, 8, 16),), date(2025, 8, 18)),
        ("internal target", (date(2025, 5, 31),), date(2025, 5, 30)),
        ("notified on", (date(2026, 5, 11),), date(2026, 5, 15)),
        ("last day of quarter", (WEDNESDAY,), date(2026, 6, 30)),
        ("last day of quarter after", (date(2025, 2, 10), Decimal(2)), date(2025, 9, 30)),
        ("parameter", ("FINE.DAILY", WEDNESDAY), Decimal("0.25")),
    ],
)
def test_an_expression_may_ask_the_host(name, arguments, expected, call):
    assert call(name, *arguments) == expected


def test_every_function_of_the_host_can_be_written(belgium: Calendar):
    for name, function in environment(calendar=belgium).functions.items():
        written = f"{name}({', '.join('x' for _ in function.parameters)})"
        assert parse(written).text == written


def test_working_time_is_given_as_an_instant(call):
    noon = datetime(2026, 5, 13, 12, 0, tzinfo=ZoneInfo("Europe/Brussels"))
    found = call("working time after", noon, timedelta(hours=4))
    assert found == datetime(2026, 5, 15, 9, 0, tzinfo=ZoneInfo("Europe/Brussels"))


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("working days after", ("tomorrow", Decimal(2))),
        ("working days after", (WEDNESDAY, Decimal("1.5"))),
        ("working days after", (WEDNESDAY, Decimal(1_000_000))),
        ("deadline", (WEDNESDAY, "soon", "fund")),
        ("deadline", (WEDNESDAY, "1 month", "king")),
        ("parameter", ("FINE.DAILY", "today")),
    ],
)
def test_a_wrong_argument_is_refused(name, arguments, call):
    with pytest.raises(FunctionRefused):
        call(name, *arguments)


def test_a_legal_value_without_a_row_is_an_error_and_never_null(call):
    with pytest.raises(ParameterNotValid):
        call("parameter", "LOAN.DAYS", WEDNESDAY)
