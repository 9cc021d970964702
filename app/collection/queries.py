"""What the pages of calls read."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Abs

from app.collection.models import CallLine, LineState, QuarterlyCall

PAGE = 50
#: Jumps of more than half are looked at before a call leaves (quality sample of the quarter).
JUMP = Decimal("0.5")
VIEWS = ("all", "failed", "jumps", "highest", "unnoticed", "nothing_due")


@dataclass(frozen=True)
class Figures:
    """Of one call: lines by state, notices, and what was booked, EUR."""

    waiting: int
    booked: int
    nothing_due: int
    failed: int
    noticed: int
    amount: Decimal

    @property
    def total(self) -> int:
        return self.waiting + self.booked + self.nothing_due + self.failed

    @property
    def done_percent(self) -> int:
        return 100 if self.total == 0 else (self.total - self.waiting) * 100 // self.total

    @property
    def noticed_percent(self) -> int:
        return 100 if self.booked == 0 else self.noticed * 100 // self.booked

    def of_view(self, view: str) -> int | None:
        """How many lines a view holds, where the figures tell."""
        known = {
            "all": self.total,
            "failed": self.failed,
            "unnoticed": self.booked - self.noticed,
            "nothing_due": self.nothing_due,
        }
        return known.get(view)


#: Of a call without lines.
NOTHING = Figures(waiting=0, booked=0, nothing_due=0, failed=0, noticed=0, amount=Decimal("0.00"))


def list_calls() -> QuerySet[QuarterlyCall]:
    return QuarterlyCall.objects.order_by("-year", "-quarter", "-pk")


def read_figures(call: QuarterlyCall) -> Figures:
    return read_all_figures([call])[call.pk]


def read_all_figures(calls: Collection[QuarterlyCall]) -> dict[int, Figures]:
    """The figures of each call by its key, in one statement."""
    lines = CallLine.objects.filter(call__in=calls).order_by().values("call_id")
    found = lines.annotate(
        waiting=Count("id", filter=Q(state=LineState.WAITING)),
        booked=Count("id", filter=Q(state=LineState.BOOKED)),
        nothing_due=Count("id", filter=Q(state=LineState.NOTHING_DUE)),
        failed=Count("id", filter=Q(state=LineState.FAILED)),
        noticed=Count("id", filter=Q(letter__isnull=False)),
        total=Sum("amount", default=Decimal("0.00")),
    )
    figures = {row["call_id"]: make_figures(row) for row in found}
    return {call.pk: figures.get(call.pk, NOTHING) for call in calls}


def make_figures(row: Mapping[str, Any]) -> Figures:
    counted = ("waiting", "booked", "nothing_due", "failed", "noticed")
    return Figures(**{name: row[name] for name in counted}, amount=row["total"])


def list_lines(call: QuarterlyCall, view: str, *, after: int = 0) -> QuerySet[CallLine]:
    """The lines of a view behind a number (behind a position for the highest ones)."""
    lines = call.lines.select_related("party", "receivable")
    if view == "highest":
        return lines.filter(amount__isnull=False).order_by("-amount", "number")[after : after + PAGE + 1]
    return narrow(lines, view).filter(number__gt=after).order_by("number")[: PAGE + 1]


def narrow(lines: QuerySet[CallLine], view: str) -> QuerySet[CallLine]:
    """`jumps` are amounts that differ by more than half from those of the quarter before."""
    match view:
        case "failed":
            return lines.filter(state=LineState.FAILED)
        case "jumps":
            return find_jumps(lines.filter(amount__isnull=False, previous__gt=0))
        case "unnoticed":
            return lines.filter(state=LineState.BOOKED, letter=None)
        case "nothing_due":
            return lines.filter(state=LineState.NOTHING_DUE)
    return lines


def find_jumps(lines: QuerySet[CallLine]) -> QuerySet[CallLine]:
    return lines.alias(jump=Abs(F("amount") - F("previous"))).filter(jump__gt=F("previous") * JUMP)


def read_lines(call: QuarterlyCall, view: str) -> Iterator[CallLine]:
    """Every line of a view, streamed."""
    lines = narrow(call.lines.select_related("party", "receivable"), view)
    yield from lines.order_by("number").iterator(chunk_size=1000)
