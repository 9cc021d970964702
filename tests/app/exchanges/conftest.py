"""A file drop as the partner of every institution, and people with registrations."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from app.exchanges.institutions import register
from app.people.models import Party
from tests.factories.people import make_person

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def drop(tmp_path: Path, settings: Any) -> Path:
    """The folder that is the college of the mutualities; INASTI's is beside it."""
    site = tmp_path / "partners.yaml"
    lines = [f"  {code}: {{channel: file, folder: {tmp_path / code}}}" for code in ("cin", "inasti")]
    site.write_text("partners:\n" + "\n".join(lines) + "\n")
    settings.PARTNERS_FILE = str(site)
    return tmp_path / "cin"


@pytest.fixture
def person(db: None) -> Party:
    """A person of the mutuality 300."""
    found = make_person("Joke Vermeulen")
    register(found, "mut_300", from_day=date(2020, 1, 1), by="user:1", now=NOW)
    return found
