"""What changes for a right that is paid is found by itself, once: each event opens one review."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from app.affiliation.models import Circumstance, CircumstanceKind
from app.benefits import claims, entitlements
from app.benefits.detection import detect_rights
from app.benefits.detection_models import Detection, FactKind
from app.benefits.life_facts import record_fact
from app.benefits.models import Claim, Entitlement
from app.benefits.states import EndReason
from app.people.models import Address, AddressKind, Party, Person
from tests.app.benefits.conftest import TERMS, Open
from tests.factories.affiliation import LiabilityPeriodFactory
from tests.factories.contributions import tell_income

TODAY = date(2024, 9, 2)


@pytest.fixture
def right(granted: Claim) -> Entitlement:
    return entitlements.open_entitlement(granted, first_month=date(2024, 5, 1))


def find_reviews(on: date = TODAY) -> dict[str, str]:
    detect_rights(on)
    rows = Detection.objects.filter(detector__startswith="review_")
    return {one.detector.removeprefix("review_"): f"{one.outcome}: {one.reason}" for one in rows}


def tell(party: Party, kind: FactKind, day: date, **facts: Any) -> None:
    record_fact(party, kind, happened_on=day, source="BCSS", reference=f"{kind}:{day}", facts=facts)


def test_nothing_is_found_while_nothing_changes(right: Entitlement) -> None:
    assert find_reviews() == {}


def test_a_restart_is_found_once_and_names_its_right(right: Entitlement, party: Party) -> None:
    LiabilityPeriodFactory(person=party, started_on=date(2024, 7, 10))
    for _ in range(2):
        assert find_reviews() == {"restart": "contacted: entitled"}
    found = Detection.objects.get(detector="review_restart")
    assert (found.event_on, found.facts["fact"]["claim_ref"]) == (date(2024, 7, 10), right.claim.ref)


def test_a_restart_that_has_ended_the_right_is_not_looked_at_again(right: Entitlement, party: Party) -> None:
    entitlements.end_entitlement(right, on=date(2024, 7, 31), reason=EndReason.RESUMED)
    LiabilityPeriodFactory(person=party, started_on=date(2024, 7, 10))
    assert find_reviews() == {"restart": "not_entitled: ended_for_it"}


def test_a_restart_after_the_end_of_the_right_changes_nothing(right: Entitlement, party: Party) -> None:
    entitlements.end_entitlement(right, on=date(2024, 7, 31), reason=EndReason.PENSION)
    LiabilityPeriodFactory(person=party, started_on=date(2024, 8, 1))
    assert find_reviews() == {}


def test_an_activity_from_before_the_fact_is_no_restart(right: Entitlement, party: Party) -> None:
    LiabilityPeriodFactory(person=party, started_on=date(2020, 1, 1))
    assert find_reviews() == {}


def test_a_death_is_found(right: Entitlement, party: Party) -> None:
    Person.objects.filter(party=party).update(died_on=date(2024, 8, 20))
    assert find_reviews() == {"death": "contacted: entitled"}


def test_a_birth_told_twice_is_one_event(right: Entitlement, party: Party) -> None:
    tell(party, FactKind.BIRTH, date(2024, 7, 15), parent="other")
    record_fact(
        party, FactKind.BIRTH, happened_on=date(2024, 7, 15), source="commune", reference="again", facts={}
    )
    assert find_reviews() == {"birth": "contacted: entitled"}
    assert Detection.objects.filter(detector="review_birth").count() == 1


def test_an_incapacity_is_found(right: Entitlement, party: Party) -> None:
    tell(party, FactKind.INCAPACITY, date(2024, 7, 15))
    assert find_reviews() == {"incapacity": "contacted: entitled"}


def test_a_move_abroad_is_found_and_one_in_the_country_is_not(right: Entitlement, party: Party) -> None:
    Address.objects.filter(party=party).update(ended_on=date(2024, 7, 31))
    place = {"street": "Hauptstraße", "number": "1", "postal_code": "50667", "city": "Köln", "country": "DE"}
    Address.objects.create(party=party, kind=AddressKind.RESIDENCE, started_on=date(2024, 8, 1), **place)
    assert find_reviews() == {"abroad": "contacted: entitled"}


def test_a_pension_is_found(right: Entitlement, party: Party) -> None:
    told = {"recorded_at": timezone.now(), "recorded_by": "user:1"}
    Circumstance.objects.create(
        person=party, kind=CircumstanceKind.PENSION, started_on=date(2024, 8, 1), **told
    )
    assert find_reviews() == {"pension": "contacted: entitled"}


def test_the_last_month_of_the_credit_is_found(right: Entitlement) -> None:
    # twelve months from May 2024: the last is April 2025
    assert find_reviews(date(2025, 3, 31)) == {}
    assert find_reviews(date(2025, 4, 1)) == {"end_near": "contacted: entitled"}


def test_a_definitive_income_counts_for_the_ground_that_asks_it(right: Entitlement, party: Party) -> None:
    tell_income(party, 2024, Decimal(20000))
    assert find_reviews(date(2026, 2, 2)) == {"income": "not_entitled: income_not_asked"}


def test_a_definitive_income_after_economic_difficulty_is_looked_at(
    open_claim: Open, weighed: Any, party: Party
) -> None:
    weighed.trace.inputs["ground"] = "economic_difficulty"
    claim = open_claim()
    claims.prepare(claim, weighed, by="user:1", on=date(2024, 6, 10), extra=TERMS)
    claims.approve(claim, by="user:2", on=date(2024, 6, 11))
    claims.notify(claim, letter=uuid4(), on=date(2024, 6, 12))
    entitlements.open_entitlement(claim, first_month=date(2024, 5, 1))
    tell_income(party, 2023, Decimal(20000))
    assert find_reviews(date(2025, 2, 2)) == {"income": "contacted: entitled"}
