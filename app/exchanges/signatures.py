"""Signed requests between the fund and a partner, both ways: HMAC-SHA256 over method, path, time, nonce and body.

Headers: X-Vigie-Key (which secret), X-Vigie-Timestamp (seconds since 1970), X-Vigie-Nonce (never twice) and
X-Vigie-Signature (hexadecimal). The text that is signed is its five parts joined by line feeds, the body as the
hexadecimal SHA-256 of its bytes. The time is real time, never a fund's virtual clock: the partner has its own.
"""

import hmac
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from app.exchanges.errors import ExchangeError

#: How far the two clocks may be apart, in seconds.
PATIENCE = 300
NONCE = re.compile(r"^[0-9A-Za-z_-]{16,64}$")
LEAST_SECRET = 32


class SignatureRefused(ExchangeError):
    """The request is not signed as it must be."""


@dataclass(frozen=True, kw_only=True)
class Signed:
    """What of a request is signed. `path` is with its query, as on the request line."""

    method: str
    path: str
    timestamp: str
    nonce: str
    body: bytes

    def compute(self, secret: bytes) -> str:
        parts = [self.method, self.path, self.timestamp, self.nonce, sha256(self.body).hexdigest()]
        return hmac.new(secret, "\n".join(parts).encode(), sha256).hexdigest()


def sign(
    method: str, path: str, body: bytes, *, key_id: str, secret: bytes, now: float, nonce: str = ""
) -> dict[str, str]:
    """The headers of a request."""
    signed = Signed(
        method=method,
        path=path,
        timestamp=str(int(now)),
        nonce=nonce or secrets.token_urlsafe(18),
        body=body,
    )
    return {
        "X-Vigie-Key": key_id,
        "X-Vigie-Timestamp": signed.timestamp,
        "X-Vigie-Nonce": signed.nonce,
        "X-Vigie-Signature": signed.compute(secret),
    }


def verify(
    method: str,
    path: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    key_id: str,
    secret: bytes,
    now: float,
) -> str:
    """The nonce of a request that is rightly signed and fresh; the caller must refuse one it has seen.

    Raises SignatureRefused, for every fault with the same words: a stranger learns nothing.
    """
    signed = Signed(
        method=method,
        path=path,
        timestamp=headers.get("X-Vigie-Timestamp", ""),
        nonce=headers.get("X-Vigie-Nonce", ""),
        body=body,
    )
    given = headers.get("X-Vigie-Signature", "")
    known_key = hmac.compare_digest(headers.get("X-Vigie-Key", "").encode(), key_id.encode())
    right = hmac.compare_digest(given.encode(), signed.compute(secret).encode())
    if not (known_key and right and is_fresh(signed.timestamp, now) and NONCE.fullmatch(signed.nonce)):
        raise SignatureRefused
    return signed.nonce


def is_fresh(timestamp: str, now: float) -> bool:
    written = timestamp.isascii() and timestamp.isdecimal() and len(timestamp) < 13
    return written and abs(now - int(timestamp)) <= PATIENCE
