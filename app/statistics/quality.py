"""How good the fund's data are: indicators counted each month, kept, and shown beside the months before (SLA-85)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from app.ledger.proofs import list_faults
from app.statistics.models import QualityReport
from workflows.clock import BRUSSELS

#: Months shown on the page.
SHOWN = 12


@dataclass(frozen=True)
class Indicator:
    """`statement` gives how many are wrong and of how many; parameters `day` (today) and `month` (its first day)."""

    title: Any
    statement: str


PERSONS = "FROM people_person p JOIN people_party q ON q.id = p.party_id WHERE q.merged_into_id IS NULL"
INDICATORS: Mapping[str, Indicator] = {
    "niss": Indicator(
        _("Persons without a national number"),
        f"SELECT count(*) FILTER (WHERE p.niss_index IS NULL), count(*) {PERSONS}",
    ),
    "birth_date": Indicator(
        _("Persons without a date of birth"),
        f"SELECT count(*) FILTER (WHERE p.birth_date IS NULL), count(*) {PERSONS}",
    ),
    "address": Indicator(
        _("Parties without an address"),
        "SELECT count(*) FILTER (WHERE NOT EXISTS (SELECT FROM people_address a WHERE a.party_id = q.id "
        "AND a.withdrawn_at IS NULL AND a.started_on <= %(day)s AND (a.ended_on IS NULL OR a.ended_on >= %(day)s))), "
        "count(*) FROM people_party q WHERE q.merged_into_id IS NULL",
    ),
    "duplicates": Indicator(
        _("Double entries to be judged"),
        "SELECT count(*) FILTER (WHERE verdict = 'open'), count(*) FROM people_suspicion",
    ),
    "returned": Indicator(
        _("Letters of the month that came back"),
        "SELECT count(*) FILTER (WHERE state = 'returned'), count(*) FROM correspondence_letter "
        "WHERE sent_at >= %(month)s",
    ),
    "suspense": Indicator(
        _("Payments not identified after ten days"),
        "SELECT count(*) FILTER (WHERE state = 'suspense' AND booked_on < %(day)s::date - 10), count(*) "
        "FROM ledger_banktransaction",
    ),
    "mail": Indicator(
        _("E-mail not filed after five days"),
        "SELECT count(*) FILTER (WHERE state = 'unfiled' AND received_at < %(day)s::date - 5), count(*) "
        "FROM correspondence_incomingmail",
    ),
}
BOOKS = "books"


@dataclass(frozen=True)
class Line:
    """One indicator over the months shown, the newest first: (wrong, of, share in percent or none)."""

    title: Any
    months: tuple[tuple[int, int, Decimal | None], ...]


def measure(day: date) -> dict[str, list[int]]:
    """Each indicator by its name: how many are wrong, of how many. The books' proofs count faults only."""
    values = {"day": day, "month": day.replace(day=1)}
    found: dict[str, list[int]] = {}
    with connection.cursor() as cursor:
        for name, indicator in INDICATORS.items():
            cursor.execute(indicator.statement, values)
            found[name] = list(cursor.fetchone())
    faults = sum(1 for _fault in list_faults())
    found[BOOKS] = [faults, 0]
    return found


def report(now: datetime) -> QualityReport:
    """The report of the month that has ended, made once; a second call gives the one that is kept."""
    today = now.astimezone(BRUSSELS).date()
    month = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    known = QualityReport.objects.filter(month=month).first()
    if known is not None:
        return known
    made, _made = QualityReport.objects.get_or_create(
        month=month, defaults={"figures": measure(today), "made_at": now}
    )
    return made


def list_lines(reports: list[QualityReport]) -> list[Line]:
    titles = {name: one.title for name, one in INDICATORS.items()} | {BOOKS: _("Faults in the books")}
    return [
        Line(title, tuple(read_figure(report.figures.get(name, [0, 0])) for report in reports))
        for name, title in titles.items()
    ]


def compare(made: QualityReport, before: QualityReport | None) -> int:
    """How many indicators have a larger share wrong than a month earlier; none without a month to compare with."""
    if before is None:
        return 0
    pairs = [
        (read_figure(made.figures[name]), read_figure(before.figures.get(name, [0, 0])))
        for name in INDICATORS
    ]
    return sum(1 for now, then in pairs if (now[2] or 0) > (then[2] or 0))


def read_figure(figure: list[int]) -> tuple[int, int, Decimal | None]:
    wrong, of = figure
    share = (Decimal(100) * wrong / of).quantize(Decimal("0.1"), ROUND_HALF_UP) if of else None
    return wrong, of, share
