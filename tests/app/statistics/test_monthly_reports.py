"""Each month that has ended gets its two cases, once: the quality of the data and the availability of the databases."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest

from app.cases.models import Case
from app.people.models import Person
from app.statistics.models import QualityReport
from app.statistics.monthly import open_months
from app.statistics.operations import report_quality
from tests.factories.people import make_person
from workflows import actors, catalogue
from workflows.models import ServiceLevelClock
from workflows.operations import BusinessError, Call

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def _published(db: Any) -> None:
    catalogue.deploy(["data_quality_report", "availability_report"], by=actors.system("tests"), now=NOW)


def call(now: datetime = NOW) -> Call:
    return Call(idempotency_key="job-1", instance_id=uuid4(), case_ref="DQ-2026-000001", now=now)


@pytest.mark.usefixtures("_published")
def test_a_month_gets_its_two_cases_once_each_with_its_clock() -> None:
    assert open_months(NOW) == open_months(NOW)
    assert sorted(Case.objects.values_list("process", flat=True)) == [
        "availability_report",
        "data_quality_report",
    ]
    assert set(ServiceLevelClock.objects.values_list("level", "state")) == {
        ("SLA-85", "running"),
        ("SLA-86", "running"),
    }


def test_what_is_not_published_opens_nothing() -> None:
    assert open_months(NOW) == []


def test_the_report_tells_what_was_counted_and_what_is_worse() -> None:
    QualityReport.objects.create(month=date(2026, 1, 1), figures={"birth_date": [0, 2]}, made_at=NOW)
    make_person()
    Person.objects.update(birth_date=None)
    told = report_quality(call(), month=date(2026, 2, 1))
    assert (told.worse, told.faults) == (1, 0)
    assert "1 / 1 (100.0 %)" in told.told


def test_a_month_that_was_never_counted_is_a_foreseen_refusal() -> None:
    with pytest.raises(BusinessError) as refusal:
        report_quality(call(), month=date(2025, 6, 1))
    assert refusal.value.code == "MONTH_NOT_COUNTED"
