"""Registering and changing parties. Every change leaves a line in the party's history: who, when, what."""

from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from app.people import queries
from app.people.errors import PartyKnownAlready, PartyRefused
from app.people.models import NISS_FIELD, Company, Kind, Party, PartyEvent, Person
from app.people.searching import build_search_text
from app.registers import identifiers, sealing
from app.registers.errors import IdentifierRefused
from workflows import clock
from workflows.actors import Actor

FIRST_BIRTH_YEAR = 1880


def take_ids(count: int) -> list[int]:
    """New party numbers; a number lost in a rollback is never given again."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('people_party', 'id')) FROM generate_series(1, %s)",
            [count],
        )
        return [number for (number,) in cursor.fetchall()]


def make_reference(number: int) -> str:
    """`P0000001`; longer from ten million on."""
    return f"P{number:07d}"


@transaction.atomic
def register_person(
    *,
    by: Actor,
    last_name: str,
    first_name: str = "",
    niss: str = "",
    birth_date: date | None = None,
    language: str = "fr",
    died_on: date | None = None,
) -> Party:
    """A new person, with the national number sealed. The birth date is read from the number when not given.

    Raises PartyRefused (field named) and PartyKnownAlready.
    """
    number = clean_niss(niss) if niss else ""
    birth_date = birth_date or (identifiers.read_birth_date(number) if number else None)
    check_birth_date(birth_date, number, clock.today())
    refuse_known_niss(number)
    name = " ".join(filter(None, [tidy(first_name), tidy(last_name)]))
    party = create_party(Kind.PERSON, name, language, by)
    person = Person(
        party=party,
        first_name=tidy(first_name),
        last_name=require(tidy(last_name), "last_name"),
        birth_date=birth_date,
        died_on=died_on,
    )
    seal_niss(person, number)
    person.save(force_insert=True)
    record(party, "registered", by)
    return party


@transaction.atomic
def register_company(
    *,
    by: Actor,
    legal_name: str,
    enterprise_number: str,
    legal_form: str = "",
    language: str = "fr",
    constituted_on: date | None = None,
    personality_on: date | None = None,
    dissolved_on: date | None = None,
) -> Party:
    """A new company. Raises PartyRefused (field named) and PartyKnownAlready."""
    number = clean_enterprise_number(enterprise_number)
    refuse_known_company(number)
    party = create_party(Kind.COMPANY, require(tidy(legal_name), "legal_name"), language, by)
    Company.objects.create(
        party=party,
        enterprise_number=number,
        legal_name=party.name,
        legal_form=tidy(legal_form),
        constituted_on=constituted_on,
        personality_on=personality_on,
        dissolved_on=dissolved_on,
    )
    record(party, "registered", by)
    return party


def create_party(kind: Kind, name: str, language: str, by: Actor) -> Party:
    if language not in {"fr", "nl", "de"}:
        raise PartyRefused(_("The language is fr, nl or de."), "language")
    number = take_ids(1)[0]
    return Party.objects.create(
        id=number,
        reference=make_reference(number),
        kind=kind,
        name=require(name, "last_name"),
        search_text=build_search_text(name),
        language=language,
        created_at=clock.now(),
        created_by=str(by),
    )


def record(
    party: Party,
    kind: str,
    by: Actor,
    *,
    details: dict[str, Any] | None = None,
    reason: str = "",
    at: datetime | None = None,
) -> PartyEvent:
    """A line of the party's history. `details` never holds a national number."""
    return PartyEvent.objects.create(
        party=party, at=at or clock.now(), by=str(by), kind=kind, details=details or {}, reason=reason
    )


def tidy(text: str) -> str:
    return " ".join(text.split())


def require(text: str, field: str) -> str:
    if not text:
        raise PartyRefused(_("This is missing."), field)
    return text


def clean_niss(text: str) -> str:
    try:
        return identifiers.clean_niss(text)
    except IdentifierRefused as refusal:
        raise PartyRefused(refusal.message, "niss") from refusal


def clean_enterprise_number(text: str) -> str:
    try:
        return identifiers.clean_enterprise_number(text)
    except IdentifierRefused as refusal:
        raise PartyRefused(refusal.message, "enterprise_number") from refusal


def check_birth_date(birth_date: date | None, niss: str, today: date) -> None:
    """A day that can be, and the national number's where that tells one. A BIS number may carry a mistaken date."""
    if birth_date is None:
        return
    if birth_date.year < FIRST_BIRTH_YEAR or birth_date > today:
        raise PartyRefused(_("Nobody the fund knows was born on that day."), "birth_date")
    told = identifiers.read_birth_date(niss) if niss and not identifiers.is_bis(niss) else None
    if told is not None and told != birth_date:
        raise PartyRefused(_("The birth date is not that of the national number."), "birth_date")


def refuse_known_niss(niss: str) -> None:
    """Raises PartyKnownAlready. The lock keeps two registrations apart even while keys are being exchanged."""
    if not niss:
        return
    lock(sealing.indexes_of(niss, NISS_FIELD)[-1])
    known = queries.find_by_niss(niss)
    if known is not None:
        raise PartyKnownAlready(
            _("This national number is that of %(reference)s.") % {"reference": known.reference},
            "niss",
            known.reference,
        )


def refuse_known_company(number: str) -> None:
    known = queries.find_by_enterprise_number(number)
    if known is not None:
        raise PartyKnownAlready(
            _("This enterprise number is that of %(reference)s.") % {"reference": known.reference},
            "enterprise_number",
            known.reference,
        )


def seal_niss(person: Person, niss: str) -> None:
    """Set both fields of a person whose party exists; empty takes the number away."""
    person.niss_sealed = sealing.seal(niss, person.niss_place) if niss else ""
    person.niss_index = sealing.index_of(niss, NISS_FIELD) if niss else None


def lock(key: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])


@transaction.atomic
def change_person(party: Party, *, by: Actor, reason: str = "", **values: Any) -> list[str]:
    """Change first_name, last_name, birth_date, died_on, language or niss; returns the names of what changed.

    Raises PartyRefused and PartyKnownAlready. A number is added or corrected, never taken away.
    """
    kept = Party.objects.select_for_update().get(pk=party.pk)
    person = Person.objects.get(party=kept)
    niss = values.pop("niss", "")
    language = values.pop("language", kept.language)
    details = apply_values(person, values)
    require(person.last_name, "last_name")
    details |= change_niss(person, niss)
    check_birth_date(person.birth_date, read_niss(person), clock.today())
    name = " ".join(filter(None, [person.first_name, person.last_name]))
    details |= apply_values(kept, {"name": name, "language": language})
    return save_changes(kept, person, details, by, reason)


@transaction.atomic
def change_company(party: Party, *, by: Actor, reason: str = "", **values: Any) -> list[str]:
    """Change legal_name, legal_form, constituted_on, personality_on, dissolved_on, language or enterprise_number."""
    kept = Party.objects.select_for_update().get(pk=party.pk)
    company = Company.objects.get(party=kept)
    language = values.pop("language", kept.language)
    number = values.pop("enterprise_number", "")
    if number and clean_enterprise_number(number) != company.enterprise_number:
        refuse_known_company(clean_enterprise_number(number))
        values["enterprise_number"] = clean_enterprise_number(number)
    details = apply_values(company, values)
    name = require(company.legal_name, "legal_name")
    details |= apply_values(kept, {"name": name, "language": language})
    return save_changes(kept, company, details, by, reason)


def apply_values(row: Party | Person | Company, values: dict[str, Any]) -> dict[str, Any]:
    """Set what differs; what was and what is, by field, as plain text."""
    changed: dict[str, Any] = {}
    for field, value in values.items():
        fresh = tidy(value) if isinstance(value, str) else value
        former = getattr(row, field)
        if fresh != former:
            setattr(row, field, fresh)
            changed[field] = [write_plain(former), write_plain(fresh)]
    return changed


def write_plain(value: Any) -> str:
    return "" if value is None else str(value)


def change_niss(person: Person, text: str) -> dict[str, Any]:
    """Seal another number; the history tells that it changed, not what it was."""
    number = clean_niss(text) if text else ""
    if not number or number == read_niss(person):
        return {}
    refuse_known_niss(number)
    seal_niss(person, number)
    return {"niss": ["", "sealed"]}


def read_niss(person: Person) -> str:
    """The digits, for checks inside the fund's own rules; screens go through readings.reveal_niss."""
    return sealing.unseal(person.niss_sealed, person.niss_place) if person.niss_sealed else ""


def save_changes(
    party: Party, facts: Person | Company, details: dict[str, Any], by: Actor, reason: str
) -> list[str]:
    if details:
        party.search_text = build_search_text(party.name)
        party.save(update_fields=["name", "language", "search_text"])
        facts.save()
        record(party, "changed", by, details=details, reason=reason)
    return list(details)
