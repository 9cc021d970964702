"""The letters of a dump typeset again, on each core of this machine, and compared with what they were."""

import hashlib
import os
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import local
from typing import Any

from app.correspondence.press import Press
from app.correspondence.typesetting import MEGABYTES, SECONDS
from app.demo.errors import DumpRefused

Told = Callable[[int, int], None]


class Printer:
    """Typesets into a folder, a file a letter named by the digest of what it was in the dump."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.changed: dict[str, str] = {}
        self.presses: list[Press] = []
        self.own = local()

    def make_all(self, letters: Iterable[Mapping[str, Any]], tell: Told) -> None:
        """Raises DumpRefused for a letter that no longer typesets."""
        waiting = list(letters)
        try:
            with ThreadPoolExecutor(min(4, os.cpu_count() or 1)) as threads:
                for done, _letter in enumerate(threads.map(self.make, waiting), 1):
                    tell(done, len(waiting))
        finally:
            for press in self.presses:
                press.end()

    def make(self, letter: Mapping[str, Any]) -> None:
        """One letter; a house layout or Typst that changed since gives another digest, which is kept."""
        request = {name: value for name, value in letter.items() if name != "sha256"}
        answer, pdf = self.find_press().ask(request, within=2 * SECONDS)
        if "error" in answer:
            raise DumpRefused(f"A letter of the dump does not typeset: {answer['error'][:500]}")
        sha256 = hashlib.sha256(pdf).hexdigest()
        if sha256 != letter["sha256"]:
            self.changed[letter["sha256"]] = sha256
        (self.folder / letter["sha256"]).write_bytes(pdf)

    def find_press(self) -> Press:
        """One for each thread: the work is done in its process."""
        press: Press | None = getattr(self.own, "press", None)
        if press is None or not press.is_usable(MEGABYTES):
            press = self.own.press = Press(MEGABYTES)
            self.presses.append(press)
        return press

    def read(self, sha256: str) -> tuple[str, bytes]:
        """The digest and the bytes of a letter by the digest it had."""
        return self.changed.get(sha256, sha256), (self.folder / sha256).read_bytes()
