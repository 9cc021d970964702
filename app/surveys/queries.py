"""What the pages of the survey show: its rounds, the results of one in the reader's words, the remarks."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from app.cases.life_events import list_event_titles
from app.registers.rendering import show_quarter
from app.surveys import results
from app.surveys.models import InvitationState, Remark, RemarkState, Round
from app.surveys.questionnaire import questionnaire
from app.surveys.rounds import count_invited
from app.surveys.sparing import Reason

#: Rounds looked back on: three years.
SHOWN = 12
SIGNALS = (RemarkState.SIGNAL, RemarkState.HANDED)
REASONS: Mapping[str, Any] = {
    Reason.DECEASED: gettext_lazy("died, or dissolved"),
    Reason.RESTRICTED: gettext_lazy("file restricted"),
    Reason.GRAVE: gettext_lazy("in the middle of a complaint, recovery or insolvency"),
    Reason.NO_CONSENT: gettext_lazy("no consent to surveys"),
    Reason.NO_EMAIL: gettext_lazy("no e-mail address"),
    Reason.QUIET: gettext_lazy("asked not long ago"),
    Reason.NOT_DRAWN: gettext_lazy("not drawn"),
}


@dataclass(frozen=True)
class Running:
    """A round that is not counted yet: only how many were asked and answered so far."""

    quarter: str
    invited: int
    answered: int
    left_out: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Named:
    """A table with the words of its groups; the total comes last, under an empty name."""

    title: str
    lines: tuple[tuple[str, results.Line], ...]


def list_counted() -> list[Round]:
    return list(Round.objects.filter(closed_at__isnull=False)[:SHOWN])


def list_running() -> list[Running]:
    return [
        Running(
            quarter=show_quarter(row.quarter),
            invited=count_invited(row),
            answered=row.invitations.filter(state=InvitationState.ANSWERED).count(),
            left_out=tuple(
                (str(words), row.left_out[reason])
                for reason, words in REASONS.items()
                if row.left_out.get(reason)
            ),
        )
        for row in Round.objects.filter(closed_at=None)
    ]


def list_themes(language: str) -> list[str]:
    return [words[language] for words in questionnaire().short.values()]


def name_tables(row: Round, language: str) -> list[Named]:
    """By life event, and by team."""
    events = list_event_titles(language)
    return [
        name_table(_("By life event"), results.build_table(row, "life_event"), events),
        name_table(_("By team"), results.build_table(row, "team"), {"": _("No single team")}),
    ]


def name_table(title: str, table: results.Table, names: Mapping[str, str]) -> Named:
    lines = [(names.get(line.key, line.key), line) for line in table.lines]
    return Named(title, (*lines, (_("Total"), table.total)))


def list_course(rounds: list[Round]) -> list[tuple[Round, str, results.Line]]:
    """The totals of the counted rounds, the newest first."""
    return [(row, show_quarter(row.quarter), results.build_table(row, "life_event").total) for row in rounds]


def list_remarks(show: str) -> QuerySet[Remark]:
    """The newest first: those to be read, the signs of complaints, or all."""
    rows = Remark.objects.select_related("round").order_by("-received_on", "id")
    if show == "all":
        return rows
    return rows.filter(state__in=SIGNALS) if show == "signals" else rows.filter(state=RemarkState.UNREAD)


def count_unread() -> int:
    return Remark.objects.filter(state=RemarkState.UNREAD).count()


def list_cells(row: Round, language: str) -> Iterator[list[object]]:
    """The tables as one list: by what, group, invited, answers, rate, then mean and spread overall and by theme."""
    for named in name_tables(row, language):
        for name, line in named.lines:
            figures = [part for figure in line.figures for part in (figure.mean, figure.spread)]
            yield [row.quarter, named.title, name, line.invited, line.answers, line.rate, *figures]
