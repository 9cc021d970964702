"""How long cases and steps took: percentiles as PostgreSQL counts them, in elapsed days."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client

from app.accounts.models import User
from app.board.durations import Spread, read_cases, read_steps
from app.cases.models import Case
from app.periods import Period
from tests.factories.cases import open_question
from workflows.models import HumanTask

pytestmark = pytest.mark.django_db
OPENED = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))


def end_after(case: Case, days: float) -> None:
    Case.objects.filter(pk=case.pk).update(
        status="completed", opened_at=OPENED, closed_at=OPENED + timedelta(days=days)
    )


def test_half_and_nine_tenths_lie_between_the_values_in_proportion(case: Case, caseworker: User) -> None:
    """Of 2 and 10 days: half 2 + 0.5 × 8 = 6; nine tenths 2 + 0.9 × 8 = 9.2; 2 + 0.95 × 8 = 9.6."""
    end_after(case, 2)
    end_after(open_question(caseworker, subject="Another"), 10)
    (found,) = read_cases(MARCH)
    assert (found.count, found.took) == (2, Spread(Decimal("6.0"), Decimal("9.2"), Decimal("9.6")))


@pytest.mark.parametrize(
    ("closed", "is_counted"),
    [
        (datetime(2026, 2, 28, 22, 59, tzinfo=UTC), False),
        (datetime(2026, 2, 28, 23, 0, tzinfo=UTC), True),  # midnight in Brussels, in winter
        (datetime(2026, 3, 31, 21, 59, tzinfo=UTC), True),
        (datetime(2026, 3, 31, 22, 0, tzinfo=UTC), False),  # midnight, in summer
    ],
)
def test_a_case_belongs_to_the_day_it_ended_in_brussels(
    case: Case, closed: datetime, is_counted: bool
) -> None:
    Case.objects.filter(pk=case.pk).update(status="completed", opened_at=OPENED, closed_at=closed)
    assert bool(read_cases(MARCH)) is is_counted


def test_a_cancelled_case_is_left_out(case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(status="cancelled", closed_at=OPENED)
    assert read_cases(MARCH) == []


def test_a_step_tells_waiting_from_working_and_its_lateness(case: Case) -> None:
    HumanTask.objects.filter(node_id="answer").update(
        state="completed", created_at=OPENED, claimed_at=OPENED + timedelta(days=3), due_at=OPENED + timedelta(days=3),
        closed_at=OPENED + timedelta(days=3, hours=12),
    )  # fmt: skip
    (found,) = read_steps(MARCH)
    assert (found.process, found.node, found.count) == ("question", "answer", 1)
    assert (found.waited.median, found.worked.median) == (Decimal("3.0"), Decimal("0.5"))
    assert found.late_share == Decimal("100.0")


def test_a_step_nobody_took_first_has_no_waiting_time(case: Case) -> None:
    HumanTask.objects.filter(node_id="answer").update(
        state="completed", created_at=OPENED, closed_at=OPENED + timedelta(days=1), due_at=None
    )
    (found,) = read_steps(MARCH)
    assert (found.waited.median, found.late_share) == (None, None)


@pytest.mark.parametrize("query", ["", "?from=2026-03-01&until=2026-03-31&process=question"])
def test_the_page_and_the_export_show_the_same_lines(
    client: Client, team_lead: User, case: Case, query: str
) -> None:
    end_after(case, 2)
    client.force_login(team_lead)
    assert client.get(f"/board/durations/{query}").status_code == 200
    answer = client.get("/board/durations/export/?from=2026-03-01&until=2026-03-31")
    lines = b"".join(answer.streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    assert lines[1].split(",")[2:4] == ["1", "2.0"]


@pytest.mark.parametrize(
    "query", ["?from=x&until=y", "?from=2026-03-31&until=2026-03-01", "?from=2026-03-31"]
)
def test_days_that_are_none_are_told(client: Client, team_lead: User, query: str) -> None:
    client.force_login(team_lead)
    answer = client.get(f"/board/durations/{query}")
    assert (answer.status_code, 'role="alert"' in answer.content.decode()) == (422, True)
