"""A file drop as the partner of every institution, and people with registrations."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from app.exchanges.institutions import register
from app.people.models import Party
from tests.factories.people import make_person
from workflows import clock

if TYPE_CHECKING:
    from tests.app.exchanges.wires import Wire

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


@pytest.fixture
def _monday(db: None) -> None:
    """Monday 2 March 2026, 10 o'clock."""
    clock.begin(NOW)


@pytest.fixture(params=["file", "http"])
def connect(request: pytest.FixtureRequest, tmp_path: Path, settings: Any) -> Iterator[Callable[[str], Wire]]:
    """Configure the connection of one partner, the only one of this site, by a file drop and by HTTP in turn."""
    from tests.app.exchanges.partner_server import SECRET, running
    from tests.app.exchanges.wires import FileWire, HttpWire

    site = tmp_path / "partners.yaml"
    settings.PARTNERS_FILE = str(site)
    (tmp_path / "secret").write_bytes(SECRET)
    with running() as server:

        def open_wire(code: str) -> Wire:
            if request.param == "file":
                site.write_text(f"partners:\n  {code}: {{channel: file, folder: {tmp_path / code}}}\n")
                return FileWire(tmp_path / code, code)
            url = f"http://127.0.0.1:{server.server_port}/messages"
            entry = f"{{channel: http, url: '{url}', key_id: fund, secret_file: {tmp_path}/secret}}"
            site.write_text(f"partners:\n  {code}: {entry}\n")
            return HttpWire(server, code)

        yield open_wire
