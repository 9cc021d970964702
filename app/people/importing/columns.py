"""The columns of a file of affiliates, and what must hold within one line (docs/howto/import-affiliates.md)."""

from collections.abc import Callable
from datetime import date

from django.utils.translation import override

from app.people import contacts, parties
from app.people.errors import PartyError
from app.people.links import ENDS
from app.people.models import ChannelKind, Kind, LinkKind
from app.registers import identifiers
from app.registers.errors import IdentifierRefused
from app.registers.line_reports import CellRefused, Column, Line, Reader, choice, day, text


def cleaned(clean: Callable[[str], str]) -> Reader:
    """A reader whose refusal is the cleaner's, in English as all reports are."""

    def read(cell: str) -> str:
        try:
            return clean(cell)
        except (IdentifierRefused, PartyError):
            raise CellRefused(explain(clean, cell)) from None

    return read


def explain(clean: Callable[[str], str], cell: str) -> str:
    """Why a cell is refused, asked again in the language of reports."""
    with override("en"):
        try:
            return clean(cell)
        except (IdentifierRefused, PartyError) as refusal:
            return getattr(refusal, "message", "") or str(refusal)


def clean_email(cell: str) -> str:
    return contacts.clean_channel(ChannelKind.EMAIL, cell)


def read_key(cell: str) -> str:
    """Keys are kept and shown as they are."""
    if sum(letter.isdigit() for letter in cell) == identifiers.NISS_LENGTH and not any(
        map(str.isalpha, cell)
    ):
        raise CellRefused("eleven digits may be a national number, which is no key: keys are kept and shown")
    return str(text(80)(cell))


COLUMNS = (
    Column("key", read_key, meaning="what the sender calls this line; the same key again is the same line"),
    Column("kind", choice(*Kind.values)),
    Column("language", choice("fr", "nl", "de")),
    Column("niss", cleaned(identifiers.clean_niss), required=False, meaning="national or BIS number"),
    Column("last_name", text(200), required=False, meaning="of a person"),
    Column("first_name", text(200), required=False),
    Column("birth_date", day(), required=False, meaning="read from the national number when empty"),
    Column("died_on", day(), required=False),
    Column(
        "enterprise_number",
        cleaned(identifiers.clean_enterprise_number),
        required=False,
        meaning="of a company",
    ),
    Column("legal_name", text(300), required=False, meaning="of a company"),
    Column("legal_form", text(40), required=False),
    Column("constituted_on", day(), required=False),
    Column("personality_on", day(), required=False, meaning="day of filing, from which the company exists"),
    Column("dissolved_on", day(), required=False),
    Column("street", text(200), required=False),
    Column("number", text(20), required=False),
    Column("box", text(20), required=False),
    Column("postal_code", text(12), required=False),
    Column("city", text(100), required=False),
    Column("country", text(2), required=False, meaning="two capitals; BE when empty"),
    Column(
        "address_since", day(), required=False, meaning="the first day of the activity, or today, when empty"
    ),
    Column("email", cleaned(clean_email), required=False),
    Column("phone", cleaned(contacts.clean_phone), required=False),
    Column("mobile", cleaned(contacts.clean_phone), required=False),
    Column("iban", cleaned(identifiers.clean_iban), required=False),
    Column("account_holder", text(200), required=False, meaning="when it is somebody else"),
    Column(
        "linked_to", text(80), required=False, meaning="our reference, an enterprise number or an earlier key"
    ),
    Column("link_kind", choice(*LinkKind.values), required=False, meaning="what this party is of the other"),
    Column(
        "link_since", day(), required=False, meaning="the first day of the activity, or today, when empty"
    ),
    Column("mandate", text(300), required=False, meaning="of an accountant or officer"),
)
OF_PERSONS = ("niss", "last_name", "first_name", "birth_date", "died_on")
OF_COMPANIES = (
    "enterprise_number",
    "legal_name",
    "legal_form",
    "constituted_on",
    "personality_on",
    "dissolved_on",
)
ADDRESS = ("street", "postal_code", "city")


def check_line(line: Line, today: date) -> None:
    """Raises CellRefused, naming the column."""
    check_kind(line, today)
    check_address(line)
    check_link(line)


def check_kind(line: Line, today: date) -> None:
    is_person = line["kind"] == Kind.PERSON
    needed = ("last_name",) if is_person else ("legal_name", "enterprise_number")
    for column in needed:
        if not line[column]:
            raise CellRefused(f"empty, and a {line['kind']} needs it", column)
    for column in OF_COMPANIES if is_person else OF_PERSONS:
        if line[column]:
            raise CellRefused(f"filled in, which a {line['kind']} does not have", column)
    if is_person:
        check_dates(line, today)


def check_dates(line: Line, today: date) -> None:
    try:
        parties.check_birth_date(find_birth_date(line), line["niss"] or "", today)
    except PartyError as refusal:
        raise CellRefused("not that of the national number, or impossible", refusal.field) from refusal
    born, died = find_birth_date(line), line["died_on"]
    if born and died and died < born:
        raise CellRefused("before the birth", "died_on")


def find_birth_date(line: Line) -> date | None:
    """As told, else as the national number tells it."""
    told: date | None = line["birth_date"]
    return told or (identifiers.read_birth_date(line["niss"]) if line["niss"] else None)


def check_address(line: Line) -> None:
    given = [column for column in ADDRESS if line[column]]
    if not given and not any(line[column] for column in ("number", "box", "country", "address_since")):
        return
    for column in ADDRESS:
        if not line[column]:
            raise CellRefused("empty, and an address needs it", column)
    country = line["country"] or "BE"
    if not (country.isascii() and country.isupper() and len(country) == 2):
        raise CellRefused("not two capitals", "country")
    try:
        contacts.clean_postal_code(line["postal_code"], country)
    except PartyError as refusal:
        raise CellRefused("a Belgian postal code has four digits", "postal_code") from refusal


def check_link(line: Line) -> None:
    if bool(line["linked_to"]) != bool(line["link_kind"]):
        raise CellRefused("empty, and a link needs it", "link_kind" if line["linked_to"] else "linked_to")
    if line["link_kind"] == LinkKind.ACCOUNTANT and not line["mandate"]:
        raise CellRefused("empty, and an accountant acts on a mandate", "mandate")
    if line["link_kind"] and ENDS[line["link_kind"]][0] not in {"", line["kind"]}:
        raise CellRefused(f"a {line['kind']} cannot be this", "link_kind")
