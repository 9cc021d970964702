"""A person and a company the fund knows."""

from collections.abc import Iterator

import pytest
from django.utils import translation

from app.people.models import Party
from tests.factories.affiliation import make_company, make_person


@pytest.fixture
def person(db: None) -> Party:
    return make_person()


@pytest.fixture
def company(db: None) -> Party:
    return make_company()


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Refusals are worded in the reader's language; these tests read English."""
    with translation.override("en"):
        yield
