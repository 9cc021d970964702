"""Persons and companies in each state of affiliation, as traits: `LiabilityPeriodFactory(ended=True)`.

Rows are made as they lie in the database; to go through the fund's own rules use `declare_period` and its kin.
"""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import factory
from factory.django import DjangoModelFactory

from app.affiliation.models import (
    AffiliationState,
    BalanceSheet,
    Capacity,
    Category,
    Circumstance,
    CircumstanceKind,
    CompanyAffiliation,
    Coverage,
    LiabilityPeriod,
    QuarterStatus,
)
from app.contributions.models import Income, IncomeKind, IncomeSource
from app.people.models import Party
from app.people.parties import register_company, register_person
from workflows.actors import Actor, system

BY: Actor = system("test")
NOW = datetime(2025, 7, 1, 8, 0, tzinfo=UTC)


def make_person(
    last_name: str = "Dupont", *, birth_date: date | None = date(1985, 4, 12), **kwargs: Any
) -> Party:
    return register_person(by=BY, last_name=last_name, birth_date=birth_date, **kwargs)


_numbers = iter(range(1, 9_000_000))


def make_company(legal_name: str = "Atelier Dupont", **kwargs: Any) -> Party:
    """A company with a valid enterprise number of its own."""
    if "enterprise_number" not in kwargs:
        stem = 4_000_000 + next(_numbers) % 5_000_000
        kwargs["enterprise_number"] = f"{stem:08d}{97 - stem % 97:02d}"
    return register_company(by=BY, legal_name=legal_name, **kwargs)


class AffiliationFactory(DjangoModelFactory):  # type: ignore[misc]
    class Meta:
        abstract = True

    started_on = date(2020, 1, 1)
    registered_on = factory.SelfAttribute("started_on")
    state = AffiliationState.ACTIVE
    declared_at = NOW
    declared_by = str(BY)

    class Params:
        declared = factory.Trait(state=AffiliationState.DECLARED, started_on=date(2025, 10, 1))
        ended = factory.Trait(state=AffiliationState.ENDED, ended_on=date(2025, 5, 10))
        transferred = factory.Trait(state=AffiliationState.TRANSFERRED, ended_on=date(2024, 12, 31))
        cancelled = factory.Trait(state=AffiliationState.CANCELLED)
        late_declared = factory.Trait(late=True)


class LiabilityPeriodFactory(AffiliationFactory):
    class Meta:
        model = LiabilityPeriod

    person = factory.LazyFunction(make_person)
    capacity = Capacity.SELF_EMPLOYED

    class Params:
        helper = factory.Trait(capacity=Capacity.HELPER)
        spouse_helper = factory.Trait(capacity=Capacity.SPOUSE_HELPER)
        officer = factory.Trait(capacity=Capacity.OFFICER)


class CompanyAffiliationFactory(AffiliationFactory):
    class Meta:
        model = CompanyAffiliation

    company = factory.LazyFunction(make_company)


class CircumstanceFactory(DjangoModelFactory):  # type: ignore[misc]
    class Meta:
        model = Circumstance

    person = factory.LazyFunction(make_person)
    kind = CircumstanceKind.OTHER_JOB
    facts = factory.LazyFunction(lambda: {"job": "employee", "fraction": "0.5"})
    started_on = date(2020, 1, 1)
    recorded_at = NOW
    recorded_by = str(BY)

    class Params:
        retired = factory.Trait(kind=CircumstanceKind.PENSION, facts={"pension": "retirement"})
        student = factory.Trait(
            kind=CircumstanceKind.STUDENT, facts={"requested_on": "2020-01-01", "credits": "60"}
        )


class QuarterStatusFactory(DjangoModelFactory):  # type: ignore[misc]
    class Meta:
        model = QuarterStatus

    person = factory.LazyFunction(make_person)
    year = 2025
    number = 1
    category = Category.MAIN
    coverage = Coverage.DUE
    decision = factory.LazyFunction(
        lambda: {"inputs": {}, "rules": ["main_occupation"], "table": "made by a factory"}
    )
    decided_at = NOW
    decided_by = str(BY)

    class Params:
        secondary = factory.Trait(category=Category.SECONDARY)
        student = factory.Trait(category=Category.STUDENT)
        pensioner = factory.Trait(category=Category.PENSIONER)
        primostarter = factory.Trait(category=Category.PRIMOSTARTER)
        exempt = factory.Trait(coverage=Coverage.EXEMPT, coverage_reason="exemption granted")
        assimilated = factory.Trait(coverage=Coverage.ASSIMILATED, coverage_reason="illness")
        bridging = factory.Trait(coverage=Coverage.BRIDGING, coverage_reason="bridging right")
        birth_exempt = factory.Trait(coverage=Coverage.BIRTH_EXEMPT, coverage_reason="quarter after a birth")


class BalanceSheetFactory(DjangoModelFactory):  # type: ignore[misc]
    class Meta:
        model = BalanceSheet

    company = factory.LazyFunction(make_company)
    year = 2023
    total = Decimal("600000.00")
    source = "central balance sheet office"
    received_on = date(2024, 9, 1)
    recorded_by = str(BY)


class IncomeFactory(DjangoModelFactory):  # type: ignore[misc]
    class Meta:
        model = Income

    party = factory.LazyFunction(make_person)
    year = 2022
    amount = Decimal("30000.00")
    kind = IncomeKind.DEFINITIVE
    source = IncomeSource.TAX
    received_on = date(2024, 6, 15)
    recorded_at = NOW
    recorded_by = str(BY)

    class Params:
        estimate = factory.Trait(kind=IncomeKind.ESTIMATE, source=IncomeSource.AFFILIATE)
