"""The trend in each row of the charter: the same shares as on the page of the commitment, in one statement."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.test import Client

from app.cases.models import Case
from app.charter.commitments import charter
from app.charter.figures import Tally
from app.charter.sparks import Spark, read_sparks
from app.charter.trend import read_trend
from app.registers.quarters import Quarter
from tests.app.charter.test_pages import lead
from tests.factories.promises import promise

__all__ = ["lead"]
pytestmark = pytest.mark.django_db
SPRING = Quarter.parse("2026Q2")


@pytest.fixture
def kept(case: Case) -> Case:
    """C13 rests on one promise: in the last quarter of 2025 three of four in time, in spring one that was late."""
    winter, spring = datetime(2025, 11, 3, tzinfo=UTC), datetime(2026, 4, 3, tzinfo=UTC)
    for number, (day, state) in enumerate(
        [(winter, "met")] * 3 + [(winter, "met_late"), (spring, "met_late")], 1
    ):
        promise(
            case,
            number,
            state,
            call="c1",
            process="birth_rights",
            level="SLA-11",
            started_at=day,
            stopped_at=day,
        )
    return case


def test_each_quarter_has_its_share(kept: Case) -> None:
    spark = read_sparks(charter(), SPRING)["C13"]
    assert [(str(quarter), tally.share) for quarter, tally in spark.quarters] == [
        ("2025Q2", None), ("2025Q3", None), ("2025Q4", Decimal("75.0")), ("2026Q1", None), ("2026Q2", Decimal("0.0")),
    ]  # fmt: skip


def test_a_row_tells_what_the_page_of_its_commitment_tells(kept: Case) -> None:
    for code, spark in read_sparks(charter(), SPRING).items():
        told = [(one.quarter, one.tally) for one in read_trend(charter().commitments[code], SPRING).points]
        assert list(spark.quarters) == told, code


def test_a_quarter_of_nothing_breaks_the_line() -> None:
    quarters = [SPRING.shift(number) for number in range(4)]
    spark = Spark(list(zip(quarters, [Tally(1), Tally(0, 1), Tally(), Tally(1)], strict=True)))
    assert (spark.lines, spark.dots) == (["6,4 23,20"], [(6, 4), (23, 20), (57, 4)])
    assert not Spark([(SPRING, Tally())]).has_figures


def test_the_page_draws_it_and_tells_it_in_a_table(kept: Case, lead: Client) -> None:
    page = lead.get("/charter/?from=2026-04-01&until=2026-06-30").content.decode()
    assert page.count('class="charter-spark"') == 1
    table = page[page.index('id="trends"') :]
    assert (">C13<" in table, "75.0&nbsp;%" in table) == (True, True)
