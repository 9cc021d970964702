"""The monthly reconciliation: of what was drafted in a month for each institution, what became of every piece."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Count, Q

from app.exchanges.models import Transmission
from workflows.clock import BRUSSELS
from workflows.deadlines import add_months

MONTH = re.compile(r"^(20[0-9]{2})-(0[1-9]|1[0-2])$")


@dataclass(frozen=True, kw_only=True)
class Line:
    """Counts by state now; `missing` is what was sent and nobody has answered, of which `late` after its day."""

    recipient: str
    message_type: str
    total: int
    waiting: int
    missing: int
    late: int
    acknowledged: int
    rejected: int
    corrected: int
    closed: int

    @property
    def is_settled(self) -> bool:
        """Nothing is still to come."""
        return self.waiting == self.missing == self.rejected == 0


def read_month(text: str, today: date) -> date:
    """The first day of the month written; the month before today's for anything else."""
    found = MONTH.fullmatch(text)
    if found:
        return date(int(found[1]), int(found[2]), 1)
    return add_months(today.replace(day=1), -1)


def month_bounds(first: date) -> tuple[datetime, datetime]:
    """From the first instant of a month in Brussels to the first of the next."""
    following = add_months(first, 1)
    return (
        datetime.combine(first, time(), tzinfo=BRUSSELS),
        datetime.combine(following, time(), tzinfo=BRUSSELS),
    )


def reconcile(first: date, today: date) -> list[Line]:
    """One line for each institution and type, in one statement."""
    begin, end = month_bounds(first)
    rows = (
        Transmission.objects.filter(drafted_at__gte=begin, drafted_at__lt=end)
        .values("recipient", "message_type")
        .annotate(
            total=Count("id"),
            waiting=Count("id", filter=Q(state__in=["drafted", "queued"])),
            missing=Count("id", filter=Q(state="sent")),
            late=Count("id", filter=Q(state="sent", acknowledge_by__lt=today)),
            acknowledged=Count("id", filter=Q(state="acknowledged")),
            rejected=Count("id", filter=Q(state="rejected")),
            corrected=Count("id", filter=Q(state="corrected")),
            closed=Count("id", filter=Q(state="closed")),
        )
        .order_by("recipient", "message_type")
    )
    return [make_line(row) for row in rows]


def make_line(row: Mapping[str, object]) -> Line:
    return Line(**row)  # type: ignore[arg-type]  # the names of `values` and `annotate` above
