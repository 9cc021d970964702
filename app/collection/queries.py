"""What the pages of calls read."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

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


def list_calls() -> QuerySet[QuarterlyCall]:
    return QuarterlyCall.objects.order_by("-year", "-quarter", "-pk")


def read_figures(call: QuarterlyCall) -> Figures:
    found = call.lines.aggregate(
        waiting=Count("id", filter=Q(state=LineState.WAITING)),
        booked=Count("id", filter=Q(state=LineState.BOOKED)),
        nothing_due=Count("id", filter=Q(state=LineState.NOTHING_DUE)),
        failed=Count("id", filter=Q(state=LineState.FAILED)),
        noticed=Count("id", filter=Q(letter__isnull=False)),
        amount=Sum("amount", default=Decimal("0.00")),
    )
    return Figures(**found)


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
