"""What a letter's text may use: the frame's own entries, then the content, written in the person's language."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from app.correspondence.dates import write_codes, write_date
from app.correspondence.errors import LetterRefused
from app.correspondence.payment_codes import describe_payment
from app.people.models import AddressKind, Party
from app.people.queries import address_on
from app.registers.courts import find_labour_court

#: `1000 Bruxelles`: the line of an address in Belgium that names the place.
_PLACE = re.compile(r"^(?:B-)?([1-9][0-9]{3})\s+\S", re.MULTILINE)

#: What the frame gives a letter (docs/howto/write-a-letter.md); `court` and `payment` to those that ask for them.
FRAME = (
    *("reference", "date", "made", "recipient", "fund", "sender", "window", "caseworker"),
    *("court", "payment"),
)
DOMICILES = (AddressKind.RESIDENCE, AddressKind.REGISTERED_OFFICE)


def build_data(
    *,
    reference: str,
    now: datetime,
    language: str,
    recipient: Mapping[str, Any],
    content: Mapping[str, Any],
    payment: Mapping[str, Any] | None = None,
    party: Party | None = None,
    with_court: bool = True,
) -> dict[str, Any]:
    """The data of a letter made at `now`; the competent court is looked for unless no text asks for it.

    Raises PaymentRefused, and LetterRefused for content named as the frame's own.
    """
    today = timezone.localtime(now, ZoneInfo(settings.TIME_ZONE)).date()
    addressed = {key: str(recipient.get(key) or "") for key in ("name", "address", "email")}
    frame = {
        "fund": settings.FUND_NAME,
        "sender": settings.FUND,
        "window": settings.LETTER_WINDOW,
        "reference": reference,
        "date": write_date(today, language),
        "made": {"year": today.year, "month": today.month, "day": today.day},
        "recipient": addressed,
        "caseworker": describe_caseworker(party),
    }
    if payment:
        frame["payment"] = describe_payment(payment, language)
    taken = sorted(set(frame) & set(content))
    if taken:
        raise LetterRefused(f"The frame of a letter gives {taken[0]} itself; its content has another name.")
    written = {key: write_value(value, language) for key, value in content.items()}
    if with_court and not written.get("court"):
        frame["court"] = name_court(find_postal_code(party, addressed["address"], today), today, language)
    return {**written, **frame}


def describe_caseworker(party: Party | None) -> dict[str, str]:
    """The party's named caseworker, reached through the fund's telephone."""
    if party is None or party.caseworker is None:
        return {}
    user = party.caseworker
    return {"name": str(user), "phone": settings.FUND["phone"], "email": user.email or settings.FUND["email"]}


def find_postal_code(party: Party | None, address: str, on: date) -> str:
    """The postal code of the domicile: the party's own where it is known, else that of the address in Belgium."""
    for kind in DOMICILES:
        domicile = address_on(party, on, kind) if party else None
        if domicile is not None:
            return domicile.postal_code if domicile.country == "BE" else ""
    places = _PLACE.findall(address)
    return places[-1] if places else ""


def name_court(postal_code: str, on: date, language: str) -> str:
    """The labour court of a domicile as lines; nothing where the domicile is not in Belgium."""
    court = find_labour_court(postal_code, on, language) if postal_code else None
    return str(court) if court else ""


def write_value(value: Any, language: str) -> Any:
    """Dates and months in words, numbers as plain text, lists and contexts entry by entry, nothing as no text."""
    if isinstance(value, Mapping):
        return {str(key): write_value(one, language) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [write_value(one, language) for one in value]
    return "" if value is None else write_plain(value, language)


def write_plain(value: Any, language: str) -> str:
    if isinstance(value, datetime):
        return write_date(timezone.localtime(value).date(), language)
    if isinstance(value, date):
        return write_date(value, language)
    return f"{value:f}" if isinstance(value, Decimal) else write_codes(str(value), language)
