"""What the pages tell of a party: everything masked that must be."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from app.accounts.models import User
from app.people import queries
from app.people.models import Address, BankAccount, HouseholdMember, Kind, Link, Party, PartyEvent
from app.registers import identifiers

EVENTS = {
    "registered": gettext_lazy("Registered"),
    "imported": gettext_lazy("Imported from a file"),
    "changed": gettext_lazy("Data changed"),
    "moved": gettext_lazy("New address"),
    "channel_added": gettext_lazy("New way to reach"),
    "channel_removed": gettext_lazy("A way to reach was removed"),
    "account_opened": gettext_lazy("New bank account"),
    "consent_given": gettext_lazy("Consent given"),
    "consent_withdrawn": gettext_lazy("Consent withdrawn"),
    "ended": gettext_lazy("An address or account ended"),
    "linked": gettext_lazy("Linked"),
    "link_ended": gettext_lazy("A link ended"),
    "household_joined": gettext_lazy("Joined a household"),
    "household_left": gettext_lazy("Left a household"),
    "merged": gettext_lazy("Another party was merged into this one"),
    "restricted": gettext_lazy("The file was restricted"),
    "unrestricted": gettext_lazy("The restriction was lifted"),
}
EVENTS_SHOWN = 50


@dataclass(frozen=True)
class Row:
    """One line of a list of parties."""

    party: Party
    identifier: str
    birth_date: date | None
    town: str


@dataclass(frozen=True)
class Tie:
    """A link as seen from one party: `is_from` when this party is the one that helps, leads, counts …"""

    link: Link
    other: Party
    is_from: bool
    is_open: bool


def tell_rows(parties: Iterable[Party], today: date) -> list[Row]:
    """With the town of today's address; read with one query."""
    parties = list(parties)
    rows = Address.objects.filter(queries.on_day(today), party__in=parties, withdrawn_at=None)
    towns = {address.party_id: f"{address.postal_code} {address.city}" for address in rows.order_by("-kind")}
    return [
        Row(
            party,
            queries.describe_identifier(party),
            getattr(getattr(party, "person", None), "birth_date", None),
            towns.get(party.pk, ""),
        )
        for party in parties
    ]


def tell_party(party: Party, today: date) -> dict[str, Any]:
    current = queries.on_day(today)
    addresses = party.addresses.order_by("withdrawn_at", "-started_on", "id")
    return {
        "person": getattr(party, "person", None),
        "company": getattr(party, "company", None),
        "identifier": queries.describe_identifier(party),
        "addresses": [one for one in addresses if is_open(one, today)],
        "former_addresses": [one for one in addresses if not is_open(one, today)],
        "channels": queries.list_channels(party),
        "accounts": [
            (identifiers.format_iban(one.iban), one)
            for one in party.bank_accounts.filter(current | Q(started_on__gt=today)).order_by("-started_on")
        ],
        "consents": party.consents.filter(withdrawn_on=None).order_by("purpose"),
        "ties": [tell_tie(link, party, today) for link in queries.links_of(party)],
        "household": list_household(party, today),
        "events": tell_events(party),
        "assignments": tell_assignments(party),
        "readings": party.niss_readings.select_related("user").order_by("-at")[:10],
        "absorbed": party.absorbed.order_by("id"),
    }


def is_open(row: Address | BankAccount | Link, today: date) -> bool:
    withdrawn = getattr(row, "withdrawn_at", None) is not None
    return not withdrawn and (row.ended_on is None or row.ended_on >= today)


def tell_tie(link: Link, party: Party, today: date) -> Tie:
    is_from = link.from_party_id == party.pk
    return Tie(link, link.to_party if is_from else link.from_party, is_from, is_open(link, today))


def list_household(party: Party, today: date) -> list[HouseholdMember]:
    """Everybody of today's household, this party's own row among them."""
    own = party.memberships.filter(queries.on_day(today), withdrawn_at=None).first()
    if own is None:
        return []
    members = own.household.members.filter(queries.on_day(today), withdrawn_at=None)
    return list(members.select_related("party").order_by("started_on", "id"))


def tell_events(party: Party) -> list[tuple[PartyEvent, str, str]]:
    """The newest events with their words and who did them."""
    events = list(party.events.order_by("-at", "-id")[:EVENTS_SHOWN])
    names = name_users(event.by for event in events)
    return [
        (event, str(EVENTS.get(event.kind, event.kind)), names.get(event.by, _("the system")))
        for event in events
    ]


def tell_assignments(party: Party) -> list[tuple[Any, str]]:
    rows = list(party.assignments.select_related("user").order_by("-at", "-id")[:10])
    names = name_users(row.by for row in rows)
    return [(row, names.get(row.by, _("the system"))) for row in rows]


def name_users(actors: Iterable[str]) -> dict[str, str]:
    """Names by the written form of an actor (`user:12`)."""
    keys = {actor.partition(":")[2] for actor in actors if not actor.startswith("system:")}
    users = User.objects.filter(pk__in=[int(key) for key in keys if key.isdecimal()])
    return {f"{kind}:{user.pk}": str(user) for user in users for kind in ("user", "operator")}


def tell_values(party: Party) -> dict[str, Any]:
    """What the form of changes shows; the national number is left out."""
    if party.kind == Kind.PERSON:
        person = party.person
        known = {name: getattr(person, name) for name in ("first_name", "last_name", "birth_date", "died_on")}
    else:
        company = party.company
        names = ("legal_name", "legal_form", "constituted_on", "personality_on", "dissolved_on")
        known = {name: getattr(company, name) for name in names}
        known["enterprise_number"] = identifiers.format_enterprise_number(company.enterprise_number)
    return {**known, "language": party.language}
