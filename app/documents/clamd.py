"""ClamAV's daemon, spoken to over its socket: `zINSTREAM`, the file in chunks each after its length, an empty one.

It answers `stream: OK` or `stream: Win.Test.EICAR_HDB-1 FOUND`; anything else, such as
`INSTREAM size limit exceeded. ERROR`, is no answer.
See clamd(8), COMMANDS.
"""

import re
import socket
import struct
from dataclasses import dataclass

from app.documents.errors import ScannerSilent

CONNECT_SECONDS, ANSWER_SECONDS = 5.0, 30.0
CHUNK, LONGEST_ANSWER, LONGEST_VERSION = 64 * 1024, 4096, 200
FOUND = re.compile(r"\Astream: (.{1,200}) FOUND\Z")


@dataclass(frozen=True)
class Clamd:
    """By the path of its socket, else by host and port."""

    path: str = ""
    host: str = ""
    port: int = 3310

    def scan(self, content: bytes) -> str:
        """What was found, or nothing. Raises ScannerSilent."""
        parts = [b"zINSTREAM\0"]
        for start in range(0, len(content), CHUNK):
            chunk = content[start : start + CHUNK]
            parts += [struct.pack("!L", len(chunk)), chunk]
        answer = self.ask([*parts, struct.pack("!L", 0)])
        if answer == "stream: OK":
            return ""
        found = FOUND.match(answer)
        if found is None:
            raise ScannerSilent(scanner=str(self), answer=answer)
        return found.group(1)

    def answers(self) -> bool:
        try:
            return self.ask([b"zPING\0"]) == "PONG"
        except ScannerSilent:
            return False

    def name_signatures(self) -> str:
        """`ClamAV 1.4.2/27561/Mon Mar 2 09:27:12 2026`: engine, number and date of the signatures; or nothing."""
        try:
            return self.ask([b"zVERSION\0"])[:LONGEST_VERSION]
        except ScannerSilent:
            return ""

    def ask(self, parts: list[bytes]) -> str:
        try:
            with self.connect() as connection:
                connection.settimeout(ANSWER_SECONDS)
                return send(connection, parts)
        except OSError as error:
            raise ScannerSilent(scanner=str(self), problem=str(error)) from error

    def connect(self) -> socket.socket:
        if self.host:
            return socket.create_connection((self.host, self.port), timeout=CONNECT_SECONDS)
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            connection.settimeout(CONNECT_SECONDS)
            connection.connect(self.path)
        except OSError:
            connection.close()
            raise
        return connection

    def __str__(self) -> str:
        return f"clamd at {self.host}:{self.port}" if self.host else f"clamd at {self.path}"


def send(connection: socket.socket, parts: list[bytes]) -> str:
    """The answer up to its null. A daemon that refuses a file answers before it has read all of it, and hangs up."""
    try:
        for part in parts:
            connection.sendall(part)
    except (BrokenPipeError, ConnectionResetError) as error:
        answer = read_answer(connection)
        if not answer:
            raise ConnectionResetError("it hung up without an answer") from error
        return answer
    return read_answer(connection)


def read_answer(connection: socket.socket) -> str:
    read = b""
    while b"\0" not in read and len(read) < LONGEST_ANSWER:
        some = connection.recv(LONGEST_ANSWER)
        if not some:
            break
        read += some
    return read.partition(b"\0")[0].decode(errors="replace").strip()
