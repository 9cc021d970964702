"""Where in a model something stands, in the words a process owner knows."""

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Place:
    """`owner` is the decision or knowledge model, `detail` the rule and column, `line` the line of the file."""

    owner: str
    line: int = 0
    detail: str = ""

    def at(self, detail: str, line: int | None = None) -> "Place":
        joined = f"{self.detail}, {detail}" if self.detail else detail
        return replace(self, detail=joined, line=self.line if line is None else line)

    def on(self, line: int) -> "Place":
        return replace(self, line=line)

    def __str__(self) -> str:
        parts = [self.owner, self.detail, f"line {self.line}" if self.line else ""]
        return ", ".join(part for part in parts if part)
