"""Ending one row of a party, whatever it is: the word in the address says which table."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import Model, Q, QuerySet

from app.people import contacts, links
from app.people.models import Address, BankAccount, Channel, Consent, HouseholdMember, Link, Party
from workflows.actors import Actor


def list_rows(party: Party, what: str) -> QuerySet[Any] | None:
    """The rows of a party that can be ended; None for an unknown word."""
    tables: dict[str, QuerySet[Any]] = {
        "address": Address.objects.filter(party=party, withdrawn_at=None),
        "account": BankAccount.objects.filter(party=party),
        "channel": Channel.objects.filter(party=party),
        "consent": Consent.objects.filter(party=party, withdrawn_on=None),
        "link": Link.objects.filter(Q(from_party=party) | Q(to_party=party), withdrawn_at=None),
        "household": HouseholdMember.objects.filter(party=party, withdrawn_at=None),
    }
    return tables.get(what)


ENDERS: dict[str, Callable[[Any, Actor, date], None]] = {
    "address": lambda row, by, day: contacts.end(row, by=by, day=day),
    "account": lambda row, by, day: contacts.end(row, by=by, day=day),
    "channel": lambda row, by, _day: contacts.remove_channel(row, by=by),
    "consent": lambda row, by, day: contacts.withdraw_consent(row, by=by, day=day),
    "link": lambda row, by, day: links.end_link(row, by=by, day=day),
    "household": lambda row, by, day: links.leave_household(row, by=by, day=day),
}


def end_row(party: Party, what: str, key: int, *, by: Actor, day: date) -> bool:
    """Whether there was such a row. Raises PartyRefused."""
    rows = list_rows(party, what)
    row: Model | None = rows.filter(pk=key).first() if rows is not None else None
    if row is None:
        return False
    ENDERS[what](row, by, day)
    return True
