"""What people read of the exchanges: transmissions with filters, messages to place, what waits for a partner."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet, Value
from django.http import QueryDict

from app.exchanges.institutions import list_institutions
from app.exchanges.models import PREFIX, Arrival, Transmission
from app.exchanges.partners import read_partners
from app.exchanges.reconciliation import MONTH, month_bounds, read_month
from app.exchanges.states import OPEN, UNPLACED, TransmissionState

PAGE_SIZE = 50


@dataclass(frozen=True)
class Filters:
    """`view`: all, waiting (for somebody), open, unreachable (no partner), late (no answer in time); `after` is where
    the page before ended."""

    view: str = ""
    state: str = ""
    message_type: str = ""
    recipient: str = ""
    text: str = ""
    month: str = ""
    after: str = ""


VIEWS = ("waiting", "open", "unreachable", "late")


def read_filters(query: QueryDict) -> Filters:
    text = query.get("q", "").replace("\x00", "").strip()[:40]
    state, view = query.get("state", ""), query.get("view", "")
    return Filters(
        view=view if view in VIEWS else "",
        state=state if state in TransmissionState.values else "",
        message_type=query.get("type", "").replace("\x00", "")[:60],
        recipient=query.get("recipient", "").replace("\x00", "")[:60],
        text=text,
        month=query.get("month", "") if MONTH.fullmatch(query.get("month", "")) else "",
        after=query.get("after", "")[:60],
    )


def list_filtered(filters: Filters, today: date) -> QuerySet[Transmission]:
    found = Transmission.objects.select_related("party")
    exact = {"state": filters.state, "message_type": filters.message_type, "recipient": filters.recipient}
    found = found.filter(**{name: value for name, value in exact.items() if value})
    if filters.text:
        found = found.filter(match_text(filters.text))
    if filters.month:
        begin, end = month_bounds(read_month(filters.month, today))
        found = found.filter(drafted_at__gte=begin, drafted_at__lt=end)
    match filters.view:
        case "waiting":
            return found.filter(waiting(today))
        case "open":
            return found.filter(state__in=OPEN)
        case "unreachable":
            return found.filter(unreachable())
        case "late":
            return found.filter(late(today))
    return found


def late(today: date) -> Q:
    return Q(state=TransmissionState.SENT, acknowledge_by__lt=today)


def waiting(today: date) -> Q:
    """Those that need somebody: rejected, without a partner to send them, or not answered in time."""
    return Q(state=TransmissionState.REJECTED) | unreachable() | late(today)


def unreachable() -> Q:
    """Queued, and no partner is configured for the institution."""
    known = read_partners()
    lost = [one.code for one in list_institutions() if one.partner not in known]
    return Q(state=TransmissionState.QUEUED, recipient__in=lost)


def read_page(filters: Filters, today: date, size: int = PAGE_SIZE) -> tuple[list[Transmission], str]:
    """The newest first, and the place where the next page begins; empty on the last."""
    found = list_filtered(filters, today).order_by("-drafted_at", "-id")
    found = go_after(found, "drafted_at", filters.after).defer("payload", "correction")
    rows = list(found[: size + 1])
    return rows[:size], write_place(rows[size - 1].drafted_at, rows[size - 1].pk) if len(rows) > size else ""


def write_place(at: datetime, key: int) -> str:
    return f"{at.isoformat()}~{key}"


def go_after(rows: QuerySet[Any], field: str, place: str) -> QuerySet[Any]:
    """The rows behind a place; a place nobody wrote leaves the list as it is."""
    instant, _tilde, key = place.partition("~")
    try:
        at, number = datetime.fromisoformat(instant), int(key)
    except ValueError:
        return rows
    if at.tzinfo is None or not 0 < number < 10**18:
        return rows
    return rows.filter(Q(**{f"{field}__lt": at}) | Q(**{field: at}, pk__lt=number))


def read_all(filters: Filters, today: date, size: int) -> Iterator[Transmission]:
    """Every transmission of the filters, read in pages of `size`."""
    while True:
        rows, place = read_page(filters, today, size)
        yield from rows
        if not place:
            return
        filters = replace(filters, after=place)


def list_arrivals(state: str, after: str, size: int = PAGE_SIZE) -> tuple[list[Arrival], str]:
    """Messages of a state, the newest first; without a state, those a person must place, the oldest first."""
    found = Arrival.objects.select_related("party", "transmission").defer("body_sealed")
    if state:
        found = go_after(found.filter(state=state).order_by("-received_at", "-id"), "received_at", after)
        rows = list(found[: size + 1])
        last = rows[size - 1] if len(rows) > size else None
        return rows[:size], write_place(last.received_at, last.pk) if last else ""
    waiting = found.filter(state__in=UNPLACED).order_by("id")
    if after.isdecimal() and len(after) < 18:
        waiting = waiting.filter(pk__gt=int(after))
    rows = list(waiting[: size + 1])
    return rows[:size], str(rows[size - 1].pk) if len(rows) > size else ""


def count_waiting(today: date) -> dict[str, int]:
    """Figures of the menu, in one statement: messages to place; transmissions that need somebody."""
    arrivals = _count("arrivals", Arrival.objects.filter(state__in=UNPLACED))
    transmissions = _count("transmissions", Transmission.objects.filter(waiting(today)))
    return {"arrivals": 0, "transmissions": 0, **dict(arrivals.union(transmissions, all=True))}


def _count(name: str, rows: QuerySet[Any]) -> QuerySet[Any, tuple[str, int]]:
    """One row with a name and how many rows there are, or none where there are none."""
    named = rows.order_by().annotate(counted=Value(name)).values("counted")
    found: QuerySet[Any, tuple[str, int]] = named.annotate(number=Count("pk")).values_list(
        "counted", "number"
    )
    return found


def match_text(text: str) -> Q:
    """By our reference, a case, a party, or the institution's reference; each typed whole."""
    word = text.upper()
    found = Q(case_ref=word) | Q(party__reference=word) | Q(partner_reference=text)
    number = word.removeprefix(PREFIX)
    if word.startswith(PREFIX) and number.isdecimal() and len(number) < 18:
        found |= Q(pk=int(number))
    return found
