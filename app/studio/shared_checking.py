"""What does not hold in a draft of a calendar, or of a decision that processes share."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext as _

from app.studio.shared_places import Place
from app.studio.shared_users import UserResult
from app.studio.user_trials import Trials
from workflows.calendars import Calendar, CalendarNeverOpens, load_calendar, read_calendar
from workflows.dmn.analysis import analyse
from workflows.dmn.cases import read_cases, run_cases
from workflows.dmn.definitions import Definitions
from workflows.dmn.errors import DmnError
from workflows.dmn.reading import read
from workflows.dmn.walking import list_tables
from workflows.errors import WorkflowError
from workflows.feel_functions import environment
from workflows.yaml_source import Problem, SourceRefused, read_text

#: From which day on somebody must work within a year; no rule of a week depends on which.
SOME_DAY = date(2026, 1, 1)


@dataclass(frozen=True)
class SharedCheck:
    """`problems` block; `notes` are told; `users` are the processes whose scenarios were played, `waiting` those whose
    scenarios are not yet: neither where nobody asked for them."""

    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    cases: int = 0
    users: tuple[UserResult, ...] = ()
    waiting: tuple[str, ...] = ()

    @property
    def count_blocking(self) -> int:
        return len(self.problems) + sum(len(one.problems) for one in self.users)

    @property
    def may_publish(self) -> bool:
        return self.count_blocking == 0 and not self.waiting


def check_shared(
    place: Place, files: Mapping[str, str], look: Callable[[], Trials] | None = None
) -> SharedCheck:
    """What is wrong is told, not raised. `look` gives the scenarios of the processes that ask the decision."""
    if place.is_calendar:
        return check_calendar(place, files)
    found = check_decision(place, files)
    if look is None or found.problems:
        return found
    trials = look()
    return replace(found, users=trials.results, waiting=trials.waiting)


def check_calendar(place: Place, files: Mapping[str, str]) -> SharedCheck:
    text = files.get(place.path, "")
    try:
        calendar = read_draft(place, text)
    except SourceRefused as refused:
        return SharedCheck(refused.problems)
    problems = [Problem(place.path, 1, "", told) for told in list_contradictions(place, calendar)]
    return SharedCheck(tuple(problems))


def read_draft(place: Place, text: str) -> Calendar:
    """The calendar a draft says. Raises SourceRefused."""
    return read_calendar(read_text(text, file=place.path))


def list_contradictions(place: Place, calendar: Calendar) -> list[str]:
    """What the file alone does not show: another's name, another zone or country than it had, or no day ever."""
    told = []
    if calendar.name != place.name:
        told.append(_("The file is the calendar “%(name)s”.") % {"name": calendar.name})
    told += list_moves(place, calendar)
    try:
        calendar.next_working_day(SOME_DAY)
    except CalendarNeverOpens:
        told.append(_("Nobody ever works: there is no working day within a year."))
    return told


def list_moves(place: Place, calendar: Calendar) -> list[str]:
    try:
        known = load_calendar(place.name)
    except WorkflowError:
        return []  # a new one
    if (known.zone, known.country) != (calendar.zone, calendar.country):
        return [_("Time zone and country stay as they are: make another calendar for another place.")]
    return []


def check_decision(place: Place, files: Mapping[str, str]) -> SharedCheck:
    """Readable, without contradiction, and every case of it held; a gap or a rule no case takes is told."""
    written = files.get(place.paths[1], "").strip()
    try:
        model = read(files.get(place.path, "").encode())
        cases = read_cases(written, file=place.paths[1]) if written else ()
        report = run_cases(model, cases, environment())
    except SourceRefused as refused:
        return SharedCheck(refused.problems)
    except (DmnError, WorkflowError, RecursionError) as refused:
        return SharedCheck((Problem(place.path, 1, "", str(refused)),))
    failed = [f"{one.case.name}: {told}" for one in report.results for told in one.problems]
    contradictions, notes = analyse_model(model)
    untaken = [_("No case takes rule %(number)s.") % {"number": rule.index} for rule in report.uncovered]
    missing = [] if cases else [_("No case says what it must answer: try it and keep the answer as a case.")]
    problems = [Problem(place.path, 1, "", told) for told in [*missing, *failed, *contradictions]]
    return SharedCheck(tuple(problems), (*notes, *untaken), len(report.results))


def analyse_model(model: Definitions) -> tuple[list[str], list[str]]:
    """What contradicts itself, and what is merely open."""
    found = [analyse(table) for table in list_tables(model)]
    contradictions = [str(one) for analysis in found for one in analysis.contradictions]
    notes = [str(one) for analysis in found for one in (*analysis.gaps, *analysis.notes)]
    return contradictions, notes
