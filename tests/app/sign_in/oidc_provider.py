"""An OpenID provider on loopback: code flow with PKCE, codes that count once, tokens signed with its published key.

Written for the tests on joserfc and the standard library; what it says can be bent, to try what is refused.
"""

from __future__ import annotations

import base64
import json
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

#: Its own, and one that nobody published.
KEY, OTHER_KEY = (RSAKey.generate_key(2048, {"kid": kid}) for kid in ("one", "two"))
CLIENT, SECRET = "vigie", "a secret of the client"


@dataclass
class Provider:
    """What it answers; every bend is an attribute a test sets."""

    issuer: str
    key: RSAKey = field(default_factory=lambda: KEY)
    subject: str = "f3c1"
    claims: dict[str, Any] = field(default_factory=dict)
    left_out: frozenset[str] = frozenset()
    token: str = ""
    signed_by: RSAKey = field(default_factory=lambda: KEY)
    named: str = "one"
    described: dict[str, Any] = field(default_factory=dict)
    denies: bool = False
    asked: dict[str, str] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    exchanged: list[str] = field(default_factory=list)

    def describe(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
            "code_challenge_methods_supported": ["S256"],
            **self.described,
        }

    def authorize(self, asked: dict[str, str]) -> str:
        """Where the browser goes back to: this provider asks nobody, everybody is its one subject."""
        self.asked = asked
        if self.denies:
            told = {"error": "access_denied"}
        else:
            code = secrets.token_urlsafe(16)
            self.codes[code] = asked
            told = {"code": code}
        return f"{asked['redirect_uri']}?{urlencode({**told, 'state': asked['state']})}"

    def exchange(self, form: dict[str, str], authorization: str) -> dict[str, Any] | None:
        """The token for a code: once, for the client that asked, with its secret and the verifier of its challenge."""
        asked = self.codes.pop(form.get("code", ""), None)
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if asked is None or authorization != f"Basic {basic}":
            return None
        challenge = base64.urlsafe_b64encode(sha256(form.get("code_verifier", "").encode()).digest())
        if (
            challenge.rstrip(b"=").decode() != asked.get("code_challenge")
            or form["redirect_uri"] != asked["redirect_uri"]
        ):
            return None
        self.exchanged.append(form["code"])
        return {"access_token": "unused", "token_type": "Bearer", "id_token": self.token or self.sign(asked)}

    def sign(self, asked: dict[str, str]) -> str:
        now = int(time.time())
        claims = {
            "iss": self.issuer, "sub": self.subject, "aud": CLIENT, "exp": now + 300, "iat": now,
            "auth_time": now, "nonce": asked.get("nonce"), "email": "anna@fund.example", "email_verified": True,
            **self.claims,
        }  # fmt: skip
        kept = {name: value for name, value in claims.items() if name not in self.left_out}
        return jwt.encode({"alg": "RS256", "kid": self.named}, kept, self.signed_by)


class Handler(BaseHTTPRequestHandler):
    provider: Provider

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if parts.path == "/authorize":
            self.send_response(302)
            self.send_header("Location", self.provider.authorize(read(parts.query)))
            self.end_headers()
        elif parts.path == "/keys":
            self.answer({"keys": [self.provider.key.as_dict(private=False, use="sig", alg="RS256")]})
        elif parts.path == "/.well-known/openid-configuration":
            self.answer(self.provider.describe())
        else:
            self.send_error(404)

    def do_POST(self) -> None:
        form = read(self.rfile.read(int(self.headers["Content-Length"])).decode())
        token = self.provider.exchange(form, self.headers.get("Authorization", ""))
        self.answer(token or {"error": "invalid_grant"}, 200 if token else 400)

    def answer(self, told: dict[str, Any], status: int = 200) -> None:
        body = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_told: object) -> None:
        """Tests are quiet."""


def read(text: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(text).items()}


@contextmanager
def running_provider() -> Iterator[Provider]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider = Provider(f"http://127.0.0.1:{server.server_port}")
    server.RequestHandlerClass = type("Bound", (Handler,), {"provider": provider})
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
