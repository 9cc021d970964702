"""The small question process, its people, and policies that count as in production."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.utils import translation

from app.accounts.models import User
from app.policies import offering
from tests.factories.cases import deploy_question, make_user
from workflows import clock, level_sources
from workflows.history import ensure_months

MONDAY = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)  # 10:00 in Brussels


@pytest.fixture(autouse=True)
def _offered(db: None) -> Iterator[None]:
    offering.forget()
    offering._known.clear()
    offering.offer()
    with translation.override("en"):
        yield
    level_sources.remove_level_source(offering.SOURCE)
    offering.forget()


@pytest.fixture(autouse=True)
def _question(db: None) -> None:
    clock.begin(MONDAY)
    ensure_months(MONDAY.date().replace(month=1), MONDAY.date().replace(month=12))
    deploy_question(owner="team_lead")


@pytest.fixture
def lead(db: None) -> User:
    return make_user("lena", "team_lead")


@pytest.fixture
def director(db: None) -> User:
    return make_user("doris", "director")


@pytest.fixture
def caseworker(db: None) -> User:
    return make_user("anna", "caseworker")
