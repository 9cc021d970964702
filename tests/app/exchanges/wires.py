"""Both connections of a partner behind one face: what it received, what it answers, and when it fails."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from django.test import Client

from app.exchanges.fetching import fetch_messages
from app.exchanges.signatures import sign
from tests.app.exchanges.drafts import put
from tests.app.exchanges.partner_server import SECRET, PartnerServer


class Wire(Protocol):
    """`list_received` in the order they came; `tell` gives us a message of the partner; `fail` breaks what follows
    until `mend`; `refuse` makes it refuse the transmission that comes next."""

    channel: str

    def list_received(self) -> list[dict[str, Any]]: ...
    def tell(self, message: dict[str, Any]) -> None: ...
    def fail(self) -> None: ...
    def mend(self) -> None: ...
    def refuse(self, ref: str) -> None: ...


Connect = Callable[[str], Wire]


@dataclass
class FileWire:
    folder: Path
    code: str
    channel: str = "file"

    def list_received(self) -> list[dict[str, Any]]:
        return [json.loads(one.read_text()) for one in sorted((self.folder / "out").glob("*.json"))]

    def tell(self, message: dict[str, Any]) -> None:
        put(self.folder / "in" / f"{message['id']}.json", json.dumps(message).encode())
        assert fetch_messages(self.code) == 1

    def fail(self) -> None:
        self.folder.write_text("a file in the way of the folder")

    def mend(self) -> None:
        self.folder.unlink()

    def refuse(self, ref: str) -> None:
        """Another message lies there under its name: this one can never be put there."""
        put(self.folder / "out" / f"{ref}.json", b"{}")


@dataclass
class HttpWire:
    server: PartnerServer
    code: str
    client: Client = field(default_factory=Client)
    channel: str = "http"

    def list_received(self) -> list[dict[str, Any]]:
        return [json.loads(one) for _key, one in sorted(self.server.kept.items())]

    def tell(self, message: dict[str, Any]) -> None:
        path, body = f"/exchange-in/{self.code}/", json.dumps(message).encode()
        headers = sign("POST", path, body, key_id="fund", secret=SECRET, now=time.time())
        response = self.client.post(path, body, content_type="application/json", headers=headers)
        assert response.status_code == 202, response.content

    def fail(self) -> None:
        self.server.answers += [(503, {"error": "closed"})] * 20

    def mend(self) -> None:
        self.server.answers.clear()

    def refuse(self, ref: str) -> None:
        self.server.answers.append((422, {"error": "Unknown quarter"}))
