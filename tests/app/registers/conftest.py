"""Officers, and published values that count."""

from collections.abc import Iterator

import pytest

from app.accounts.models import User
from app.registers import published_values
from tests.factories.cases import make_user
from workflows import parameters


@pytest.fixture
def _published() -> Iterator[None]:
    """The book with what the database publishes, as in production."""
    published_values.forget()
    published_values.offer()
    yield
    parameters._sources.pop()
    parameters._loaded.clear()
    published_values.forget()


@pytest.fixture
def lea(db: None) -> User:
    return make_user("lea", "legal_officer")


@pytest.fixture
def doris(db: None) -> User:
    return make_user("doris", "director")
