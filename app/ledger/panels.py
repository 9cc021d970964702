"""The account of a party on its page: what it owes, by receivable."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from app.ledger.queries import open_receivables, party_balance
from app.ledger.rights import may_read_books
from app.people.models import Party
from app.people.panels import Panel, register


def describe_account(_request: HttpRequest, party: Party) -> dict[str, Any]:
    return {"balance": party_balance(party), "receivables": open_receivables(party)}


def register_panels() -> None:
    register(
        Panel(
            "account",
            _("Account"),
            "ledger/party_panel.html",
            describe_account,
            order=30,
            allowed=may_read_books,
        )
    )
