"""A mailbox on a real socket: as much of RFC 3501 as a client needs to read unseen messages and mark them seen."""

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

UIDS = re.compile(rb"[0-9]+")


@dataclass
class Mailbox:
    """Messages by UID, and the UIDs that were seen."""

    messages: dict[int, bytes] = field(default_factory=dict)
    seen: set[int] = field(default_factory=set)
    port: int = 0

    def add(self, raw: bytes) -> None:
        self.messages[len(self.messages) + 1] = raw

    def url(self, password: str = "secret") -> str:
        return f"imap://fund:{password}@127.0.0.1:{self.port}/INBOX"


class Session(socketserver.StreamRequestHandler):
    """One client, line by line."""

    mailbox: Mailbox

    def handle(self) -> None:
        self.say(b"* OK ready")
        for line in self.rfile:
            tag, _, rest = line.strip().partition(b" ")
            words = rest.split(b" ")
            command = b" ".join(words[:2]) if words[0].upper() == b"UID" else words[0]
            answer = getattr(self, f"do_{command.decode().lower().replace(' ', '_')}", None)
            done = answer(rest) if answer else b"BAD unknown"
            self.say(tag + b" " + done)
            if command.upper() == b"LOGOUT":
                return

    def say(self, line: bytes) -> None:
        self.wfile.write(line + b"\r\n")

    def do_capability(self, rest: bytes) -> bytes:
        self.say(b"* CAPABILITY IMAP4rev1")
        return b"OK done"

    def do_login(self, rest: bytes) -> bytes:
        return b"OK done" if b"secret" in rest else b"NO [AUTHENTICATIONFAILED] wrong password"

    def do_select(self, rest: bytes) -> bytes:
        self.say(b"* %d EXISTS" % len(self.mailbox.messages))
        return b"OK [READ-WRITE]"

    def do_uid_search(self, rest: bytes) -> bytes:
        unseen = sorted(set(self.mailbox.messages) - self.mailbox.seen)
        self.say(b" ".join([b"* SEARCH", *(b"%d" % uid for uid in unseen)]))
        return b"OK done"

    def do_uid_fetch(self, rest: bytes) -> bytes:
        uid = int(UIDS.findall(rest)[0])
        raw = self.mailbox.messages[uid]
        self.wfile.write(
            b"* %d FETCH (UID %d FLAGS () RFC822.SIZE %d BODY[] {%d}\r\n" % (uid, uid, len(raw), len(raw))
        )
        self.wfile.write(raw + b")\r\n")
        return b"OK done"

    def do_uid_store(self, rest: bytes) -> bytes:
        uid = int(UIDS.findall(rest)[0])
        assert b"+FLAGS (\\Seen)" in rest
        self.mailbox.seen.add(uid)
        self.say(b"* %d FETCH (FLAGS (\\Seen))" % uid)
        return b"OK done"

    def do_expunge(self, rest: bytes) -> bytes:
        return b"OK done"

    def do_logout(self, rest: bytes) -> bytes:
        self.say(b"* BYE")
        return b"OK done"


@contextmanager
def serve_mailbox() -> Iterator[Mailbox]:
    mailbox = Mailbox()
    handler = type("OneMailbox", (Session,), {"mailbox": mailbox})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        mailbox.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield mailbox
        finally:
            server.shutdown()
            thread.join()
