"""The number that an alert watches: what it counts, in a count of the board, in words, and the list it opens today."""

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from app.board import lines, queries
from app.board.conditions import OPEN_TASKS
from app.board.filters import NO_TEAM, Filters, read_filters
from app.board.models import Alert, Measure, Rollup, Subject
from app.board.words import AGES, CONDITIONS, KINDS, SUBJECTS
from app.cases.wording import list_process_titles

LISTS = {Subject.PROMISE: "board:promises", Subject.TASK: "board:tasks"}
#: The key of what nobody holds, in the addresses of the workload.
NOBODY = 0


@dataclass(frozen=True)
class Number:
    """`older`: days that tasks have been open at least; of tasks nobody holds, and None of all others."""

    filters: Filters
    older: int | None = None

    @property
    def measure(self) -> Measure:
        return Measure.COUNTED if self.older is None else Measure.UNHELD

    @property
    def asked(self) -> str:
        return self.filters.write(as_of=None)

    @property
    def address(self) -> str:
        """The list as it is now."""
        if self.older is None:
            return f"{reverse(LISTS[self.filters.subject])}?{self.asked}"
        asked = {"process": self.filters.process, "team": self.filters.team, "older": self.older}
        query = urlencode({name: value for name, value in asked.items() if value})
        return f"{reverse('board:person', args=[NOBODY])}?{query}"


def read_number(alert: Alert) -> Number:
    return Number(read_filters(QueryDict(alert.asked), Subject(alert.subject)), alert.older)


def count(number: Number, rollup: Rollup) -> int:
    """In this count, without the files hidden from whoever reads."""
    if number.older is None:
        return queries.count(number.filters, rollup)
    unheld = queries.list_standing(number.filters, rollup).filter(
        started_at__lte=rollup.at - timedelta(days=number.older),
        task__state__in=OPEN_TASKS,
        task__assignee=None,
    )
    return unheld.count()


def describe(number: Number, language: str) -> str:
    """“Promises · Broken · Question · Recovery team”: what is counted and every filter of it."""
    filters = number.filters
    parts = [_("Tasks nobody holds") if number.older is not None else str(SUBJECTS[filters.subject])]
    if number.older:
        days = ngettext("open for %(n)d day or more", "open for %(n)d days or more", number.older)
        parts.append(days % {"n": number.older})
    if filters.condition:
        parts.append(str(CONDITIONS[filters.subject][filters.condition]))
    return " · ".join([*parts, *describe_place(filters, language), *describe_rest(filters)])


def describe_place(filters: Filters, language: str) -> list[str]:
    """Process, promise, step and team."""
    titles, found = list_process_titles(language), []
    if filters.process:
        found.append(titles.get(filters.process, filters.process))
    if filters.promise:
        found.append(lines.title_promise(filters.promise, titles, language))
    if filters.step:
        found.append(lines.title_step(filters.step, titles, lines.find_versions(), language))
    if filters.team:
        found.append(name_team(filters.team))
    return found


def name_team(key: str) -> str:
    if key == NO_TEAM:
        return _("In no team’s processes")
    names = {one.key: one.name for one in queries.list_team_parts()}
    return names.get(key) or _("a team that is closed or names no process any more")


def describe_rest(filters: Filters) -> list[str]:
    found = []
    if filters.kind:
        found.append(str(KINDS[filters.kind]))
    if filters.age:
        found.append(str(AGES[filters.age]))
    if filters.within:
        within = ngettext("Within %(n)d working day", "Within %(n)d working days", filters.within)
        found.append(within % {"n": filters.within})
    return found
