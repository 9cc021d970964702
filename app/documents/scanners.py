"""Virus scanners: whatever looks at bytes and says what it found. `VIGIE_VIRUS_SCAN` names the site's.

clamd:///run/clamav/clamd.ctl     clamd's socket on this machine
clamd://scanner.internal:3310     clamd over TCP, on a network of one's own: it has no password and no cipher
clamdscan --no-summary -          a command that reads the file: 0 is clean, 1 a find named on its output
some.module.callable              takes the bytes, returns the name of what it found
"""

import shlex
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.module_loading import import_string

from app.documents.clamd import Clamd
from app.documents.errors import ScannerSilent

SECONDS = 60
LONGEST = 200


class Scanner(Protocol):
    def scan(self, content: bytes) -> str:
        """What was found, or nothing. Raises ScannerSilent."""

    def answers(self) -> bool:
        """Whether it would answer now."""

    def name_signatures(self) -> str:
        """What it knows viruses by, in words that change with each update; nothing where it does not say."""


@dataclass(frozen=True)
class CommandScanner:
    """clamscan's and clamdscan's way: 0 is clean, 1 is a find named on the output, anything else no answer."""

    command: tuple[str, ...]

    def scan(self, content: bytes) -> str:
        try:
            done = subprocess.run(  # noqa: S603 – the site's own command
                self.command, input=content, capture_output=True, timeout=SECONDS, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise ScannerSilent(command=self.command[0]) from error
        if done.returncode == 0:
            return ""
        if done.returncode == 1:
            return done.stdout.decode(errors="replace").strip()[:LONGEST] or "unnamed"
        raise ScannerSilent(command=self.command[0], code=done.returncode)

    def answers(self) -> bool:
        return proves_itself(self)

    def name_signatures(self) -> str:
        return ""


@dataclass(frozen=True)
class CallableScanner:
    look: Callable[[bytes], str]

    def scan(self, content: bytes) -> str:
        return self.look(content)[:LONGEST]

    def answers(self) -> bool:
        return proves_itself(self)

    def name_signatures(self) -> str:
        return ""


def proves_itself(scanner: Scanner) -> bool:
    try:
        scanner.scan(b"vigie")
    except ScannerSilent:
        return False
    return True


def find_scanner() -> Scanner | None:
    """The site's scanner; None when none is named."""
    named: str = settings.VIRUS_SCAN
    if not named:
        return None
    if named.startswith("clamd:"):
        address = urlsplit(named)
        return Clamd(path=address.path, host=address.hostname or "", port=address.port or 3310)
    if " " not in named and "/" not in named and "." in named:
        return CallableScanner(import_string(named))
    return CommandScanner(tuple(shlex.split(named)))
