"""What the fund knows of a party already, as answers of a start form: nobody is asked twice (once-only, C16)."""

from collections.abc import Mapping, Sequence
from datetime import date

from app.accounts.hiding import as_asked
from app.people.errors import PartyUnknown
from app.people.models import ChannelKind, Party
from app.people.queries import Recipient, channel_value, find_party, list_many_channels, recipients_of


def read_party(reference: str) -> Party | None:
    """The party of a reference from an address or a hidden field; None for none, or one that does not exist."""
    try:
        with as_asked():
            return find_party(reference) if reference else None
    except PartyUnknown:
        return None


def list_answers(party: Party | None, today: date) -> Mapping[str, str] | None:
    """By the names of the block `contact`; what is not known is left to be asked."""
    return list_many_answers([party], today)[party.pk] if party else None


def list_many_answers(parties: Sequence[Party], today: date) -> dict[int, Mapping[str, str]]:
    """`list_answers` of many parties, by their key, in three queries."""
    recipients = recipients_of(parties, today)
    phones = list_many_channels(parties)
    return {
        party.pk: write_answers(
            recipients[party.pk], channel_value(phones[party.pk], ChannelKind.MOBILE, ChannelKind.PHONE)
        )
        for party in parties
    }


def write_answers(recipient: Recipient, phone: str) -> Mapping[str, str]:
    answers = {
        "party_ref": recipient["reference"],
        "party_name": recipient["name"],
        "party_email": recipient["email"],
        "party_phone": phone,
        "party_address": recipient["address"],
        "language": recipient["language"],
    }
    return {name: value for name, value in answers.items() if value}
