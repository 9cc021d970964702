"""A ladder as a table of steps, and back into its file: what was not changed keeps its place and its comments."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import StringIO
from typing import Any

from django.utils.translation import gettext as _
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.error import YAMLError

from app.studio.errors import FileRefused
from app.studio.finding_words import tell_problem
from workflows.calendars import load_calendar
from workflows.ladder_sources import NOTIFIED, OUTSIDE_EVENTS, read_ladders
from workflows.ladders import LadderError, Planned, forecast
from workflows.yaml_source import SourceRefused, make_plain, read_text

LANGUAGES = ("fr", "nl", "de", "en")
#: What the table may change of a step; its kind, legal minimum and repeat are the law's or the drawing's.
FIELDS = ("from", "delay", "unit", "channel", "letter", "guard")
CHANNELS = ("post", "registered", "email", "phone", "portal")
FURTHER = {
    "fr": "Rappel supplémentaire",
    "nl": "Extra herinnering",
    "de": "Weitere Mahnung",
    "en": "Further reminder",
}
UNITS = ("calendar_days", "working_days", "months")


@dataclass(frozen=True)
class Step:
    """One row of the table. `kind` is `letter` for what a process owner may add or take out."""

    id: str
    kind: str
    titles: Mapping[str, str]
    values: Mapping[str, Any]
    rides_with: str = ""

    @property
    def is_free(self) -> bool:
        return self.kind == "letter"


def open_yaml() -> YAML:
    yaml = YAML(typ="rt")
    yaml.width = 10_000
    yaml.preserve_quotes = True
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.brace_single_entry_mapping_in_flow_sequence = True
    return yaml


def load(text: str) -> CommentedMap:
    """Raises FileRefused for what is no ladder at all."""
    try:
        found = open_yaml().load(text)
    except YAMLError as error:
        raise FileRefused(_("The ladder cannot be read: %(error)s") % {"error": error}) from error
    if not isinstance(found, CommentedMap) or not isinstance(found.get("steps"), list):
        raise FileRefused(_("The file is no ladder."))
    return found


def dump(ladder: CommentedMap) -> str:
    out = StringIO()
    open_yaml().dump(ladder, out)
    return out.getvalue()


def read_steps(text: str) -> list[Step]:
    """The steps in their order. Raises FileRefused."""
    return [read_step(one) for one in load(text)["steps"]]


def read_step(one: Mapping[str, Any]) -> Step:
    titles = {language: str(one.get("titles", {}).get(language, "")) for language in LANGUAGES}
    values = {name: one.get(name, "") for name in FIELDS}
    return Step(str(one.get("id", "")), str(one.get("kind", "")), titles, values, str(one.get("with", "")))


def list_events(steps: Sequence[Step], before: str) -> list[str]:
    """What a step may count from: the outside events, and each earlier step with its notification."""
    earlier = [step.id for step in steps[: [step.id for step in steps].index(before)]]
    return [*OUTSIDE_EVENTS, *(name for one in earlier for name in (one, one + NOTIFIED))]


def write_steps(text: str, changed: Iterable[Step]) -> str:
    """The file with the rows of the table written into it, in their order; rows left out are taken out."""
    ladder = load(text)
    known = {str(one["id"]): one for one in ladder["steps"]}
    rows = [write_step(known.get(step.id) or make_step(step), step) for step in changed]
    ladder["steps"][:] = rows
    return dump(ladder)


def make_step(step: Step) -> CommentedMap:
    return CommentedMap({"id": step.id, "titles": CommentedMap(), "kind": "letter"})


def write_step(node: CommentedMap, step: Step) -> CommentedMap:
    """Only what differs is written, so that the file's own words and comments stay."""
    write_titles(node, step.titles)
    counted = ("from", "delay", "unit") if node.get("with") else ()
    for name in FIELDS:
        value = step.values.get(name, "")
        if name in counted or node.get(name, "") == value:
            continue
        if value in ("", None):
            node.pop(name, None)
        else:
            node[name] = value
    return node


def write_titles(node: CommentedMap, titles: Mapping[str, str]) -> None:
    words = node.setdefault("titles", CommentedMap())
    for language, told in titles.items():
        if told and words.get(language) != told:
            words[language] = told
    if isinstance(words, CommentedMap) and not words.ca.items:
        words.fa.set_flow_style()


def add_reminder(steps: Sequence[Step]) -> list[Step]:
    """A further reminder before the formal notice: thirty days after the step before it, by the same letter."""
    place = next((at for at, step in enumerate(steps) if step.kind == "formal_notice"), len(steps))
    before = steps[place - 1] if place else None
    values = {
        "from": before.id if before else OUTSIDE_EVENTS[1],
        "delay": 30,
        "unit": "calendar_days",
        "channel": "post",
        "letter": before.values["letter"] if before else "",
        "guard": "",
    }
    added = Step(find_free_id(steps), "letter", FURTHER, values)
    return [*steps[:place], added, *steps[place:]]


def find_free_id(steps: Sequence[Step]) -> str:
    """The smallest number that no step of the ladder has."""
    taken = {step.id for step in steps}
    return next(f"R{number}" for number in range(1, 100) if f"R{number}" not in taken)


def move(steps: Sequence[Step], step_id: str, by: int) -> list[Step]:
    """The steps with one a place earlier (-1) or later (1); at the end it stays."""
    rows = list(steps)
    at = next((index for index, step in enumerate(rows) if step.id == step_id), None)
    if at is not None and 0 <= at + by < len(rows):
        rows[at], rows[at + by] = rows[at + by], rows[at]
    return rows


def take_out(steps: Sequence[Step], step_id: str) -> list[Step]:
    """Without a letter; what the law orders stays."""
    return [step for step in steps if step.id != step_id or not step.is_free]


def preview(text: str, *, due: date, claimed: date) -> list[Planned]:
    """The days of every step for a debt that is never paid, each notified on its day.

    Raises FileRefused when the ladder cannot be counted as it is.
    """
    try:
        ladder = make_plain(read_text(text, file="ladder").data)
        calendar = load_calendar(str(ladder.get("calendar") or "belgium"))
        return forecast(
            ladder, done=[], events={"due": due, "claimed": claimed}, calendar=calendar, today=date.min
        )
    except (LadderError, SourceRefused, KeyError, TypeError, ValueError) as error:
        raise FileRefused(_("The days cannot be counted yet: %(error)s") % {"error": error}) from error


def list_problems(text: str, name: str, letters: Iterable[str]) -> list[str]:
    """What the law or the ladder's own sense refuses, with its place, in words."""
    try:
        read_ladders({f"ladders/{name}.yaml": text}, list(letters), folder="")
    except SourceRefused as refused:
        return [tell_problem(one) for one in refused.problems]
    return []
