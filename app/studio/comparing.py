"""What differs between two states of a process: a ladder step by step, a decision rule by rule, a drawing by its
elements, the rest line by line."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from app.studio.decision_comparing import DecisionChange, compare_decisions
from app.studio.drawing_diff import DrawingDiff, compare_drawings
from app.studio.errors import FileRefused
from app.studio.folders import File, Kind, tell_kind
from app.studio.ladder_editing import Step, read_steps
from app.studio.paper_comparing import Words, tell_changes

CONTEXT = 2
MOST_LINES = 400


@dataclass(frozen=True)
class Line:
    """A line of a text: `sign` is + for new, - for gone, nothing for what stands around, … for a gap."""

    sign: str
    text: str


@dataclass(frozen=True)
class StepChange:
    """A step of a ladder before and after; None where there was or is none. `fields`: name → (before, after)."""

    id: str
    before: Step | None
    after: Step | None
    fields: Mapping[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class FileChange:
    file: File
    before: str | None
    after: str | None

    @property
    def lines(self) -> list[Line]:
        return list(compare_lines(self.before or "", self.after or ""))

    @property
    def words(self) -> list[Words]:
        """Of a form, a letter or the settings, what differs in words; nothing where one of the two cannot be read."""
        return tell_changes(self.file.kind, self.before or "", self.after or "")

    @property
    def steps(self) -> list[StepChange]:
        """Of a ladder; nothing where one of the two cannot be read as one."""
        if self.file.kind is not Kind.LADDER:
            return []
        try:
            return compare_ladders(self.before or "steps: []", self.after or "steps: []")
        except FileRefused:
            return []

    @property
    def decisions(self) -> list[DecisionChange]:
        """Of a decision; nothing where one of the two cannot be read, or only what nobody decides by differs."""
        if self.file.kind is not Kind.DECISION or self.before is None or self.after is None:
            return []
        try:
            return compare_decisions(self.before, self.after)
        except FileRefused:
            return []

    @property
    def drawing(self) -> DrawingDiff | None:
        """Of a drawing what differs in it; None where one of the two is none."""
        if self.file.kind is not Kind.DRAWING:
            return None
        return compare_drawings(self.before or "", self.after or "")


def compare_files(before: Mapping[str, str], after: Mapping[str, str]) -> list[FileChange]:
    """The files that differ, in the order in which a folder shows them."""
    paths = sorted(path for path in {*before, *after} if before.get(path) != after.get(path))
    changes = [FileChange(File(path, tell_kind(path)), before.get(path), after.get(path)) for path in paths]
    order = list(Kind)
    return sorted(changes, key=lambda one: (order.index(one.file.kind), one.file.path))


def compare_lines(before: str, after: str) -> Iterator[Line]:
    """The lines that differ, with two around them."""
    old, new = before.splitlines(), after.splitlines()
    shown = 0
    for index, group in enumerate(
        SequenceMatcher(None, old, new, autojunk=False).get_grouped_opcodes(CONTEXT)
    ):
        if index:
            yield Line("…", "")
        for tag, first, last, start, end in group:
            if tag == "equal":
                yield from (Line("", text) for text in old[first:last])
                continue
            yield from (Line("-", text) for text in old[first:last])
            yield from (Line("+", text) for text in new[start:end])
            shown += last - first + end - start
            if shown > MOST_LINES:
                yield Line("…", "")
                return


def compare_ladders(before: str, after: str) -> list[StepChange]:
    """Steps that are new, gone or different, in the order of the later ladder, those gone last. Raises FileRefused."""
    old = {step.id: step for step in read_steps(before)}
    new = {step.id: step for step in read_steps(after)}
    found = [StepChange(key, old.get(key), step, differ(old.get(key), step)) for key, step in new.items()]
    found += [StepChange(key, step, None) for key, step in old.items() if key not in new]
    return [one for one in found if one.before is None or one.after is None or one.fields]


def differ(before: Step | None, after: Step) -> dict[str, tuple[str, str]]:
    if before is None:
        return {}
    pairs = {name: (str(before.values[name]), str(after.values[name])) for name in after.values}
    pairs |= {f"title {key}": (before.titles[key], after.titles[key]) for key in after.titles}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
