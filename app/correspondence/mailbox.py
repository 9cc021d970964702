"""Fetching the fund's mailbox by IMAP. A message is marked as seen on the server only once it is kept here."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import unquote, urlsplit

import structlog
from imap_tools import AND, BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted, MailMessageFlags

from app.correspondence.errors import CorrespondenceError
from app.correspondence.incoming import take_in

log = structlog.get_logger(__name__)
SECONDS = 30
#: Messages of one visit; the next comes soon.
MOST_MESSAGES = 200
BOXES = {"imaps": (MailBox, 993), "imap+tls": (MailBoxStartTls, 143), "imap": (MailBoxUnencrypted, 143)}


class MailboxRefused(CorrespondenceError):
    """The mailbox's address is wrong: imaps://user:password@host/INBOX (or imap+tls://, imap://)."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """How many messages were taken in, and how many of them wait to be filed by hand."""

    kept: int
    unfiled: int


def fetch_mail(url: str, *, now: datetime) -> Fetched:
    """Take in the unseen messages of a mailbox. Raises MailboxRefused, and what the server or the network says."""
    kept = unfiled = 0
    with open_mailbox(url) as mailbox:
        for message in mailbox.fetch(AND(seen=False), mark_seen=False, limit=MOST_MESSAGES):
            mail = take_in(message.obj.as_bytes(), now=now)
            mailbox.flag(str(message.uid), MailMessageFlags.SEEN, True)
            kept += 1
            unfiled += mail.contact_id is None
    log.info("mail_fetched", kept=kept, unfiled=unfiled)
    return Fetched(kept, unfiled)


@contextmanager
def open_mailbox(url: str) -> Iterator[BaseMailBox]:
    parts = urlsplit(url)
    if parts.scheme not in BOXES or not parts.hostname or not parts.username:
        raise MailboxRefused
    box, port = BOXES[parts.scheme]
    mailbox: BaseMailBox = box(parts.hostname, parts.port or port, timeout=SECONDS)
    folder = unquote(parts.path.strip("/")) or "INBOX"
    try:
        mailbox.login(unquote(parts.username), unquote(parts.password or ""), initial_folder=folder)
        yield mailbox
    except BaseException:
        mailbox.client.shutdown()
        raise
    mailbox.logout()
