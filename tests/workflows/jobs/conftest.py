"""One worker in the test's own transaction, and a clock that the database and Python share."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import LazySettings

from tests.workflows.jobs import offered
from workflows import clock
from workflows.worker import Worker

MORNING = datetime(2026, 5, 12, 8, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _clean_counters() -> Iterator[None]:
    offered.calls.clear()
    offered.failures["left"] = 0
    yield
    offered.calls.clear()


@pytest.fixture
def _frozen(db: None, settings: LazySettings) -> None:
    """The virtual clock stands at 12 May 2026, 10:00 in Brussels."""
    settings.VIRTUAL_CLOCK = True
    clock.begin(MORNING)


@pytest.fixture
def worker() -> Worker:
    return Worker()


def pass_time(**parts: float) -> datetime:
    """Move the virtual clock on; the new instant."""
    at = clock.now() + timedelta(**parts)
    clock.move_to(at)
    return at
