"""The account of a party on its page: what it owes, by receivable."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from app.affiliation import quarter_parts
from app.ledger.models import Receivable
from app.ledger.queries import claimed_by_receivable, open_receivables, party_balance
from app.ledger.rights import may_read_books
from app.people.models import Party
from app.people.panels import Panel, register
from app.registers.quarters import Quarter


def describe_account(_request: HttpRequest, party: Party) -> dict[str, Any]:
    return {"balance": party_balance(party), "receivables": open_receivables(party)}


@dataclass(frozen=True)
class Debt:
    """A receivable of a quarter: `claimed` without surcharges, `surcharges` that ran, paid ones included, in euro."""

    receivable: Receivable
    claimed: Decimal
    surcharges: Decimal


def describe_quarter(party: Party, quarter: Quarter) -> dict[str, Any]:
    found = list(
        Receivable.objects.filter(party=party, year=quarter.year, quarter=quarter.number).order_by("id")
    )
    amounts = claimed_by_receivable(found)
    return {"debts": [Debt(one, *amounts[one.pk]) for one in found]}


def register_panels() -> None:
    quarter_parts.register(
        "account",
        quarter_parts.Part(
            _("What the quarter costs"), "ledger/quarter_part.html", describe_quarter, may_read_books
        ),
    )
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
