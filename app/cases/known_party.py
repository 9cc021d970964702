"""What the fund knows of a party already, as answers of a start form: nobody is asked twice (once-only, C16)."""

from collections.abc import Mapping
from datetime import date

from app.accounts.hiding import as_asked
from app.people.errors import PartyUnknown
from app.people.models import ChannelKind, Party
from app.people.queries import channel_value, find_party, list_channels, recipient_of


def read_party(reference: str) -> Party | None:
    """The party of a reference from an address or a hidden field; None for none, or one that does not exist."""
    try:
        with as_asked():
            return find_party(reference) if reference else None
    except PartyUnknown:
        return None


def list_answers(party: Party | None, today: date) -> Mapping[str, str] | None:
    """By the names of the block `contact`; what is not known is left to be asked."""
    if party is None:
        return None
    recipient = recipient_of(party, today)
    phone = channel_value(list_channels(party), ChannelKind.MOBILE, ChannelKind.PHONE)
    answers = {
        "party_ref": party.reference,
        "party_name": recipient["name"],
        "party_email": recipient["email"],
        "party_phone": phone,
        "party_address": recipient["address"],
        "language": recipient["language"],
    }
    return {name: value for name, value in answers.items() if value}
