"""One case too many is told to director and team leads, once."""

from datetime import UTC, datetime

import pytest

from app.charter.alerts import tell_full_breaches
from app.charter.commitments import charter
from app.notices.models import Notice
from tests.app.charter.test_breaches import sue_before_the_contact
from workflows import outbox

pytestmark = pytest.mark.django_db
APRIL = datetime(2026, 4, 10, 9, tzinfo=UTC)


def test_a_breach_of_what_must_be_full_is_told_once() -> None:
    sue_before_the_contact()
    for _hour in range(2):
        assert tell_full_breaches(charter(), APRIL) == 1
        outbox.run_due()
    told = Notice.objects.order_by("role").values_list("role", "case_ref", "step")
    assert list(told) == [
        ("director", "R-2026-000001", "breach"), ("team_lead", "R-2026-000001", "breach"),
    ]  # fmt: skip


def test_nothing_is_told_while_all_is_kept() -> None:
    assert tell_full_breaches(charter(), APRIL) == 0
