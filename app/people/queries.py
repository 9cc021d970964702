"""What is known of parties: found by reference or identifier, read on a day."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypedDict

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from app.accounts.models import User
from app.people.errors import PartyUnknown
from app.people.models import NISS_FIELD, Address, AddressKind, BankAccount, Channel, ChannelKind, Link, Party
from app.people.read_models import FileRead
from app.people.searching import Criteria, build_search_text, read_criteria
from app.registers import identifiers, sealing
from app.registers.errors import IdentifierRefused

REFERENCE = re.compile(r"[Pp][0-9]{1,12}")
#: Where letters go, the first known of these.
FOR_LETTERS = (
    AddressKind.CORRESPONDENCE,
    AddressKind.RESIDENCE,
    AddressKind.REGISTERED_OFFICE,
    AddressKind.BUSINESS,
)
#: The preferred channel first.
FIRST_CHANNEL = ("-preferred", "kind", "id")


class Recipient(TypedDict):
    """What a letter needs. `address` is lines joined by a line break, empty when none is known."""

    name: str
    address: str
    email: str
    language: str
    reference: str


def list_current(kind: str = "") -> QuerySet[Party]:
    """Parties that were not merged into another."""
    parties = Party.objects.filter(merged_into=None)
    return parties.filter(kind=kind) if kind else parties


def find_party(reference: str) -> Party:
    """The party of a reference; that of a merged one is the party it went into. Raises PartyUnknown."""
    party = Party.objects.select_related("merged_into").filter(reference=reference.strip().upper()).first()
    if party is None:
        raise PartyUnknown(_("There is no party with this reference."), "party_ref")
    return party.merged_into or party


def find_by_niss(niss: str) -> Party | None:
    """The party of a cleaned national number, whatever key it was sealed with."""
    indexes = sealing.indexes_of(niss, NISS_FIELD)
    return follow(Party.objects.select_related("merged_into").filter(person__niss_index__in=indexes).first())


def find_by_enterprise_number(number: str) -> Party | None:
    """The party of a cleaned enterprise number."""
    found = Party.objects.select_related("merged_into").filter(company__enterprise_number=number)
    return follow(found.first())


def follow(party: Party | None) -> Party | None:
    """Where a merged party went."""
    return party.merged_into or party if party else None


def on_day(day: date) -> Q:
    """Dated rows that count on a day."""
    return Q(started_on__lte=day) & (Q(ended_on=None) | Q(ended_on__gte=day))


def addresses_on(party: Party, day: date) -> QuerySet[Address]:
    return party.addresses.filter(on_day(day), withdrawn_at=None)


def address_on(party: Party, day: date, kind: str = "") -> Address | None:
    """The address of a kind on a day; without a kind, the one letters go to."""
    wanted = (kind,) if kind else FOR_LETTERS
    return choose_address(addresses_on(party, day), wanted)


def choose_address(addresses: Iterable[Address], wanted: Sequence[str] = FOR_LETTERS) -> Address | None:
    """The first of these kinds that there is."""
    known = {address.kind: address for address in addresses}
    return next((known[name] for name in wanted if name in known), None)


def write_address(address: Address | None) -> str:
    """`Rue Neuve 12 bte 3\\n1000 Bruxelles`, with the country's code below when it is not Belgium."""
    if address is None:
        return ""
    street = " ".join(filter(None, [address.street, address.number]))
    if address.box:
        street = f"{street} / {address.box}"
    lines = [street, f"{address.postal_code} {address.city}".strip()]
    if address.country != "BE":
        lines.append(address.country)
    return "\n".join(lines)


def list_channels(party: Party) -> list[Channel]:
    """The preferred one first."""
    return list(party.channels.order_by(*FIRST_CHANNEL))


def list_many_channels(parties: Sequence[Party]) -> dict[int, list[Channel]]:
    """`list_channels` of many parties, by their key, in one query."""
    channels: dict[int, list[Channel]] = defaultdict(list)
    for channel in Channel.objects.filter(party__in=parties).order_by(*FIRST_CHANNEL):
        channels[channel.party_id].append(channel)
    return channels


def channel_value(channels: list[Channel], *kinds: str) -> str:
    """The first value of these kinds."""
    return next((channel.value for channel in channels if channel.kind in kinds), "")


def recipient_of(party: Party, day: date) -> Recipient:
    """Whom and where a letter of this day addresses."""
    return recipients_of([party], day)[party.pk]


def recipients_of(parties: Sequence[Party], day: date) -> dict[int, Recipient]:
    """The same for many parties, by their key, in two queries."""
    addresses: dict[int, list[Address]] = defaultdict(list)
    for address in Address.objects.filter(on_day(day), party__in=parties, withdrawn_at=None):
        addresses[address.party_id].append(address)
    channels = list_many_channels(parties)
    return {
        party.pk: Recipient(
            name=party.name,
            address=write_address(choose_address(addresses[party.pk])),
            email=channel_value(channels[party.pk], ChannelKind.EMAIL),
            language=party.language,
            reference=party.reference,
        )
        for party in parties
    }


def bank_account_on(party: Party, day: date) -> BankAccount | None:
    """Where the party is paid on a day: the account opened last."""
    return party.bank_accounts.filter(on_day(day)).order_by("-started_on", "-id").first()


def links_of(party: Party) -> QuerySet[Link]:
    """Links from and to a party, the open ones first."""
    return (
        Link.objects.filter(Q(from_party=party) | Q(to_party=party), withdrawn_at=None)
        .select_related("from_party", "to_party")
        .order_by(F("ended_on").desc(nulls_first=True), "-started_on", "id")
    )


def linked_on(party: Party, kind: str, day: date) -> list[Party]:
    """Who is the `kind` (helper, officer …) of `party` on a day."""
    links = Link.objects.filter(on_day(day), to_party=party, kind=kind, withdrawn_at=None)
    return [link.from_party for link in links.select_related("from_party").order_by("id")]


def describe_identifier(party: Party) -> str:
    """A company's number as it is written; nothing for a person, whose number is not shown."""
    company = getattr(party, "company", None)
    return identifiers.format_enterprise_number(company.enterprise_number) if company else ""


PAGE_SIZE = 25


#: Known of a person before more than one page of those who fit is shown: a register is not read through by its letters.
CRITERIA_FOR_PAGES = 2


@dataclass(frozen=True)
class Found:
    """A page of parties by name. `following` is the cursor of the next page; `alike` says that no name was exact.

    `more` says that others fit who are not shown until more is known of who is looked for.
    """

    parties: list[Party]
    following: str = ""
    alike: bool = False
    more: bool = False


def search_parties(text: str, *, kind: str = "", after: str = "", size: int = PAGE_SIZE) -> Found:
    """By reference, enterprise number, or name: every word typed begins a word of the name, whatever the accents.

    A day among the words is the day of birth. When no name fits, the names most like it. Who is looked for by one
    thing alone is found on the first page or by a second one; nothing finds nobody. National numbers are not searched
    here: see `find_by_niss`.
    """
    exact = find_exactly(text)
    if exact is not None:
        return Found([exact])
    asked = read_criteria(text)
    if asked == Criteria():
        return Found([])
    has_pages = asked.number >= CRITERIA_FOR_PAGES
    page = read_page(narrow(list_current(kind), asked), after if has_pages else "", size)
    if page.following and not has_pages:
        return Found(page.parties, more=True)
    if page.parties or not asked.words or after:
        return page
    return Found(list_alike(build_search_text(" ".join(asked.words)), kind, size), alike=True)


def narrow(parties: QuerySet[Party], asked: Criteria) -> QuerySet[Party]:
    for word in asked.words:
        parties = parties.filter(search_text__contains=f" {word}")
    if asked.born:
        parties = parties.filter(person__birth_date=asked.born)
    return parties.select_related("person", "company")


def list_read_last(user: User, kind: str = "", size: int = PAGE_SIZE) -> list[Party]:
    """Whose files the user opened last, the latest first, among the last two hundred pages."""
    keys = FileRead.objects.filter(user=user).order_by("-at", "-id").values_list("party", flat=True)[:200]
    latest = list(dict.fromkeys(keys))[:size]
    parties = list_current(kind).select_related("person", "company").in_bulk(latest)
    return [parties[key] for key in latest if key in parties]


def find_exactly(text: str) -> Party | None:
    """The party of a reference or enterprise number, typed anyhow."""
    if REFERENCE.fullmatch(text.strip()):
        number = int(text.strip()[1:])
        return follow(Party.objects.select_related("merged_into").filter(pk=number).first())
    try:
        return find_by_enterprise_number(identifiers.clean_enterprise_number(text))
    except IdentifierRefused:
        return None


def read_page(parties: QuerySet[Party], after: str, size: int) -> Found:
    name, _tilde, key = after.rpartition("~")
    if key.isdecimal() and len(key) < 18:
        parties = parties.filter(Q(search_text__gt=name) | Q(search_text=name, id__gt=int(key)))
    found = list(parties.order_by("search_text", "id")[: size + 1])
    if len(found) <= size:
        return Found(found)
    last = found[size - 1]
    return Found(found[:size], f"{last.search_text}~{last.pk}")


def list_alike(folded: str, kind: str, size: int) -> list[Party]:
    """By the likeness of the whole name, the likest first; the index finds them."""
    parties = list_current(kind).filter(search_text__trigram_similar=folded)
    likeness = TrigramSimilarity("search_text", folded)
    return list(
        parties.select_related("person", "company").annotate(like=likeness).order_by("-like", "id")[:size]
    )
