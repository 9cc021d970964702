"""The monthly reconciliation adds up, opens the lists it counts, and people hear of what no process looks after."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.test import Client

from app.exchanges import transmissions
from app.exchanges.answers import Answer, take_answer
from app.exchanges.life import Step
from app.exchanges.reconciliation import read_month, reconcile
from app.exchanges.reminders import remind
from app.exchanges.sending import send
from app.people.models import Party
from tests.app.exchanges.conftest import NOW
from tests.app.exchanges.drafts import make
from workflows.models import OutboxMessage

pytestmark = pytest.mark.django_db
STEP = Step(by="user:1", now=NOW, reason="Asked twice")
MARCH, LATER = date(2026, 3, 1), date(2027, 6, 1)


@pytest.fixture
def month(person: Party, drop: Path) -> list[str]:
    """Five of March 2026: acknowledged, rejected, unanswered, queued and given up."""
    refs = [make(person, str(number)).ref for number in range(5)]
    for ref in refs[:3]:
        send(ref)
    take_answer(refs[0], Answer(accepted=True), message_id="a", step=STEP)
    take_answer(refs[1], Answer(accepted=False, reasons="Wrong"), message_id="a", step=STEP)
    transmissions.close(refs[4], STEP)
    return refs


def test_every_piece_of_the_month_is_counted_once(month: list[str]) -> None:
    (line,) = reconcile(MARCH, LATER)
    parts = line.waiting, line.missing, line.acknowledged, line.rejected, line.corrected, line.closed
    assert (line.total, parts, sum(parts)) == (5, (1, 1, 1, 1, 0, 1), 5)
    assert (line.late, line.is_settled) == (1, False)


def test_another_month_has_nothing_of_it(month: list[str]) -> None:
    assert reconcile(date(2026, 4, 1), LATER) == []


def test_without_a_month_it_is_the_one_before() -> None:
    assert read_month("2026-13", date(2026, 1, 15)) == date(2025, 12, 1)
    assert read_month("2026-03", date(2026, 1, 15)) == MARCH


def test_the_page_opens_the_list_it_counts(browser: Client, month: list[str]) -> None:
    page = browser.get("/exchanges/reconciliation/?month=2026-03").content.decode()
    assert "month=2026-03&amp;recipient=mut_300&amp;type=T04&amp;state=sent" in page
    found = browser.get("/exchanges/?month=2026-03&recipient=mut_300&type=T04&state=sent").content.decode()
    assert [ref in found for ref in month] == [False, False, True, False, False]
    told = browser.get("/exchanges/reconciliation/export/?month=2026-03").getvalue().decode()
    assert "T04,5,1,1" in told


def test_people_hear_once_a_day_of_what_no_process_looks_after(month: list[str]) -> None:
    now = datetime(2027, 6, 1, 8, tzinfo=UTC)
    for _ in range(2):
        remind(today=LATER, now=now)
    told = OutboxMessage.objects.filter(topic="service_level").order_by("key")
    titles = [one.payload["titles"]["en"] for one in told]
    assert titles == [
        "Rejected transmissions to correct: 1 (mut_300)",
        "Transmissions without an answer in time: 1 (mut_300)",
    ]


def test_a_missing_partner_is_told_to_the_operators(person: Party) -> None:
    make(person)
    remind(today=date(2026, 3, 3), now=NOW)
    told = OutboxMessage.objects.get(topic="service_level").payload
    assert (told["roles"], told["titles"]["en"]) == (
        ["operator", "team_lead"],
        "Transmissions waiting, no partner configured: 1 (mut_300)",
    )
