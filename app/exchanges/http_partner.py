"""A partner reached by HTTP: each message a signed POST; what it sends comes to our own address (`receiving`).

Certificates are checked, by the site's own authority where `ca_file` names one; TLS 1.2 at least; no redirect is
followed and no proxy used. Connecting may take 3 seconds, each silence of the answer 30.
"""

import http.client
import json
import ssl
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from app.exchanges.adapters import Envelope, Fetched
from app.exchanges.errors import PartnerFailed, PartnerRefused, PartnerRejected
from app.exchanges.numbers import mask_numbers
from app.exchanges.signatures import LEAST_SECRET, sign
from app.exchanges.states import Channel

CONNECT_SECONDS = 3.0
ANSWER_SECONDS = 30.0
MOST_ANSWER = 65_536
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
#: Refusals that are about the moment or our settings, not about the message: it is tried again.
PASSING = frozenset({401, 403, 404, 408, 425, 429})


@dataclass(frozen=True)
class HttpPartner:
    """`url` takes the messages; `secret` is shared with the partner and signs both ways."""

    url: str
    key_id: str
    secret: bytes
    ca_file: str = ""
    channel: str = Channel.HTTP

    def send(self, envelope: Envelope) -> str:
        status, answer = self._post(envelope)
        if 200 <= status < 300:
            return str(read_json(answer).get("reference", ""))[:200]
        told = mask_numbers(str(read_json(answer).get("error", "")))[:1000]
        if 400 <= status < 500 and status not in PASSING:
            raise PartnerRejected(told or _("The partner refused it with the status %d.") % status)
        raise PartnerFailed(
            _("The partner answered with the status %d.") % status + (f" {told}" if told else "")
        )

    def fetch(self) -> Iterator[Fetched]:
        """Nothing: such a partner sends by itself."""
        return iter(())

    def taken(self, fetched: Fetched) -> None:
        """Nothing to tell."""

    def _post(self, envelope: Envelope) -> tuple[int, bytes]:
        parts = urlsplit(self.url)
        path = parts.path + (f"?{parts.query}" if parts.query else "") or "/"
        signed = sign("POST", path, envelope.body, key_id=self.key_id, secret=self.secret, now=time.time())
        headers = {
            **signed,
            "Content-Type": "application/json; charset=utf-8",
            "Idempotency-Key": envelope.reference,
        }
        connection = self._connect(parts.hostname or "", parts.port)
        try:
            connection.connect()
            connection.sock.settimeout(ANSWER_SECONDS)
            connection.request("POST", path, body=envelope.body, headers=headers)
            response = connection.getresponse()
            return response.status, response.read(MOST_ANSWER)
        except (OSError, http.client.HTTPException) as error:
            raise PartnerFailed(
                _("The partner could not be reached: %s.") % (str(error) or type(error).__name__)
            ) from error
        finally:
            connection.close()

    def _connect(self, host: str, port: int | None) -> http.client.HTTPConnection:
        if self.url.startswith("https:"):
            return http.client.HTTPSConnection(
                host, port, timeout=CONNECT_SECONDS, context=make_context(self.ca_file)
            )
        return http.client.HTTPConnection(host, port, timeout=CONNECT_SECONDS)


def make_context(ca_file: str) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=ca_file or None)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def read_json(answer: bytes) -> Mapping[str, Any]:
    """What the partner says, if it says it as a JSON object."""
    try:
        data = json.loads(answer)
    except ValueError:
        return {}
    return data if isinstance(data, dict) else {}


def open_http(code: str, entry: Mapping[str, Any]) -> HttpPartner:
    """Raises PartnerRefused: no TLS to another machine, a secret that cannot be read or is too short."""
    parts = urlsplit(entry["url"])
    if parts.scheme != "https" and parts.hostname not in LOOPBACK:
        raise PartnerRefused(f"{code}: the address must begin with https://.", partner=code)
    if parts.username or parts.fragment:
        raise PartnerRefused(f"{code}: the address must hold neither a user nor a fragment.", partner=code)
    return HttpPartner(
        entry["url"], entry["key_id"], read_secret(code, entry["secret_file"]), entry.get("ca_file", "")
    )


def read_secret(code: str, path: str) -> bytes:
    try:
        secret = Path(path).read_bytes().strip()
    except OSError as error:
        raise PartnerRefused(f"{code}: the secret cannot be read: {error.strerror}.", partner=code) from error
    if len(secret) < LEAST_SECRET:
        raise PartnerRefused(f"{code}: the secret has fewer than {LEAST_SECRET} bytes.", partner=code)
    return secret
