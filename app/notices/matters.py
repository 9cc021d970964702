"""What a page of notices tells: day by day each case with its person, and of each promise the latest, once."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy

from app.accounts.models import User
from app.addresses import find_address
from app.cases.models import Case
from app.cases.wording import choose, list_process_titles
from app.exchanges.rights import may_read_exchanges
from app.notices import queries
from app.notices.models import Notice
from app.notices.queries import Told
from app.people.rights import may_read_people
from workflows.models import ClockState
from workflows.models.service_level import ServiceLevelClock

STEPS: Mapping[str, Any] = {
    "warning": gettext_lazy("Soon due"),
    "breach": gettext_lazy("Overdue"),
    "pause_outlasted": gettext_lazy("Paused longer than planned"),
}
ESCALATED = gettext_lazy("Escalated")
TONES: Mapping[str, str] = {"warning": "warn", "pause_outlasted": "warn"}
GOING_ON = (ClockState.RUNNING, ClockState.PAUSED)


@dataclass(frozen=True)
class Line:
    """One promise of a matter as it was told last; `times` it was told, `is_settled` when it is kept or given up by
    now."""

    title: str
    step: str
    tone: str
    target_at: datetime
    told_at: datetime
    times: int
    is_unread: bool
    is_settled: bool


@dataclass(frozen=True)
class Matter:
    """A case, or a thing without one. `newest` is its latest notice."""

    key: str
    link: str
    reference: str
    case: Case | None
    name: str
    process: str
    lines: Sequence[Line]
    newest: int
    unread: int
    told_at: datetime


def name_step(step: str) -> str:
    return str(STEPS.get(step, ESCALATED))


def list_days(
    user: User, roles: Collection[str], told: Sequence[Told], language: str, *, unread: bool
) -> list[tuple[date, list[Matter]]]:
    """The matters under the day they were last told of."""
    matters = list_matters(user, roles, told, language, unread=unread)
    days = groupby(matters, key=lambda matter: localtime(matter.told_at).date())
    return [(day, list(of_day)) for day, of_day in days]


def list_matters(
    user: User, roles: Collection[str], told: Sequence[Told], language: str, *, unread: bool
) -> list[Matter]:
    notices = queries.list_of_matters(roles, [one.matter for one in told])
    read, settled = queries.list_read(user, notices), find_settled(notices)
    cases = {one.reference: one for one in Case.objects.filter(reference__in=[one.matter for one in told])}
    processes = list_process_titles(language)
    by_matter: dict[str, list[Notice]] = {}
    for notice in notices:
        by_matter.setdefault(notice.case_ref or notice.subject, []).append(notice)
    matters = []
    for one in told:
        its = by_matter.get(one.matter, [])
        if not its:
            continue
        case = cases.get(one.matter)
        lines = [line for line in tell(its, read, settled, language) if line.is_unread or not unread]
        matters.append(
            Matter(
                key=one.matter,
                link=find_link(user, its[0]),
                reference=its[0].case_ref,
                case=case,
                name=case.party_name if case and may_read_people(user) else "",
                process=processes.get(case.process, "") if case else "",
                lines=lines,
                newest=one.newest,
                unread=one.unread,
                told_at=its[0].created_at,
            )
        )
    return matters


def tell(
    notices: Iterable[Notice], read: Collection[int], settled: Collection[str], language: str
) -> list[Line]:
    """One line a subject, the one told last first: what was told again, or to a second role of the reader, is one."""
    by_subject: dict[str, list[Notice]] = {}
    for notice in notices:
        by_subject.setdefault(notice.subject or notice.key, []).append(notice)
    return [
        Line(
            title=choose(its[0].titles, language) or name_step(its[0].step),
            step=name_step(its[0].step),
            tone=TONES.get(its[0].step, "late"),
            target_at=its[0].target_at,
            told_at=its[0].created_at,
            times=len({(notice.step, notice.created_at) for notice in its}),
            is_unread=subject not in settled and any(notice.pk not in read for notice in its),
            is_settled=subject in settled,
        )
        for subject, its in by_subject.items()
    ]


def find_settled(notices: Iterable[Notice]) -> set[str]:
    """The subjects whose clock stands by now: the promise was kept after all, or no longer concerns anybody."""
    clocks = {
        int(number)
        for kind, _colon, number in (notice.subject.partition(":") for notice in notices)
        if kind == "service-level" and number.isdecimal()
    }
    ended = ServiceLevelClock.objects.filter(pk__in=clocks).exclude(state__in=GOING_ON)
    return {f"service-level:{pk}" for pk in ended.values_list("pk", flat=True)}


def find_link(user: User, notice: Notice) -> str:
    """Where one does something about it."""
    if notice.case_ref:
        return find_address("cases:case", notice.case_ref)
    kind, _colon, rest = notice.subject.partition(":")
    if kind == "exchanges" and may_read_exchanges(user):
        return f"{find_address('exchanges:list')}?view={rest.partition(':')[0]}"
    return ""
