"""A partner on this machine's loopback: it checks signatures by its own arithmetic and keeps each message once."""

import hashlib
import hmac
import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

SECRET = b"a-secret-of-at-least-thirty-two-bytes!"


class PartnerServer(ThreadingHTTPServer):
    """`answers` are statuses given in turn before the message is looked at; `kept` is by idempotency key."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.kept: dict[str, bytes] = {}
        self.answers: list[tuple[int, dict[str, str]]] = []
        self.asked = 0


class Handler(BaseHTTPRequestHandler):
    server: PartnerServer

    def do_POST(self) -> None:
        self.server.asked += 1
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.server.answers:
            return self.tell(*self.server.answers.pop(0))
        if not self.is_signed(body):
            return self.tell(401, {"error": "signature"})
        self.server.kept.setdefault(self.headers["Idempotency-Key"], body)
        return self.tell(202, {"reference": f"P-{len(self.server.kept)}"})

    def is_signed(self, body: bytes) -> bool:
        given = self.headers
        digest = hashlib.sha256(body).hexdigest()
        text = f"POST\n{self.path}\n{given['X-Vigie-Timestamp']}\n{given['X-Vigie-Nonce']}\n{digest}"
        wanted = hmac.new(SECRET, text.encode(), "sha256").hexdigest()
        return given["X-Vigie-Key"] == "fund" and hmac.compare_digest(wanted, given["X-Vigie-Signature"])

    def tell(self, status: int, answer: dict[str, str]) -> None:
        data = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        if "Location" in answer:
            self.send_header("Location", answer["Location"])
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        """Tests are quiet."""


@contextmanager
def running(certificate: Path | None = None, key: Path | None = None) -> Iterator[PartnerServer]:
    server = PartnerServer()
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
