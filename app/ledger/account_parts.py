"""The account of a party inside another page: as of today, from the books, never from what a process kept."""

from typing import Any

from django.http import HttpRequest
from django.template import Context, Library

from app import page_time
from app.ledger.rights import may_read_books
from app.ledger.statements import statement
from app.people.errors import PartyUnknown
from app.people.queries import find_party

register = Library()


@register.inclusion_tag("ledger/account_field.html", takes_context=True)
def account_of(context: Context, reference: object, label: str) -> dict[str, Any]:
    """A table by debt: principal, fee, surcharges, costs, paid, open; `statement` is none for an unknown party."""
    today = page_time.today()
    return {
        "label": label,
        "on": today,
        "reference": reference,
        "statement": read_statement(reference, today),
        "reads_books": reads_books(context.get("request")),
    }


def read_statement(reference: object, today: Any) -> Any:
    try:
        return statement(find_party(str(reference)), today) if reference else None
    except PartyUnknown:
        return None


def reads_books(request: HttpRequest | None) -> bool:
    return request is not None and may_read_books(request.user)
