"""What will probably not be reached: what is due within some working days, held against what was finished a day lately.

Two figures that are kept apart: how many run out is certain while nothing is done; how many of them are not reached is
expected, should a team go on as it did. What is late already comes first, then what is due first. A team's pace is that
of the processes it names, whoever did the work.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_FLOOR, Decimal
from itertools import pairwise
from statistics import median

from django.db.models import Count, Min, QuerySet
from django.db.models.functions import TruncDate

from app.accounts.hiding import list_hidden, of_cases
from app.board import queries
from app.board.conditions import Condition
from app.board.filters import NO_TEAM, Filters
from app.board.models import Rollup, Standing, Subject
from app.board.queries import Tally, TeamPart
from app.periods import start_of
from workflows.calendars import load_calendar
from workflows.clock import BRUSSELS
from workflows.models import ClockState, HumanTask, ProcessInstance, ServiceLevelClock, TaskState

#: Weeks a reader may look back; fewer working days than `FEWEST` tell nothing.
WEEKS, USUAL, FEWEST = (4, 8, 13), 8, 10
KEPT = (ClockState.MET, ClockState.MET_LATE)
Days = Mapping[date, int]


@dataclass(frozen=True)
class Pace:
    """What was finished on each working day looked back at, oldest first, and today so far."""

    days: Sequence[int]
    today: int

    @property
    def is_known(self) -> bool:
        return len(self.days) >= FEWEST

    @property
    def usual(self) -> Decimal:
        """The median: half of the days fewer, half more. In halves at the finest."""
        return Decimal(str(median(self.days)))

    @property
    def range(self) -> tuple[int, int]:
        """The middle half of the days lies between these."""
        ordered = sorted(self.days)
        return ordered[len(ordered) // 4], ordered[-1 - len(ordered) // 4]

    def expect(self, days: int, *, from_today: bool) -> int:
        """How many are finished in so many working days, whole ones only; of today what is left of it."""
        first = max(Decimal(0), self.usual - self.today) if from_today else self.usual
        return int((first + self.usual * (days - 1)).quantize(Decimal(1), ROUND_FLOOR))


@dataclass(frozen=True)
class Outlook:
    """A team within so many working days: `late` already and `due` are certain, `expected` is what it finishes."""

    key: str
    name: str
    late: int
    due: int
    pace: Pace
    expected: int

    @property
    def missed(self) -> int | None:
        """Of those due, how many are probably not reached; None while too few days are known."""
        if not self.pace.is_known:
            return None
        return min(self.due, max(0, self.late + self.due - self.expected))

    @property
    def reached(self) -> int:
        return self.due - (self.missed or 0)


def look_ahead(subject: Subject, days: int, weeks: int, rollup: Rollup) -> list[Outlook]:
    """Each team that has something late or due, the one that misses most first."""
    today = rollup.at.astimezone(BRUSSELS).date()
    late, due = count_late(subject, rollup), count_due(subject, days, rollup)
    history = read_history(subject, list_days(today, weeks)[0], today)
    found = [
        make_outlook(
            part, sum_up(late, part), sum_up(due, part), measure(part, history, today, weeks), days, today
        )
        for part in list_parts(late | due)
    ]
    return sorted(
        (one for one in found if one.late or one.due),
        key=lambda one: (-(one.missed or 0), -one.due, one.name.casefold()),
    )


def make_outlook(part: TeamPart, late: int, due: int, pace: Pace, days: int, today: date) -> Outlook:
    from_today = load_calendar().is_working_day(today)
    expected = pace.expect(days, from_today=from_today) if pace.is_known else 0
    return Outlook(part.key, part.name, late, due, pace, expected)


def list_parts(processes: Collection[str]) -> list[TeamPart]:
    """The teams, and what no team names as one more, without a name."""
    teams = queries.list_team_parts()
    rest = frozenset(processes) - frozenset().union(*(one.processes for one in teams))
    return [*teams, TeamPart(NO_TEAM, "", rest)]


def sum_up(numbers: Mapping[str, int], part: TeamPart) -> int:
    return sum(number for process, number in numbers.items() if process in part.processes)


def count_late(subject: Subject, rollup: Rollup) -> dict[str, int]:
    found = queries.count_by("process", Filters(subject, Condition.BREACHED), rollup)
    return {process: tally.breached for process, tally in found.items()}


def count_due(subject: Subject, days: int, rollup: Rollup) -> dict[str, int]:
    found: Mapping[str, Tally] = queries.count_by("process", Filters(subject, within=days), rollup)
    return {process: tally.open for process, tally in found.items()}


def list_missed(subject: Subject, outlook: Outlook, days: int, rollup: Rollup, most: int) -> list[Standing]:
    """Those of the due ones that are probably not reached, the first due first."""
    filters = Filters(subject, within=days, team=outlook.key)
    rows = queries.list_standing(filters, rollup).order_by("target_at", "pk")
    return list(rows[outlook.reached : outlook.reached + most]) if outlook.missed else []


def list_days(today: date, weeks: int) -> list[date]:
    """The working days of so many weeks before today, oldest first."""
    calendar, first = load_calendar(), today - timedelta(weeks=weeks)
    days = (first + timedelta(days=number) for number in range((today - first).days))
    return [day for day in days if calendar.is_working_day(day)]


def measure(part: TeamPart, history: "History", today: date, weeks: int) -> Pace:
    """From the first day on which one of its processes ran: before, nothing could be finished. What closed days
    finished counts for the working day before them."""
    own: Counter[date] = Counter()
    for process in part.processes:
        own.update(history.finished.get(process, {}))
    begun = min((history.begun[one] for one in part.processes if one in history.begun), default=today)
    days = [day for day in list_days(today, weeks) if day >= begun]
    return Pace(list(share_out(own, days, today)), own[today])


@dataclass(frozen=True)
class History:
    """By process: how many were finished on each day, and the day on which its first case began."""

    finished: Mapping[str, Days]
    begun: Mapping[str, date]


def read_history(subject: Subject, first: date, last: date) -> History:
    """Both days included, none of a trial; what was finished also none of a file hidden from the reader."""
    found: dict[str, dict[date, int]] = {}
    for process, day, number in FINISHED[subject](first, last):
        found.setdefault(process, {})[day] = number
    runs = ProcessInstance.objects.filter(is_test=False).values_list("definition_key")
    begun = runs.annotate(first=Min("started_at")).order_by()
    return History(found, {process: at.astimezone(BRUSSELS).date() for process, at in begun})


def share_out(own: Days, days: Sequence[date], today: date) -> Iterator[int]:
    for day, following in pairwise([*days, today]):
        span = (day + timedelta(days=number) for number in range((following - day).days))
        yield sum(own.get(one, 0) for one in span)


def list_kept(first: date, last: date) -> QuerySet[ServiceLevelClock, tuple[str, date, int]]:
    clocks = ServiceLevelClock.objects.filter(
        state__in=KEPT,
        stopped_at__gte=start_of(first),
        stopped_at__lt=start_of(last + timedelta(days=1)),
        instance__is_test=False,
    )
    hidden = list_hidden()
    clocks = clocks.exclude(of_cases(hidden, "instance__case_ref")) if hidden else clocks
    days = clocks.values_list("instance__definition_key", TruncDate("stopped_at", tzinfo=BRUSSELS))
    return days.annotate(number=Count("pk")).order_by()


def list_done(first: date, last: date) -> QuerySet[HumanTask, tuple[str, date, int]]:
    tasks = HumanTask.objects.filter(
        state=TaskState.COMPLETED,
        closed_at__gte=start_of(first),
        closed_at__lt=start_of(last + timedelta(days=1)),
        instance__is_test=False,
    )
    hidden = list_hidden()
    tasks = tasks.exclude(of_cases(hidden)) if hidden else tasks
    days = tasks.values_list("definition_key", TruncDate("closed_at", tzinfo=BRUSSELS))
    return days.annotate(number=Count("pk")).order_by()


FINISHED = {Subject.PROMISE: list_kept, Subject.TASK: list_done}
