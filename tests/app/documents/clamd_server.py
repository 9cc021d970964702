"""A small server that speaks clamd's protocol (`zPING`, `zINSTREAM`), over a socket file or TCP."""

from __future__ import annotations

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

VIRUS = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
MOST = 1_000_000
VERSION = b"ClamAV 1.4.2/27561/Mon Mar  2 09:27:12 2026"


class Answer(socketserver.StreamRequestHandler):
    """One command a connection, as clamd without a session."""

    def handle(self) -> None:
        command = self.read_word()
        if command == b"zPING":
            self.wfile.write(b"PONG\0")
        elif command == b"zVERSION":
            self.wfile.write(VERSION + b"\0")
        elif command == b"zINSTREAM":
            self.wfile.write(self.look())

    def read_word(self) -> bytes:
        word = b""
        while (letter := self.rfile.read(1)) not in (b"\0", b""):
            word += letter
        return word

    def look(self) -> bytes:
        content = b""
        while size := struct.unpack("!L", self.rfile.read(4))[0]:
            content += self.rfile.read(size)
            if len(content) > MOST:
                return b"INSTREAM size limit exceeded. ERROR\0"
        return b"stream: Eicar-Signature FOUND\0" if VIRUS in content else b"stream: OK\0"


class UnixServer(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True


class TcpServer(socketserver.ThreadingMixIn, socketserver.TCPServer):
    daemon_threads = True


@contextmanager
def serving(server: socketserver.BaseServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def serve_clamd(folder: Path) -> Iterator[str]:
    """The setting that names it, over a socket file."""
    path = folder / "clamd.ctl"
    with serving(UnixServer(str(path), Answer)):
        yield f"clamd://{path}"


@contextmanager
def serve_clamd_by_tcp() -> Iterator[str]:
    server = TcpServer(("127.0.0.1", 0), Answer)
    with serving(server):
        yield f"clamd://127.0.0.1:{server.server_address[1]}"
