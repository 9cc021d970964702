"""Debts and payments for tests: `owe(party, 1000)` is a quarter's contribution, `pay(...)` a credit transfer."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

from app.ledger.models import Payment, Receivable
from app.ledger.receivables import book_receivable
from app.people.models import Party
from app.registers.quarters import Quarter

_numbers = count(1)


def owe(
    party: Party, principal: int | str = 1000, *, quarter: str = "2025Q1", fee: int | str = 0, **more: Any
) -> Receivable:
    """A social contribution due on the last day of its quarter, booked on its first."""
    period = Quarter.parse(quarter)
    values: dict[str, Any] = {
        "kind": "contribution",
        "year": period.year,
        "quarter": period.number,
        "due_on": period.last_day,
        "booked_on": period.first_day,
        "key": f"test:{next(_numbers)}",
        "trace": None,
        **more,
    }
    return book_receivable(party=party, principal=Decimal(principal), fee=Decimal(fee), **values)


def pay(
    amount: int | str,
    *,
    on: date,
    party: Party | None = None,
    reference: str = "",
    booked_on: date | None = None,
    key: str = "",
) -> Payment:
    """A payment credited on `on`, known to the fund on `booked_on` (the same day unless said)."""
    from app.ledger.payments import receive_payment

    return receive_payment(
        amount=Decimal(amount),
        value_on=on,
        booked_on=booked_on or on,
        reference=reference,
        party=party,
        key=key or f"test:{next(_numbers)}",
    )
