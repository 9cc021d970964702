"""The facts of a party a form may be filled in with, so that nobody is asked what the fund holds (C16).

A field says which by `known: iban`. What is not held, or held of several (two accounts' owners, two companies), is left
to be asked. Consents and declarations name no fact: only the person can give them.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django.utils.formats import date_format

from app.affiliation.models import LiabilityPeriod
from app.affiliation.queries import list_periods
from app.benefits.detection_models import FactKind, LifeFact
from app.exchanges.institutions import find_institution, find_registration
from app.people.links import find_household
from app.people.models import ChannelKind, HouseholdRole, Kind, Link, LinkKind, Party
from app.people.parties import read_niss
from app.people.queries import (
    address_on,
    bank_account_on,
    channel_value,
    linked_on,
    list_channels,
    on_day,
    recipient_of,
)
from app.registers.regions import find_region
from forms.definition import FormDefinition

Find = Callable[[Party, date], Any]
#: A child, an incapacity or a bankruptcy the fund heard of so long ago is what a form of today is about.
RECENT = timedelta(days=366)
MANDATES = (LinkKind.OFFICER, LinkKind.ACTIVE_PARTNER)


def fill_in(definition: FormDefinition, party: Party | None, on: date) -> dict[str, Any]:
    """{field: what the fund holds} for the fields of a form that name a fact; nothing for nobody."""
    if party is None:
        return {}
    asked = {field.name: field.known for field in definition.fields if field.known}
    held = list_facts(party, on, set(asked.values()))
    return {name: held[fact] for name, fact in asked.items() if fact in held}


def list_facts(party: Party, on: date, names: Iterable[str]) -> Mapping[str, Any]:
    """The facts held of a party on a day among those named. Raises KeyError for a name that is no fact."""
    found = {name: FACTS[name](party, on) for name in names}
    return {name: value for name, value in found.items() if value not in (None, "")}


def of_person(find: Find) -> Find:
    return lambda party, on: find(party, on) if party.kind == Kind.PERSON else None


def of_company(find: Find) -> Find:
    return lambda party, on: find(party, on) if party.kind == Kind.COMPANY else None


def find_number(party: Party, _on: date) -> str:
    return read_niss(party.person) if party.person.niss_sealed else ""


def find_phone(party: Party, _on: date) -> str:
    return channel_value(list_channels(party), ChannelKind.MOBILE, ChannelKind.PHONE)


def find_iban(party: Party, on: date) -> str:
    account = bank_account_on(party, on)
    return account.iban if account else ""


def find_own_region(party: Party, on: date) -> str:
    home = address_on(party, on)
    return str(find_region(home.postal_code, on)) if home and home.country == "BE" else ""


def find_last_period(party: Party) -> LiabilityPeriod | None:
    return list_periods(party).exclude(state="cancelled").first()


def of_period(name: str) -> Find:
    """A fact of the affiliation that runs, or of the last one."""
    return of_person(lambda party, _on: getattr(find_last_period(party), name, ""))


def find_mandates(party: Party, on: date) -> list[Link]:
    links = Link.objects.filter(on_day(on), from_party=party, kind__in=MANDATES, withdrawn_at=None)
    return list(links.select_related("to_party__company").order_by("id"))


def write_mandates(party: Party, on: date) -> str:
    """Each company with its number, what the person is there and since when."""
    told = (
        f"{one.to_party.company.enterprise_number} {one.to_party.name}, "
        f"{one.get_kind_display()}, {date_format(one.started_on, 'SHORT_DATE_FORMAT')}"
        for one in find_mandates(party, on)
    )
    return "; ".join(told)


def find_only_company(party: Party, on: date) -> str:
    numbers = {one.to_party.company.enterprise_number for one in find_mandates(party, on)}
    return numbers.pop() if len(numbers) == 1 else ""


def find_partner_link(party: Party, on: date) -> Link | None:
    """The spouse or legal cohabitant, whichever way the link was written."""
    links = Link.objects.filter(on_day(on), kind=LinkKind.SPOUSE, withdrawn_at=None).select_related(
        "from_party__person", "to_party__person"
    )
    return links.filter(from_party=party).first() or links.filter(to_party=party).first()


def find_partner_number(party: Party, on: date) -> str:
    link = find_partner_link(party, on)
    if link is None:
        return ""
    partner = link.to_party if link.from_party_id == party.pk else link.from_party
    return find_number(partner, on)


def find_partner_since(party: Party, on: date) -> date | None:
    link = find_partner_link(party, on)
    return link.started_on if link else None


def find_child(party: Party, on: date) -> Party | None:
    """The only child of the household born within the last year."""
    household = find_household(party, on)
    if household is None:
        return None
    members = household.members.filter(on_day(on), role=HouseholdRole.CHILD, withdrawn_at=None)
    newest = members.filter(
        party__person__birth_date__gt=on - RECENT, party__person__birth_date__lte=on
    ).select_related("party__person")
    found = list(newest[:2])
    return found[0].party if len(found) == 1 else None


def find_child_number(party: Party, on: date) -> str:
    child = find_child(party, on)
    return find_number(child, on) if child else ""


def find_birth(party: Party, on: date) -> date | None:
    """As the household says, else as a register told it."""
    child = find_child(party, on)
    told = find_fact(party, FactKind.BIRTH, on)
    return child.person.birth_date if child else (told.happened_on if told else None)


def find_fact(party: Party, kind: FactKind, on: date) -> LifeFact | None:
    told = LifeFact.objects.filter(party=party, kind=kind, happened_on__gt=on - RECENT, happened_on__lte=on)
    return told.order_by("-happened_on", "-id").first()


def of_fact(kind: FactKind, read: Callable[[LifeFact], Any]) -> Find:
    def find(party: Party, on: date) -> Any:
        told = find_fact(party, kind, on)
        return read(told) if told else None

    return find


def find_mutuality(party: Party, on: date) -> str:
    registered = find_registration(party, "mutuality", on)
    return find_institution(registered.institution).name(party.language) if registered else ""


def write_linked(*kinds: LinkKind) -> Find:
    """Who is this of a company, a name a line."""
    return of_company(
        lambda party, on: "\n".join(one.name for kind in kinds for one in linked_on(party, kind, on))
    )


FACTS: Mapping[str, Find] = {
    "name": lambda party, on: recipient_of(party, on)["name"],
    "address": lambda party, on: recipient_of(party, on)["address"],
    "email": lambda party, on: recipient_of(party, on)["email"],
    "language": lambda party, _on: party.language,
    "phone": find_phone,
    "iban": find_iban,
    "niss": of_person(find_number),
    "birth_date": of_person(lambda party, _on: party.person.birth_date),
    "activity": of_period("activity"),
    "nace": of_period("nace"),
    "own_enterprise_number": of_period("enterprise_number"),
    "region": of_person(find_own_region),
    "mutuality": of_person(find_mutuality),
    "mandates": of_person(write_mandates),
    "only_company": of_person(find_only_company),
    "partner_niss": of_person(find_partner_number),
    "partner_since": of_person(find_partner_since),
    "child_niss": of_person(find_child_number),
    "child_born_on": of_person(find_birth),
    "incapacity_from": of_person(of_fact(FactKind.INCAPACITY, lambda one: one.happened_on)),
    "incapacity_until": of_person(of_fact(FactKind.INCAPACITY, lambda one: one.until_on)),
    "bankrupt_on": of_person(of_fact(FactKind.BANKRUPTCY, lambda one: one.happened_on)),
    "judgment": of_person(of_fact(FactKind.BANKRUPTCY, lambda one: one.facts.get("judgment"))),
    "enterprise_number": of_company(lambda party, _on: party.company.enterprise_number),
    "legal_form": of_company(lambda party, _on: party.company.legal_form),
    "constituted_on": of_company(lambda party, _on: party.company.constituted_on),
    "personality_on": of_company(lambda party, _on: party.company.personality_on),
    "officers": write_linked(LinkKind.OFFICER),
    "active_partners": write_linked(LinkKind.ACTIVE_PARTNER),
    "accountant": write_linked(LinkKind.ACCOUNTANT),
}
