"""Whom an arrived message is about: found by the number it names, and compared with whom a person says it is."""

from django.utils.translation import gettext as _

from app.exchanges.arrivals import Incoming
from app.exchanges.catalogue import MessageType
from app.exchanges.errors import ArrivalRefused, ExchangeError
from app.people import queries
from app.people.errors import PartyUnknown
from app.people.models import Kind, Party
from app.registers.errors import IdentifierRefused
from app.registers.identifiers import clean_enterprise_number, clean_niss

KINDS = {"person": Kind.PERSON, "company": Kind.COMPANY}


class NotPlaced(ExchangeError):
    """No rule says where this belongs; a person does."""


class SubjectDiffers(NotPlaced):
    """The message names another number than that of this party."""


def find_subject(message: Incoming, kind: MessageType) -> Party | None:
    """By national number, enterprise number or our own reference. Raises ArrivalRefused, NotPlaced."""
    if kind.subject == "none":
        return None
    if not any(message.subject.get(name) for name in ("niss", "enterprise_number", "reference")):
        raise ArrivalRefused(_("The message does not say whom it is about."))
    try:
        found = find_named(message)
    except IdentifierRefused as refusal:
        raise ArrivalRefused(str(refusal.message)) from refusal
    if found is None:
        raise NotPlaced(_("Nobody with this number is known to the fund."))
    return found


def find_named(message: Incoming) -> Party | None:
    """The party of the first number it names, a merged one where it went. Raises IdentifierRefused."""
    known = message.subject
    if known.get("niss"):
        return queries.find_by_niss(clean_niss(known["niss"]))
    if known.get("enterprise_number"):
        return queries.find_by_enterprise_number(clean_enterprise_number(known["enterprise_number"]))
    try:
        return queries.find_party(known.get("reference", ""))
    except PartyUnknown:
        return None


def check_kind(party: Party | None, kind: MessageType) -> None:
    """A type about persons is about no company, nor the other way round. Raises NotPlaced."""
    wanted = KINDS.get(kind.subject)
    if party is not None and wanted is not None and party.kind != wanted:
        raise NotPlaced(_("A message of this type is not about a party of this kind."))


def refuse_other_subject(message: Incoming, party: Party) -> None:
    """Raises SubjectDiffers when the message names a number, and it is not that of the party.

    A national number nobody has may be that of a person whose number is not known.
    """
    try:
        named = find_named(message)
    except IdentifierRefused:
        named = None
    chosen = party.merged_into or party
    if named == chosen or (named is None and may_be(message, chosen)):
        return
    told = _("The message names another number than that of this party: give the reason if it belongs there.")
    raise SubjectDiffers(told, party_ref=chosen.reference)


def may_be(message: Incoming, party: Party) -> bool:
    """Whether a number that nobody has, or that none was named, speaks not against the party."""
    if not any(message.subject.values()):
        return True
    without = party.kind == Kind.PERSON and not party.person.niss_sealed
    return bool(message.subject.get("niss")) and without
