"""Transmissions for tests: a certificate to the person's mutuality."""

import os
import time
from datetime import date
from pathlib import Path
from typing import Any

from app.exchanges import transmissions
from app.exchanges.models import Transmission
from app.people.models import Party
from tests.app.exchanges.conftest import NOW

CERTIFICATE: dict[str, Any] = {
    "purpose": "incapacity",
    "event_on": date(2026, 2, 20),
    "quarters": [{"quarter": "2025Q3", "status": "paid"}],
}


def make(party: Party, key: str = "one", **changes: Any) -> Transmission:
    values = {"key": key, "message_type": "T04", "payload": CERTIFICATE, "party": party, **changes}
    return transmissions.transmit(
        transmissions.Draft(**values), on=date(2026, 3, 2), by="system:tests", now=NOW
    )


def put(path: Path, body: bytes, *, age: int = 60) -> None:
    """A partner's file whose last change was some seconds ago."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body)
    changed = time.time() - age
    os.utime(path, (changed, changed))
