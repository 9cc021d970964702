"""The lines of the board: what is counted, in words, each number with the list it counts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from app.board import queries
from app.board.conditions import Condition
from app.board.filters import NO_TEAM, Filters
from app.board.queries import Tally
from app.board.words import AGES, CONDITIONS, MEANINGS, TONES
from app.cases.wording import choose, list_process_titles, tell_apart
from app.charter.naming import words_of


@dataclass(frozen=True)
class Cell:
    """A number and the query of its list; `width` of the whole line in percent, for its bar."""

    condition: Condition
    name: Any
    tone: str
    count: int
    query: str
    meaning: Any = ""


@dataclass(frozen=True)
class Line:
    title: str
    query: str
    tally: Tally
    cells: tuple[Cell, ...]

    @property
    def bar(self) -> list[tuple[str, int, int]]:
        """Tone, place and length of each part, in thousandths of the bar."""
        parts, place = [], 0
        for cell in self.cells:
            length = round(1000 * cell.count / self.tally.open) if self.tally.open else 0
            if length:
                parts.append((cell.tone, place, length))
            place += length
        return parts


def make_line(title: str, tally: Tally, filters: Filters) -> Line:
    return Line(title, filters.write(), tally, make_cells(tally, filters))


def make_cells(tally: Tally, filters: Filters) -> tuple[Cell, ...]:
    return tuple(
        Cell(one, CONDITIONS[one], TONES[one], tally.of(one), filters.write(condition=one), MEANINGS[one])
        for one in Condition
    )


@dataclass(frozen=True)
class Counted:
    """What one page of the board counts: by process, asked once, and by the way the reader chose."""

    now: datetime
    language: str
    by_process: Mapping[str, Tally]

    @property
    def total(self) -> Tally:
        return sum(self.by_process.values(), Tally())


def count_all(now: datetime, language: str) -> Counted:
    return Counted(now, language, queries.count_by(queries.group_by_process, Filters(), now))


def list_lines(by: str, counted: Counted) -> list[Line]:
    """The lines of one way to count, those with the most broken first; ages in their order."""
    lines = list(LINES[by](counted))
    return lines if by == "age" else sort_lines(lines)


def sort_lines(lines: Iterable[Line]) -> list[Line]:
    return sorted(lines, key=lambda one: (-one.tally.breached, -one.tally.at_risk, one.title.casefold()))


def list_processes(counted: Counted) -> Iterable[Line]:
    titles = list_process_titles(counted.language)
    for key, tally in counted.by_process.items():
        yield make_line(titles.get(key) or tell_apart(key), tally, Filters(process=key))


def list_promises(counted: Counted) -> Iterable[Line]:
    titles = list_process_titles(counted.language)
    for key, tally in queries.count_by(queries.group_by_promise, Filters(), counted.now).items():
        yield make_line(title_promise(key, titles, counted.language), tally, Filters(promise=key))


def title_promise(key: str, titles: Mapping[str, str], language: str) -> str:
    """`question/answer` as “Question: answer within five days”, worded as the process words it today."""
    process, _slash, level = key.partition("/")
    try:
        words = words_of(process)["levels"].get(level, {})
    except OSError:  # a process that only the studio has published, or that is gone from the folder
        words = {}
    colon = "\xa0: " if language == "fr" else ": "
    return (
        f"{titles.get(process) or tell_apart(process)}{colon}{choose(words, language) or tell_apart(level)}"
    )


def list_teams(counted: Counted) -> Iterable[Line]:
    teams = queries.list_team_parts()
    names = {team.key: team.name for team in teams}
    for key, tally in queries.sum_teams(counted.by_process, teams).items():
        title = _("In no team’s processes") if key == NO_TEAM else names[key]
        yield make_line(title, tally, Filters(team=key))


def list_ages(counted: Counted) -> Iterable[Line]:
    now = counted.now
    found = queries.count_by(queries.group_by_age(now), Filters(), now)
    for age, name in AGES.items():
        yield make_line(str(name), found.get(str(age), Tally()), Filters(age=age))


LINES = {"process": list_processes, "promise": list_promises, "team": list_teams, "age": list_ages}
