"""What was measured last, chapter by chapter: `results.json`, from which `results.md` is written.

A chapter measured again replaces its own figures and leaves the others as they were; each says when it was measured,
on what, and how loaded the machine was.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.measuring import Chapter, Line

Load = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Record:
    """One chapter with its circumstances. `seconds` the run took; loads over 1, 5 and 15 minutes."""

    chapter: Chapter
    began: datetime
    seconds: float
    load_before: Load
    load_after: Load
    facts: Sequence[str] = field(default_factory=tuple)
    remark: str = ""

    def describe(self) -> str:
        before, after = (
            ", ".join(f"{one:.1f}" for one in load) for load in (self.load_before, self.load_after)
        )
        taken = f" in {self.seconds:,.0f} s" if self.seconds else ""
        told = (
            f"Measured on {self.began:%d %B %Y, %H:%M} UTC{taken}; load of the machine over 1, 5, 15 minutes "
            f"{before} before and {after} after."
        )
        return f"{told} {self.remark}".strip()


def read_records(path: Path) -> dict[str, Record]:
    """By the chapter's name; nothing where there is no file. Raises ValueError for another file."""
    if not path.exists():
        return {}
    return {name: _make(values) for name, values in json.loads(path.read_text(encoding="utf-8")).items()}


def write_records(path: Path, records: Mapping[str, Record]) -> None:
    text = {name: {**asdict(one), "began": one.began.isoformat()} for name, one in records.items()}
    path.write_text(json.dumps(text, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _make(values: Mapping[str, Any]) -> Record:
    chapter = values["chapter"]
    before, after = (tuple(float(one) for one in values[name]) for name in ("load_before", "load_after"))
    return Record(
        chapter=Chapter(**{**chapter, "lines": [Line(**line) for line in chapter["lines"]]}),
        began=datetime.fromisoformat(values["began"]).astimezone(UTC),
        seconds=float(values["seconds"]),
        load_before=(before[0], before[1], before[2]),
        load_after=(after[0], after[1], after[2]),
        facts=tuple(values["facts"]),
        remark=values["remark"],
    )
