"""New parties of checked lines, in bulk: the rows that registering one by one would write."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from app.people.importing.columns import find_birth_date
from app.people.importing.linked import find_linked
from app.people.links import check_ends
from app.people.models import (
    Address,
    AddressKind,
    BankAccount,
    Channel,
    ChannelKind,
    Company,
    Kind,
    Link,
    Party,
    PartyEvent,
    Person,
)
from app.people.parties import make_reference, seal_niss, take_ids, tidy
from app.people.searching import build_search_text
from app.registers.copying import copy_rows
from app.registers.line_reports import Line
from workflows import clock
from workflows.actors import Actor

#: The first one given is preferred.
CHANNELS = ((ChannelKind.EMAIL, "email"), (ChannelKind.MOBILE, "mobile"), (ChannelKind.PHONE, "phone"))
Pairs = list[tuple[Line, Party]]


def create_parties(lines: Sequence[Line], *, by: Actor, today: date) -> Pairs:
    """Raises IntegrityError when one of them exists already; then none was written."""
    now, numbers = clock.now(), take_ids(len(lines))
    pairs = [(line, make_party(line, number, by, now)) for line, number in zip(lines, numbers, strict=True)]
    copy_rows(Party, [party for _line, party in pairs])
    persons = [make_person(line, party) for line, party in pairs if party.kind == Kind.PERSON]
    copy_rows(Person, persons)
    companies = [make_company(line, party) for line, party in pairs if party.kind == Kind.COMPANY]
    copy_rows(Company, companies)
    copy_rows(Address, [make_address(line, party, today) for line, party in pairs if line["street"]])
    copy_rows(Channel, [channel for line, party in pairs for channel in make_channels(line, party)])
    accounts = [make_account(line, party, today) for line, party in pairs if line["iban"]]
    copy_rows(BankAccount, accounts)
    events = [
        PartyEvent(party=party, at=now, by=str(by), kind="imported", details={"key": line["key"]})
        for line, party in pairs
    ]
    copy_rows(PartyEvent, events)
    return pairs


def make_party(line: Line, number: int, by: Actor, now: datetime) -> Party:
    name = " ".join(filter(None, [tidy(line["first_name"] or ""), tidy(line["last_name"] or "")]))
    name = name or tidy(line["legal_name"] or "")
    return Party(
        id=number,
        reference=make_reference(number),
        kind=line["kind"],
        name=name,
        search_text=build_search_text(name),
        language=line["language"],
        created_at=now,
        created_by=str(by),
    )


def make_person(line: Line, party: Party) -> Person:
    person = Person(
        party=party,
        first_name=tidy(line["first_name"] or ""),
        last_name=tidy(line["last_name"]),
        birth_date=find_birth_date(line),
        died_on=line["died_on"],
    )
    seal_niss(person, line["niss"] or "")
    return person


def make_company(line: Line, party: Party) -> Company:
    return Company(
        party=party,
        enterprise_number=line["enterprise_number"],
        legal_name=party.name,
        legal_form=tidy(line["legal_form"] or ""),
        constituted_on=line["constituted_on"],
        personality_on=line["personality_on"],
        dissolved_on=line["dissolved_on"],
    )


def make_address(line: Line, party: Party, today: date) -> Address:
    return Address(
        party=party,
        kind=address_kind(party),
        street=tidy(line["street"]),
        number=line["number"] or "",
        box=line["box"] or "",
        postal_code=line["postal_code"],
        city=tidy(line["city"]),
        country=line["country"] or "BE",
        started_on=line["address_since"] or first_day(line, today),
    )


def address_kind(party: Party) -> AddressKind:
    return AddressKind.RESIDENCE if party.kind == Kind.PERSON else AddressKind.REGISTERED_OFFICE


def first_day(line: Line, today: date) -> date:
    """Of what has no day of its own: that of the activity, which a higher layer's column tells; else today."""
    started: date | None = line.values.get("started_on")
    return started or today


def make_channels(line: Line, party: Party) -> list[Channel]:
    given = [(kind, line[column]) for kind, column in CHANNELS if line[column]]
    return [
        Channel(party=party, kind=kind, value=value, preferred=place == 0)
        for place, (kind, value) in enumerate(given)
    ]


def make_account(line: Line, party: Party, today: date) -> BankAccount:
    return BankAccount(
        party=party,
        iban=line["iban"],
        holder=tidy(line["account_holder"] or ""),
        started_on=first_day(line, today),
    )


def create_links(pairs: Pairs, known: Mapping[str, Party], *, by: Actor, today: date) -> None:
    """The links of new parties. Raises CellRefused for an unknown other end, PartyError for an impossible one."""
    now = clock.now()
    told = [
        (line, party, known.get(line["linked_to"]) or find_linked(line["linked_to"]))
        for line, party in pairs
        if line["linked_to"]
    ]
    for line, party, other in told:
        check_ends(party, other, line["link_kind"])
    Link.objects.bulk_create(
        Link(
            from_party=party,
            to_party=other,
            kind=line["link_kind"],
            started_on=line["link_since"] or first_day(line, today),
            mandate=line["mandate"] or "",
        )
        for line, party, other in told
    )
    PartyEvent.objects.bulk_create(
        PartyEvent(
            party=one, at=now, by=str(by), kind="linked", details={"kind": line["link_kind"], end: reference}
        )
        for line, party, other in told
        for one, end, reference in ((party, "to", other.reference), (other, "from", party.reference))
    )
