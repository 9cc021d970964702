"""A line about a party the fund knows: what it tells anew is changed, what it leaves empty stays."""

from datetime import date

from app.people import contacts, links, parties, queries
from app.people.importing.linked import find_linked
from app.people.importing.new import CHANNELS, address_kind, first_day
from app.people.models import ImportedLine, Kind, Party, Person
from app.registers.line_reports import CellRefused, Line
from workflows.actors import Actor

PERSON_COLUMNS = ("last_name", "first_name", "birth_date", "died_on")
COMPANY_COLUMNS = ("legal_name", "legal_form", "constituted_on", "personality_on", "dissolved_on")
ADDRESS_COLUMNS = ("street", "number", "box", "postal_code", "city")


def find(line: Line) -> Party | None:
    """The party of an earlier line with this key, or of this identifier. Raises CellRefused when they are two."""
    seen = ImportedLine.objects.select_related("party__merged_into").filter(key=line["key"]).first()
    by_key = (seen.party.merged_into or seen.party) if seen else None
    by_number = find_by_number(line)
    by_number = by_number and (by_number.merged_into or by_number)
    column = "niss" if line["niss"] else "enterprise_number"
    if by_key and by_number and by_key != by_number:
        raise CellRefused(f"that of {by_number.reference}, but the key is that of {by_key.reference}", column)
    if by_key:
        refuse_other_identity(line, by_key, column)
    return by_key or by_number


def find_by_number(line: Line) -> Party | None:
    if line["niss"]:
        return queries.find_by_niss(line["niss"])
    number = line["enterprise_number"]
    return queries.find_by_enterprise_number(number) if number else None


def refuse_other_identity(line: Line, party: Party, column: str) -> None:
    """A key stays with its party: a file that reuses it for somebody else must not overwrite anyone."""
    if party.kind != line["kind"]:
        raise CellRefused(f"the key is that of {party.reference}, a {party.kind}", "kind")
    if party.kind == Kind.PERSON and line["niss"]:
        held = parties.read_niss(Person.objects.get(party=party))
        if held and held != line["niss"]:
            raise CellRefused(f"not that of {party.reference}, whose key this is", column)


def change(line: Line, party: Party, *, by: Actor, today: date) -> bool:
    """Whether anything changed. Raises PartyError, CellRefused."""
    changed = change_identity(line, party, by)
    changed = change_address(line, party, by, today) or changed
    changed = add_channels(line, party, by) or changed
    changed = add_account(line, party, by, today) or changed
    return (link(line, party, by=by, today=today) if line["linked_to"] else False) or changed


def change_identity(line: Line, party: Party, by: Actor) -> bool:
    if party.kind == Kind.PERSON:
        told = {column: line[column] for column in PERSON_COLUMNS if line[column]}
        fields = parties.change_person(
            party, by=by, reason="import", niss=line["niss"] or "", language=line["language"], **told
        )
    else:
        told = {column: line[column] for column in (*COMPANY_COLUMNS, "enterprise_number") if line[column]}
        fields = parties.change_company(party, by=by, reason="import", language=line["language"], **told)
    return bool(fields)


def change_address(line: Line, party: Party, by: Actor, today: date) -> bool:
    if not line["street"]:
        return False
    kind, country = address_kind(party), line["country"] or "BE"
    since: date = line["address_since"] or first_day(line, today)
    held = queries.address_on(party, max(since, today), kind)
    told = {column: parties.tidy(line[column] or "") for column in ADDRESS_COLUMNS} | {"country": country}
    if held and all(getattr(held, column) == value for column, value in told.items()):
        return False
    if held and not line["address_since"]:
        since = max(since, today)
    contacts.move(party, kind, by=by, started_on=since, **told)
    return True


def add_channels(line: Line, party: Party, by: Actor) -> bool:
    held = set(party.channels.values_list("kind", "value"))
    fresh = [(kind, line[column]) for kind, column in CHANNELS if line[column]]
    fresh = [one for one in fresh if (one[0].value, one[1]) not in held]
    for kind, value in fresh:
        contacts.add_channel(party, kind, value, by=by)
    return bool(fresh)


def add_account(line: Line, party: Party, by: Actor, today: date) -> bool:
    """Another account than the one that counts opens today."""
    if not line["iban"] or party.bank_accounts.filter(iban=line["iban"], ended_on=None).exists():
        return False
    since = today if party.bank_accounts.exists() else first_day(line, today)
    contacts.open_bank_account(
        party, line["iban"], by=by, started_on=since, holder=line["account_holder"] or ""
    )
    return True


def link(line: Line, party: Party, *, by: Actor, today: date) -> bool:
    """Raises CellRefused for a party that no earlier line and no register knows."""
    other = find_linked(line["linked_to"])
    if party.links_from.filter(
        to_party=other, kind=line["link_kind"], withdrawn_at=None, ended_on=None
    ).exists():
        return False
    since = line["link_since"] or first_day(line, today)
    links.link(party, other, line["link_kind"], by=by, started_on=since, mandate=line["mandate"] or "")
    return True
