"""Quarters kept by a right are covered once they are decided, and no longer owed when they were called before."""

from datetime import date

from app.affiliation.models import Coverage, QuarterStatus
from app.benefits import entitlements, kept_quarters
from app.benefits.detection import detect_rights
from app.benefits.models import Claim, Entitlement
from app.people.models import Party
from tests.app.benefits.conftest import decide_quarters
from tests.factories.affiliation import LiabilityPeriodFactory
from tests.factories.ledger import owe
from workflows.actors import system

BY = system("test")


def keep(granted: Claim) -> Entitlement:
    right = entitlements.open_entitlement(granted, first_month=date(2024, 5, 10))
    kept_quarters.keep_quarters(right, on=date(2024, 6, 13), by=BY)
    right.refresh_from_db()
    return right


def test_a_quarter_decided_later_is_covered_then(granted: Claim, party: Party) -> None:
    right = keep(granted)
    assert right.quarters_used == 0
    decide_quarters(party, 2024, 2024)
    assert kept_quarters.cover_pending(date(2025, 1, 2), by=BY, most=10) == 1
    right.refresh_from_db()
    assert right.quarters_used == 2  # 2024Q3 and Q4 of four
    assert kept_quarters.cover_pending(date(2025, 1, 3), by=BY, most=10) == 0


def test_a_bridged_quarter_that_was_called_is_no_longer_owed(granted: Claim, party: Party) -> None:
    decide_quarters(party, 2024, 2024)
    called, other = owe(party, quarter="2024Q3"), owe(party, quarter="2024Q2")
    keep(granted)
    called.refresh_from_db()
    other.refresh_from_db()
    assert (called.state, other.state) == ("cancelled", "open")


def test_a_quarter_in_which_the_person_has_begun_again_is_due(granted: Claim, party: Party) -> None:
    called = owe(party, quarter="2024Q4")
    right = keep(granted)
    LiabilityPeriodFactory(person=party, started_on=date(2024, 10, 7))
    decide_quarters(party, 2024, 2024)
    kept_quarters.cover_pending(date(2025, 1, 2), by=BY, most=10)
    right.refresh_from_db()
    called.refresh_from_db()
    assert (right.quarters_used, called.state) == (1, "open")  # 2024Q3 alone


def test_a_birth_exempt_quarter_that_was_called_is_no_longer_owed(party: Party) -> None:
    from tests.app.benefits.test_detection import TODAY, tell_birth

    LiabilityPeriodFactory(person=party, started_on=date(2020, 1, 1))
    decide_quarters(party, 2023, 2024)
    tell_birth(party, "mother", "birth-1")
    called = owe(party, quarter="2024Q2")
    detect_rights(TODAY)
    called.refresh_from_db()
    assert called.state == "cancelled"
    assert QuarterStatus.objects.filter(person=party, coverage=Coverage.BIRTH_EXEMPT).count() == 1
