from datetime import UTC, datetime

import pytest

from app.knowledge.shipping import ship
from app.knowledge.sources import shelf

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _articles(db: None) -> None:
    ship(shelf(), now=NOW)
