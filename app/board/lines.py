"""The lines of the board: what is counted, in words, each number with the list it counts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from app.board import queries
from app.board.conditions import Condition
from app.board.filters import NO_TEAM, Filters
from app.board.models import Rollup, Subject
from app.board.queries import Tally
from app.board.words import AGES, CONDITIONS, MEANINGS, TONES
from app.cases.wording import choose, find_wording, list_process_titles, tell_apart
from app.charter.naming import words_of
from workflows import level_sources
from workflows.models import ProcessDefinition


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
    #: The process whose diagram tells where its cases wait; empty for what is no process.
    process: str = ""

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
    words, meanings, query = CONDITIONS[filters.subject], MEANINGS[filters.subject], filters.write()
    return tuple(
        Cell(one, words[one], TONES[one], tally.of(one), add_condition(one, query), meanings[one])
        for one in Condition
    )


def add_condition(condition: Condition, query: str) -> str:
    """A page has a thousand of them: the rest of a line's query is written once."""
    return f"condition={condition}&{query}"


@dataclass(frozen=True)
class Counted:
    """What one page of the board tells: by process and by the way the reader chose, and what runs out how soon."""

    filters: Filters
    language: str
    tallies: Mapping[str, Mapping[str, Tally]]
    forecasts: Mapping[int, int]

    @property
    def by_process(self) -> Mapping[str, Tally]:
        return self.tallies["process"]

    @property
    def total(self) -> Tally:
        return sum(self.by_process.values(), Tally())

    def narrow(self, **changes: Any) -> Filters:
        return replace(self.filters, **changes)


def count_all(subject: Subject, by: str, rollup: Rollup, language: str) -> Counted:
    """All figures of a page in one statement; those of teams are sums over processes."""
    filters = Filters(subject, as_of=rollup.pk)
    fields = ["process"] if by == "team" else ["process", by]
    return Counted(filters, language, *queries.count_ways(fields, filters, rollup))


def list_lines(by: str, counted: Counted) -> list[Line]:
    """The lines of one way to count, those with the most broken first; ages in their order."""
    lines = list(LINES[by](counted))
    return lines if by == "age" else sort_lines(lines)


def sort_lines(lines: Iterable[Line]) -> list[Line]:
    return sorted(lines, key=lambda one: (-one.tally.breached, -one.tally.at_risk, one.title.casefold()))


def list_processes(counted: Counted) -> Iterable[Line]:
    titles = list_process_titles(counted.language)
    for key, tally in counted.by_process.items():
        line = make_line(titles.get(key) or tell_apart(key), tally, counted.narrow(process=key))
        yield replace(line, process=key)


def list_promises(counted: Counted) -> Iterable[Line]:
    titles = list_process_titles(counted.language)
    for key, tally in counted.tallies["promise"].items():
        yield make_line(title_promise(key, titles, counted.language), tally, counted.narrow(promise=key))


def list_steps(counted: Counted) -> Iterable[Line]:
    titles, current = list_process_titles(counted.language), find_versions()
    for key, tally in counted.tallies["step"].items():
        yield make_line(title_step(key, titles, current, counted.language), tally, counted.narrow(step=key))


def find_versions() -> dict[str, int]:
    """The present version of each process."""
    return dict(ProcessDefinition.objects.exclude(current=None).values_list("key", "current_id"))


def title_step(key: str, titles: Mapping[str, str], current: Mapping[str, int], language: str) -> str:
    """`question/answer_question` as “Question: Answer the question”, worded as the process words it today."""
    process, _slash, node = key.partition("/")
    version = current.get(process)
    words = find_wording(version).node(node, language) if version else tell_apart(node)
    return f"{titles.get(process) or tell_apart(process)}{write_colon(language)}{words}"


def write_colon(language: str) -> str:
    return "\xa0: " if language == "fr" else ": "


def title_promise(key: str, titles: Mapping[str, str], language: str) -> str:
    """`question/answer` as “Question: answer within five days”, worded as the process words it today."""
    process, _slash, level = key.partition("/")
    if level_sources.is_offered(level):
        return title_policy(process, level, titles, language)
    try:
        words = words_of(process)["levels"].get(level, {})
    except OSError:  # a process that only the studio has published, or that is gone from the folder
        words = {}
    told = choose(words, language) or tell_apart(level)
    return f"{titles.get(process) or tell_apart(process)}{write_colon(language)}{told}"


def title_policy(process: str, level: str, titles: Mapping[str, str], language: str) -> str:
    """A policy's promise for a process; for one step, with the step as the process words it today."""
    policy, _mark, rest = level.partition(level_sources.MARK)
    title = choose(level_sources.tell_level(level), language) or tell_apart(policy)
    node = rest.partition(level_sources.MARK)[2]
    if not node:
        return f"{titles.get(process) or tell_apart(process)}{write_colon(language)}{title}"
    return f"{title_step(f'{process}/{node}', titles, find_versions(), language)} · {title}"


def list_teams(counted: Counted) -> Iterable[Line]:
    teams = queries.list_team_parts()
    names = {team.key: team.name for team in teams}
    for key, tally in queries.sum_teams(counted.by_process, teams).items():
        title = _("In no team’s processes") if key == NO_TEAM else names[key]
        yield make_line(title, tally, counted.narrow(team=key))


def list_ages(counted: Counted) -> Iterable[Line]:
    found = counted.tallies["age"]
    for age, name in AGES.items():
        yield make_line(str(name), found.get(str(age), Tally()), counted.narrow(age=age))


LINES = {
    "process": list_processes,
    "promise": list_promises,
    "step": list_steps,
    "team": list_teams,
    "age": list_ages,
}
