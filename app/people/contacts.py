"""How a party is reached and paid: addresses, channels, bank accounts, consents. What ended stays readable."""

import re
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from app.people.errors import PartyRefused
from app.people.models import Address, BankAccount, Channel, ChannelKind, Consent, Party
from app.people.parties import record, require, tidy
from app.registers import identifiers
from app.registers.errors import IdentifierRefused
from workflows.actors import Actor

ONE_DAY = timedelta(days=1)
BELGIAN_POSTAL_CODE = re.compile(r"[1-9][0-9]{3}")
PHONE = re.compile(r"\+[0-9]{6,15}")
PHONE_MARKS = str.maketrans("", "", " ./-()\u00a0")


@transaction.atomic
def move(
    party: Party,
    kind: str,
    *,
    by: Actor,
    street: str,
    postal_code: str,
    city: str,
    started_on: date,
    number: str = "",
    box: str = "",
    country: str = "BE",
) -> Address:
    """A new address of a kind from a day on; the one before ends the day before. Raises PartyRefused.

    An address that begins later than the new one was announced too early: it is withdrawn.
    """
    lock_party(party)
    fresh = Address(
        party=party,
        kind=kind,
        street=require(tidy(street), "street"),
        number=tidy(number),
        box=tidy(box),
        postal_code=clean_postal_code(postal_code, country),
        city=require(tidy(city), "city"),
        country=country.upper(),
        started_on=started_on,
    )
    former = party.addresses.filter(
        Q(ended_on=None) | Q(ended_on__gte=started_on), kind=kind, withdrawn_at=None
    )
    event = record(party, "moved", by, details={"kind": kind, "from": started_on.isoformat()})
    former.filter(started_on__gte=started_on).update(withdrawn_at=event.at)
    former.filter(started_on__lt=started_on).update(ended_on=started_on - ONE_DAY)
    fresh.save(force_insert=True)
    return fresh


def clean_postal_code(text: str, country: str) -> str:
    """Raises PartyRefused for a Belgian code that is none."""
    code = require(tidy(text), "postal_code")
    if country.upper() == "BE" and not BELGIAN_POSTAL_CODE.fullmatch(code):
        raise PartyRefused(_("A Belgian postal code has four digits."), "postal_code")
    return code


@transaction.atomic
def add_channel(party: Party, kind: str, value: str, *, by: Actor, preferred: bool = False) -> Channel:
    """A way to reach the party; the first one is preferred. Raises PartyRefused."""
    lock_party(party)
    value = clean_channel(kind, value)
    preferred = preferred or not party.channels.filter(preferred=True).exists()
    if preferred:
        party.channels.filter(preferred=True).update(preferred=False)
    channel, made = Channel.objects.get_or_create(
        party=party, kind=kind, value=value, defaults={"preferred": preferred}
    )
    if not made and preferred:
        channel.preferred = True
        channel.save(update_fields=["preferred"])
    record(party, "channel_added", by, details={"kind": kind, "preferred": preferred})
    return channel


def clean_channel(kind: str, value: str) -> str:
    """E-mail in small letters, telephone numbers as +32…. Raises PartyRefused."""
    text = require(value.strip(), "value")
    if kind in {ChannelKind.EMAIL, ChannelKind.EBOX}:
        try:
            validate_email(text)
        except ValidationError as error:
            raise PartyRefused(_("This is no e-mail address."), "value") from error
        return text.lower()
    return clean_phone(text)


def clean_phone(text: str) -> str:
    """`02 123 45 67` → `+3221234567`. Raises PartyRefused."""
    digits = text.replace("(0)", "").translate(PHONE_MARKS)
    if digits.startswith("00"):
        digits = f"+{digits[2:]}"
    elif digits.startswith("0"):
        digits = f"+32{digits[1:]}"
    if not PHONE.fullmatch(digits):
        raise PartyRefused(_("This is no telephone number."), "value")
    return digits


@transaction.atomic
def remove_channel(channel: Channel, *, by: Actor) -> None:
    """It no longer reaches the party. The history keeps that it was there, not what it was."""
    record(channel.party, "channel_removed", by, details={"kind": channel.kind})
    channel.delete()


@transaction.atomic
def open_bank_account(
    party: Party, iban: str, *, by: Actor, started_on: date, holder: str = ""
) -> BankAccount:
    """Where the party is paid from a day on. Raises PartyRefused."""
    lock_party(party)
    number = clean_iban(iban)
    known = party.bank_accounts.filter(Q(ended_on=None) | Q(ended_on__gte=started_on), iban=number).first()
    if known is not None:
        raise PartyRefused(_("This account is known already."), "iban")
    record(party, "account_opened", by, details={"ends_in": number[-4:]})
    return BankAccount.objects.create(party=party, iban=number, holder=tidy(holder), started_on=started_on)


def clean_iban(text: str) -> str:
    try:
        return identifiers.clean_iban(text)
    except IdentifierRefused as refusal:
        raise PartyRefused(refusal.message, "iban") from refusal


@transaction.atomic
def give_consent(party: Party, purpose: str, *, by: Actor, given_on: date, evidence: str = "") -> Consent:
    """Raises PartyRefused when it holds already."""
    lock_party(party)
    if party.consents.filter(purpose=purpose, withdrawn_on=None).exists():
        raise PartyRefused(_("This consent holds already."), "purpose")
    record(party, "consent_given", by, details={"purpose": purpose})
    return Consent.objects.create(
        party=party, purpose=purpose, given_on=given_on, evidence=tidy(evidence), recorded_by=str(by)
    )


@transaction.atomic
def withdraw_consent(consent: Consent, *, by: Actor, day: date) -> None:
    consent.withdrawn_on = max(day, consent.given_on)
    consent.save(update_fields=["withdrawn_on"])
    record(consent.party, "consent_withdrawn", by, details={"purpose": consent.purpose})


@transaction.atomic
def end(row: "Address | BankAccount", *, by: Actor, day: date) -> None:
    """The last day of an address or account. Raises PartyRefused when it lies before the first."""
    if day < row.started_on:
        raise PartyRefused(_("The last day lies before the first."), "ended_on")
    row.ended_on = day
    row.save(update_fields=["ended_on"])
    record(row.party, "ended", by, details={"what": row._meta.model_name, "on": day.isoformat()})


def lock_party(party: Party) -> None:
    """One writer at a time for a party's rows."""
    Party.objects.select_for_update().get(pk=party.pk)
