"""What the linter says: one finding, one place, one sentence, one way out."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from workflows.lint.codes import Code, Severity


@dataclass(frozen=True)
class Finding:
    """One finding; `path` lists element ids from the start where the finding is about a path."""

    code: Code
    severity: Severity
    element_id: str | None
    file: str
    line: int | None
    message: str
    way_out: str
    path: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The code in words: `no_end_event`."""
        return self.code.name.lower()

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place} {self.element_id or '-'} {self.code} {self.message} → {self.way_out}"

    def as_json(self) -> dict[str, Any]:
        return {
            "code": str(self.code),
            "name": self.name,
            "severity": str(self.severity),
            "element_id": self.element_id,
            "file": self.file,
            "line": self.line,
            "message": self.message,
            "way_out": self.way_out,
            "path": list(self.path),
        }


def has_errors(findings: Iterable[Finding]) -> bool:
    return any(finding.severity is Severity.ERROR for finding in findings)
