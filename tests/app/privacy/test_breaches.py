"""Every breach is in the register; the authority hears of a risk within 72 hours, or with the reason why later."""

from datetime import UTC, datetime, timedelta

import pytest

from app.privacy import breaches
from app.privacy.errors import BreachIncomplete
from app.privacy.models import Breach

pytestmark = pytest.mark.django_db
AWARE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def record() -> Breach:
    return breaches.record_breach(
        case_ref="DB-1", aware_at=AWARE, nature="A letter astray", persons_concerned=1, by="user:1"
    )


def test_the_hours_run_from_the_moment_the_fund_knew() -> None:
    assert record().notify_by == datetime(2026, 3, 5, 9, 0, tzinfo=UTC)


def test_a_case_has_one_entry() -> None:
    assert record().pk == record().pk


def test_a_late_notification_needs_its_reason() -> None:
    record()
    late = AWARE + timedelta(hours=73)
    with pytest.raises(BreachIncomplete):
        breaches.record_notification("DB-1", at=late, reference="APD-1")
    told = breaches.record_notification("DB-1", at=late, reference="APD-1", late_reason="found on a Sunday")
    assert told.notified_at == late


def test_a_breach_nobody_is_told_of_is_closed_with_the_reason_only() -> None:
    record()
    with pytest.raises(BreachIncomplete):
        breaches.close_breach("DB-1", at=AWARE)
    closed = breaches.close_breach("DB-1", at=AWARE, reason="opened by nobody")
    assert (closed.closed_at, closed.not_notified_reason) == (AWARE, "opened by nobody")
