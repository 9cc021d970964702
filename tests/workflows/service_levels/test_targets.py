"""What a target may say, and what happens when it says nothing usable."""

from datetime import UTC, date, datetime

import pytest

from tests.workflows.service_levels.conftest import ANSWER, MONDAY, Case
from workflows.engine.values import EventKind

SPAN = "{value: 5, unit: working_days}"


@pytest.mark.parametrize(
    ("target", "rule", "expected"),
    [
        ("{value: 45, unit: calendar_days}", "fund", datetime(2026, 6, 18, 21, 59, 59, 999999, tzinfo=UTC)),
        ("{value: 1, unit: quarters}", "contribution", datetime(2026, 9, 30, 21, 59, 59, 999999, tzinfo=UTC)),
        ("{value: 6, unit: weeks}", "citizen", datetime(2026, 6, 15, 21, 59, 59, 999999, tzinfo=UTC)),
        ("'duration(\"P45D\")'", "fund", datetime(2026, 6, 18, 21, 59, 59, 999999, tzinfo=UTC)),
        ("'duration(\"P2D\")'", None, datetime(2026, 5, 6, 8, 0, tzinfo=UTC)),
        ('\'duration("PT72H") + duration("PT1H")\'', None, datetime(2026, 5, 7, 9, 0, tzinfo=UTC)),
        ("'duration(\"P4M\")'", "fund", datetime(2026, 9, 4, 21, 59, 59, 999999, tzinfo=UTC)),
        ("'asked on'", "fund", datetime(2026, 5, 20, 21, 59, 59, 999999, tzinfo=UTC)),
        ("working days after(asked on, 1)", None, datetime(2026, 5, 21, 21, 59, 59, 999999, tzinfo=UTC)),
        ("'\"4 working hours\"'", None, datetime(2026, 5, 4, 13, 0, tzinfo=UTC)),
    ],
)
def test_a_target_is_a_term_a_duration_or_a_date(library, target, rule, expected):
    text = ANSWER.replace(SPAN, target) + (f"    rule: {rule}\n" if rule else "")
    case: Case = library(text)
    case.variables = {"asked on": date(2026, 5, 20)}
    assert case.start().target_at == expected


def test_a_case_outside_the_selector_has_no_clock(library):
    case = library(ANSWER + '    selector: channel = "letter"\n')
    case.variables = {"channel": "phone"}
    case.happen(EventKind.INSTANCE_STARTED, at=MONDAY)
    assert not case.instance.service_levels.exists()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("    selector: pages > 3\n", "must be true or false"),
        ("", "must be a duration, a date or a date and time"),
    ],
)
def test_a_level_that_cannot_start_is_an_incident_and_not_a_failed_step(library, change, message):
    text = ANSWER + change if change else ANSWER.replace(SPAN, "missing + 1")
    case = library(text)
    case.happen(EventKind.INSTANCE_STARTED, at=MONDAY)
    assert message in case.instance.incidents.get().message
