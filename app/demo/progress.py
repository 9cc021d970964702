"""How far long work is, in words: one line rewritten on a terminal, a line now and then elsewhere."""

from datetime import date
from time import monotonic
from typing import TextIO

WIDTH = 30


class Progress:
    """A line that says what is done and how much of it; `step` names the part of the work a log hears once."""

    def __init__(self, stream: TextIO, doing: str) -> None:
        self.stream, self.doing = stream, doing
        self.begun, self.told = monotonic(), ""

    @property
    def seconds(self) -> float:
        return monotonic() - self.begun

    def show(self, share: float, done: str, *, step: str) -> None:
        bar = "█" * int(share * WIDTH) + "·" * (WIDTH - int(share * WIDTH))
        text = f"vigie: {self.doing} {bar} {share:4.0%}  {done}, {self.seconds:.0f} s"
        if self.stream.isatty():
            self.stream.write(f"\r{text}\x1b[K")
            self.stream.flush()
        elif step != self.told:
            self.told = step
            self.stream.write(f"{text}\n")
            self.stream.flush()

    def end(self) -> None:
        if self.stream.isatty():
            self.stream.write("\r\x1b[K")


def find_share(first: date, day: date, last: date) -> float:
    """How much of the time from `first` to `last` has passed on `day`."""
    return (day - first).days / max((last - first).days, 1)
