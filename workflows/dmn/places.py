"""Where in a model something stands, in the words a process owner knows."""

from dataclasses import dataclass, replace

from workflows.words import Series, list_out, say


@dataclass(frozen=True, slots=True)
class Place:
    """`owner` is the decision or knowledge model, `detail` the rule and column, `line` the line of the file.

    `spot` is the same for a table's editor: `table id#r3i2` (rule 3, input 2), `…#o1values`; empty elsewhere.
    """

    owner: str
    line: int = 0
    detail: str = ""
    spot: str = ""

    def at(self, detail: str, line: int | None = None, spot: str = "") -> "Place":
        joined = list_out([self.detail, detail]) if self.detail else detail
        return replace(self, detail=joined, line=self.line if line is None else line, spot=spot or self.spot)

    def on(self, line: int) -> "Place":
        return replace(self, line=line)

    def __str__(self) -> str:
        return str(self.told)

    @property
    def told(self) -> Series:
        """As words that can be told in another language."""
        line = say("line {line}", line=self.line) if self.line else ""
        return list_out(part for part in (self.owner, self.detail, line) if part)
