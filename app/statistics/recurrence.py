"""Requests that come again: when one is closed the next is opened, its day moved on by a quarter or a year."""

from calendar import monthrange
from datetime import date, datetime
from uuid import NAMESPACE_URL, uuid5

from app.cases.opening import open_case
from app.statistics.models import AuthorityRequest, Repeats
from workflows import api
from workflows.clock import BRUSSELS

PROCESS = "authority_request"
BY = api.system("statistics")
MONTHS = {Repeats.QUARTER: 3, Repeats.YEAR: 12}


def open_next(row: AuthorityRequest, *, now: datetime) -> str:
    """The reference of the next request's case, opened once however often it is asked for."""
    data = {
        "authority": row.authority,
        "reference": row.reference,
        "question": row.question,
        "legal_basis": row.legal_basis,
        "purpose": row.purpose,
        "output_format": row.format,
        "repeats": row.repeats,
        "received_on": now.astimezone(BRUSSELS).date(),
        "due_date": move_on(row.due_on, MONTHS[Repeats(row.repeats)]),
    }
    key = uuid5(NAMESPACE_URL, f"{PROCESS}:{row.case_ref}")
    return open_case(PROCESS, data, by=BY, key=key).reference


def move_on(day: date, months: int) -> date:
    """The same day of a later month; the last day of a month stays the last day."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    last = monthrange(year, month)[1]
    is_last = day.day == monthrange(day.year, day.month)[1]
    return date(year, month, last if is_last else min(day.day, last))
