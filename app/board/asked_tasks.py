"""Which of the tasks a person or nobody holds the address asks for: of a process, of a team, open for so many days."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import get_language, ngettext

from app.board.alert_numbers import describe_place
from app.board.filters import Filters, is_key, read_filters
from app.board.models import Subject
from app.board.queries import of_team
from workflows.models import HumanTask


@dataclass(frozen=True)
class Asked:
    """`older`: days since the task came up, at least; 0 asks for none."""

    process: str = ""
    team: str = ""
    older: int = 0

    @property
    def is_narrowed(self) -> bool:
        return bool(self.process or self.team or self.older)


def read_asked(query: QueryDict) -> Asked:
    """A value nobody offers counts as not given."""
    filters, older = read_filters(query, Subject.TASK), query.get("older", "")
    return Asked(filters.process, filters.team, int(older) if is_key(older) and int(older) < 10_000 else 0)


def narrow_tasks(tasks: QuerySet[HumanTask], asked: Asked, now: datetime) -> QuerySet[HumanTask]:
    if asked.process:
        tasks = tasks.filter(definition_key=asked.process)
    if asked.team:
        tasks = tasks.filter(of_team(asked.team, "definition_key"))
    return tasks.filter(Q(created_at__lte=now - timedelta(days=asked.older))) if asked.older else tasks


def describe_asked(asked: Asked) -> str:
    """“Question · open for 5 days or more”; nothing where nothing is asked for."""
    filters = Filters(Subject.TASK, process=asked.process, team=asked.team)
    parts = describe_place(filters, get_language() or "fr")
    if asked.older:
        days = ngettext("open for %(n)d day or more", "open for %(n)d days or more", asked.older)
        parts.append(days % {"n": asked.older})
    return " · ".join(parts)
