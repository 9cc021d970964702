"""How far the year is, in words: one line rewritten on a terminal, a line a month elsewhere."""

from datetime import date
from time import monotonic
from typing import TextIO

WIDTH = 30


class Progress:
    def __init__(self, stream: TextIO, first: date, last: date) -> None:
        self.stream, self.first, self.last = stream, first, last
        self.begun, self.month = monotonic(), ""

    def show(self, day: date, done: str) -> None:
        share = (day - self.first).days / max((self.last - self.first).days, 1)
        bar = "█" * int(share * WIDTH) + "·" * (WIDTH - int(share * WIDTH))
        text = f"{bar} {share:4.0%}  {day:%d/%m/%Y}  {done}, {monotonic() - self.begun:.0f} s"
        if self.stream.isatty():
            self.stream.write(f"\rvigie: Living the demo fund’s year {text}\x1b[K")
            self.stream.flush()
        elif f"{day:%Y-%m}" != self.month:
            self.month = f"{day:%Y-%m}"
            self.stream.write(f"vigie: Living the demo fund’s year {text}\n")
            self.stream.flush()

    def end(self) -> None:
        if self.stream.isatty():
            self.stream.write("\r\x1b[K")
