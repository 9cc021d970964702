"""Until when a debt can be claimed in court, and what made that period run anew (art. 16 AR 38)."""

from datetime import date

from django.db import transaction

from app.ledger.credits import Share
from app.ledger.models import Interruption, Receivable
from app.ledger.states import InterruptionKind
from workflows.parameters import parameter


def limitation_date(receivable: Receivable, on: date | None = None) -> date:
    """The last day of the limitation period, counting what interrupted it up to `on` while it still ran."""
    last = first_limitation_date(receivable)
    events = receivable.interruptions.order_by("happened_on", "id").values_list("happened_on", flat=True)
    for happened_on in events:
        if happened_on <= last and (on is None or happened_on <= on):
            last = max(last, add_years(happened_on, read_years("LIMIT.CONTRIBUTION_YEARS", happened_on)))
    return last


def first_limitation_date(receivable: Receivable) -> date:
    """The last day when nothing interrupts the period."""
    start = receivable.started_year
    if start is not None:
        years = read_years("LIMIT.STARTER_SUPPLEMENT_YEARS", date(start, 12, 31))
        return date(start + years - 1, 12, 31)
    return date(
        receivable.year + read_years("LIMIT.CONTRIBUTION_YEARS", date(receivable.year, 12, 31)), 12, 31
    )


def read_years(code: str, on: date) -> int:
    return int(parameter(code, on))


def add_years(day: date, years: int) -> date:
    """The same day so many years later; 29 February becomes the 28th."""
    if (day.month, day.day) == (2, 29):
        day = day.replace(day=28)
    return day.replace(year=day.year + years)


@transaction.atomic
def interrupt(
    receivable: Receivable, kind: InterruptionKind, *, on: date, key: str, by: str, note: str = ""
) -> Interruption:
    """Record an act that interrupts the limitation of a debt; the one already there for the same key."""
    defaults = {"receivable": receivable, "kind": kind, "happened_on": on, "by": by, "note": note}
    return Interruption.objects.get_or_create(key=key, defaults=defaults)[0]


def interrupt_by_payment(share: Share, *, on: date, by: str) -> None:
    """A part payment acknowledges the rest; a payment in full leaves nothing to limit."""
    if share.receivable.total > 0:
        key = f"payment:{share.entry.pk}"
        interrupt(share.receivable, InterruptionKind.PART_PAYMENT, on=on, key=key, by=by)
