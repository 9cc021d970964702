"""A mother and a bankrupt with a paid past, and a claim ready to be decided."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.affiliation.models import Category, Coverage
from app.benefits import claims
from app.benefits.arithmetic.bridging_right import BridgingInputs, calculate_bridging_right
from app.benefits.models import Claim
from app.benefits.states import BenefitKind
from app.people.models import Party
from app.registers.calculations import Calculation
from tests.factories.affiliation import QuarterStatusFactory
from tests.factories.people import make_person

FACT = date(2024, 5, 10)
Open = Callable[..., Claim]


@pytest.fixture
def party(db: Any) -> Party:
    return make_person("Emile Renard", language="fr")


@pytest.fixture
def open_claim(party: Party) -> Open:
    def open_one(kind: BenefitKind = BenefitKind.BRIDGING_RIGHT, **facts: Any) -> Claim:
        given = {"reference_date": FACT, "received_on": date(2024, 6, 3), "key": "one", **facts}
        return claims.open_claim(party, kind, **given)

    return open_one


@pytest.fixture
def weighed() -> Calculation:
    """A bridging right granted: 1,638.26 a month for twelve months."""
    return calculate_bridging_right(
        BridgingInputs(
            fact_date=FACT,
            request_date=date(2024, 6, 3),
            main_in_4_quarters=True,
            paid_quarters=16,
            month=date(2024, 5, 1),
        )
    )


TERMS = {"monthly_amount": Decimal("1638.26"), "months": 12, "quarters": 4}


@pytest.fixture
def granted(open_claim: Open, weighed: Calculation) -> Claim:
    """A claim whose decision was approved and told on 12 June 2024."""
    from uuid import uuid4

    claim = open_claim()
    claims.prepare(claim, weighed, by="user:1", on=date(2024, 6, 10), extra=TERMS)
    claims.approve(claim, by="user:2", on=date(2024, 6, 11))
    claims.notify(claim, letter=uuid4(), on=date(2024, 6, 12))
    claim.refresh_from_db()
    return claim


def decide_quarters(
    party: Party, first: int, last: int, category: Category = Category.MAIN, assimilated: int = 0
) -> None:
    """A status for each quarter of some years; those of the year `assimilated` kept for sickness."""
    for year in range(first, last + 1):
        kept = year == assimilated
        for number in (1, 2, 3, 4):
            QuarterStatusFactory(
                person=party,
                year=year,
                number=number,
                category=category,
                coverage=Coverage.ASSIMILATED if kept else Coverage.DUE,
                coverage_reason="sick" if kept else "",
            )
