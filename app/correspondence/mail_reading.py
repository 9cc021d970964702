"""Reading an e-mail: who wrote, about what, in plain words. HTML is reduced to its text, never shown as HTML."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage, MIMEPart
from email.utils import parseaddr, parsedate_to_datetime
from html.parser import HTMLParser

SILENT = frozenset({"script", "style", "head", "title", "template"})
BREAKING = frozenset({"p", "div", "br", "tr", "li", "h1", "h2", "h3", "h4", "table", "blockquote"})
MOST_TEXT = 100_000


@dataclass(frozen=True, slots=True)
class Attachment:
    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class ReadMail:
    """What a message says. `message_id` is that of the sender, or made of the bytes when there is none."""

    message_id: str
    sender: str
    sender_name: str
    subject: str
    sent_at: datetime | None
    body: str
    attachments: tuple[Attachment, ...]


def read_mail(raw: bytes) -> ReadMail:
    """The message of these bytes; a damaged one is read as far as it goes."""
    message = message_from_bytes(raw, policy=policy.default)
    name, address = parseaddr(clean(message["From"]))
    return ReadMail(
        message_id=clean(message["Message-ID"]) or f"sha256:{hashlib.sha256(raw).hexdigest()}",
        sender=address.lower(),
        sender_name=name,
        subject=clean(message["Subject"]),
        sent_at=read_date(clean(message["Date"])),
        body=read_body(message)[:MOST_TEXT],
        attachments=tuple(list_attachments(message)),
    )


def clean(header: object) -> str:
    """A header on one line, without what a database refuses."""
    return " ".join(str(header or "").replace("\0", "").split())


def read_date(text: str) -> datetime | None:
    try:
        read = parsedate_to_datetime(text)
    except ValueError:
        return None
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def read_body(message: EmailMessage) -> str:
    """The words of the message; of the HTML where there is nothing else."""
    part = message.get_body(("plain", "html"))
    if part is None:
        return ""
    text = read_text(part)
    return extract_text(text) if part.get_content_subtype() == "html" else text.strip()


def read_text(part: MIMEPart) -> str:
    try:
        text = str(part.get_content())
    except (LookupError, UnicodeError):  # a character set nobody knows
        payload = part.get_payload(decode=True)
        text = payload.decode("latin-1") if isinstance(payload, bytes) else ""
    return text.replace("\0", "").replace("\r\n", "\n")


def list_attachments(message: EmailMessage) -> Iterator[Attachment]:
    for number, part in enumerate(message.iter_attachments(), 1):
        content = part.get_payload(decode=True)
        if part.get_content_maintype() == "message":
            content = b"".join(inner.as_bytes() for inner in part.iter_parts())
        if isinstance(content, bytes) and content:
            yield Attachment(clean(part.get_filename()) or f"attachment-{number}", content)


class Words(HTMLParser):
    """The text of HTML, without what a browser would not show as text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 – HTMLParser
        self.silent += tag in SILENT
        if tag in BREAKING:
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.silent = max(self.silent - (tag in SILENT), 0)
        if tag in BREAKING:
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.words.append(" ".join(data.split()) + " " if data.strip() else " ")


def extract_text(html: str) -> str:
    reader = Words()
    reader.feed(html)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.words).split("\n"))
    return "\n".join(line for line in lines if line)
