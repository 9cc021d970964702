"""Who the demo fund's affiliates and companies are, taken in as files as a fund does when it starts."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.management import call_command

from app.affiliation.circumstances import record_circumstance
from app.affiliation.companies import record_balance_sheet
from app.affiliation.models import Capacity, CircumstanceKind
from app.demo.chance import Chance
from app.demo.errors import DemoFailed
from app.demo.identities import Firm, Individual, Inventor
from app.people.models import ImportedLine, Party
from workflows import actors, clock

BY = actors.system("demo")
#: Kind of affiliate → share in a hundred, once each kind has had one.
KINDS = {
    "main": 53, "secondary": 13, "officer": 10, "pensioner": 7, "student": 5, "primostarter": 4, "art37": 3,
    "spouse_helper": 3, "helper": 2,
}  # fmt: skip
CAPACITIES = {
    "officer": Capacity.OFFICER,
    "helper": Capacity.HELPER,
    "spouse_helper": Capacity.SPOUSE_HELPER,
}
AGES: dict[str, tuple[int, int]] = {
    "student": (19, 22),
    "primostarter": (23, 35),
    "pensioner": (70, 76),
    "helper": (24, 30),
}
#: Kind → lowest and highest yearly income, EUR.
INCOMES = {
    "student": (3_000, 7_500),
    "secondary": (2_500, 15_000),
    "pensioner": (3_000, 14_000),
    "art37": (900, 1_700),
}
USUAL_AGES, USUAL_INCOMES = (28, 64), (12_000, 88_000)
LINKS = {"officer": "officer", "helper": "helper", "spouse_helper": "spouse_helper"}


@dataclass(frozen=True)
class Member:
    """One affiliate: `linked_to` is the key of the company or person they work for."""

    key: str
    kind: str
    who: Individual
    started_on: date
    linked_to: str = ""


@dataclass(frozen=True)
class Business:
    key: str
    firm: Firm
    started_on: date
    total: Decimal | None


@dataclass(frozen=True)
class Population:
    members: tuple[Member, ...]
    businesses: tuple[Business, ...]


def invent(chance: Chance, persons: int, companies: int, today: date) -> Population:
    inventor = Inventor(chance)
    businesses = tuple(invent_business(inventor, index, today) for index in range(companies))
    members: list[Member] = []
    for index in range(persons):
        members.append(invent_member(inventor, index, members, businesses, today))
    return Population(tuple(members), businesses)


def invent_business(inventor: Inventor, index: int, today: date) -> Business:
    chance = inventor.chance.of("business", index)
    started = inventor.chance.day(
        date(today.year - 18, 1, 1), date(today.year - 3, 12, 31), "start of firm", index
    )
    total = None if chance.random() < 0.15 else Decimal(chance.randint(40_000, 1_600_000))
    return Business(f"DEMO-C{index:04d}", inventor.invent_firm(index), started, total)


def choose_kind(chance: Chance, index: int) -> str:
    """Each kind once, then by share; nobody helps before there is somebody to help."""
    kinds = list(KINDS)
    return kinds[index] if index < len(kinds) else chance.weigh(KINDS, "kind", index)


def invent_member(
    inventor: Inventor, index: int, earlier: list[Member], businesses: tuple[Business, ...], today: date
) -> Member:
    kind = choose_kind(inventor.chance, index)
    youngest, oldest = AGES.get(kind, USUAL_AGES)
    who = inventor.invent_person(index, youngest, oldest, today)
    return Member(
        key=f"DEMO-P{index:04d}",
        kind=kind,
        who=who,
        started_on=choose_start(inventor.chance, kind, who, index, today),
        linked_to=choose_other_end(inventor.chance, kind, index, earlier, businesses),
    )


def choose_start(chance: Chance, kind: str, who: Individual, index: int, today: date) -> date:
    if kind == "primostarter":
        return chance.day(today - timedelta(days=80), today - timedelta(days=5), "start", index)
    if kind == "student":
        return date(today.year - 1, 1, 1)
    first = max(date(who.born.year + 21, 1, 1), date(today.year - 20, 1, 1))
    return chance.day(first, max(first, date(today.year - 4, 12, 31)), "start", index)


def choose_other_end(
    chance: Chance, kind: str, index: int, earlier: list[Member], businesses: tuple[Business, ...]
) -> str:
    if kind == "officer":
        return chance.of("company of", index).choice(businesses).key
    if kind in {"helper", "spouse_helper"}:
        return chance.of("helps", index).choice([one for one in earlier if one.kind == "main"]).key
    return ""


def take_in(population: Population, chance: Chance) -> None:
    """Import everybody, then what is known of them. Raises DemoFailed when a line is refused."""
    today = clock.today()
    with TemporaryDirectory() as folder:
        import_rows("import_affiliates", Path(folder) / "affiliates.csv", list(list_affiliates(population)))
        incomes = [row for one in population.members for row in list_incomes(one, chance, today)]
        import_rows("import_incomes", Path(folder) / "incomes.csv", incomes)
    parties = find_parties()
    for member in population.members:
        record_facts(member, parties[member.key])
    for business in population.businesses:
        record_accounts(business, parties[business.key], today)


def find_parties() -> dict[str, Party]:
    """The demo's parties by the key of their line."""
    lines = ImportedLine.objects.filter(key__startswith="DEMO-").select_related("party")
    return {line.key: line.party for line in lines}


def import_rows(command: str, path: Path, rows: list[dict[str, str]]) -> None:
    columns = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)
    said = StringIO()
    call_command(command, str(path), stdout=said, stderr=StringIO())
    if " 0 refused" not in said.getvalue():
        report = path.with_name(f"{path.name}.report.csv").read_text(encoding="utf-8")
        refused = next((line for line in report.splitlines() if ",refused," in line), "")
        raise DemoFailed(f"{command}: {said.getvalue().strip()} {refused}")


def list_affiliates(population: Population) -> Iterator[dict[str, str]]:
    for business in population.businesses:
        yield describe_business(business)
    for member in population.members:
        yield describe_member(member)


def describe_business(business: Business) -> dict[str, str]:
    firm, started = business.firm, business.started_on.isoformat()
    return {
        "key": business.key,
        "kind": "company",
        "language": firm.language,
        "enterprise_number": firm.number,
        "legal_name": firm.name,
        "legal_form": firm.form,
        "constituted_on": started,
        "personality_on": started,
        **vars(firm.place),
        "email": firm.email,
        "iban": firm.iban,
        "started_on": started,
    }


def describe_member(member: Member) -> dict[str, str]:
    who = member.who
    link = {"linked_to": member.linked_to, "link_kind": LINKS[member.kind]} if member.linked_to else {}
    return {
        "key": member.key,
        "kind": "person",
        "language": who.language,
        "niss": who.niss,
        "last_name": who.last_name,
        "first_name": who.first_name,
        **vars(who.place),
        "email": who.email,
        "mobile": who.mobile,
        "iban": who.iban,
        "started_on": member.started_on.isoformat(),
        "capacity": CAPACITIES.get(member.kind, Capacity.SELF_EMPLOYED).value,
        "activity": who.trade,
        **link,
    }


def list_incomes(member: Member, chance: Chance, today: date) -> Iterator[dict[str, str]]:
    """Definitive incomes of the years the tax has told by now: those of two years ago and before."""
    lowest, highest = INCOMES.get(member.kind, USUAL_INCOMES)
    usual = chance.of("income", member.key).randint(lowest, highest)
    for year in range(max(member.started_on.year, today.year - 4), today.year - 1):
        factor = chance.of("income", member.key, year).uniform(0.85, 1.2)
        yield {
            "niss": member.who.niss,
            "year": str(year),
            "amount": f"{usual * factor:.2f}",
            "received_on": date(year + 2, 6, 1).isoformat()
            if year + 2 < today.year
            else date(year + 1, 12, 1).isoformat(),
        }


FACTS: Mapping[str, tuple[tuple[CircumstanceKind, Mapping[str, object]], ...]] = {
    "secondary": ((CircumstanceKind.OTHER_JOB, {"job": "employee", "fraction": "0.8"}),),
    "pensioner": ((CircumstanceKind.PENSION, {"pension": "retirement"}),),
    "art37": (
        (CircumstanceKind.MARRIAGE, {"partner_full_cover": True}),
        (CircumstanceKind.ART37_REQUEST, {"ground": "married", "expected_income": "1500"}),
    ),
    "student": ((CircumstanceKind.STUDENT, {"credits": "54"}),),
}


def record_facts(member: Member, party: Party) -> None:
    """The circumstances that make the category, told at the start of the activity; quarters are decided when called."""
    for kind, facts in FACTS.get(member.kind, ()):
        told = dict(facts)
        if kind in {CircumstanceKind.STUDENT, CircumstanceKind.ART37_REQUEST}:
            told["requested_on"] = member.started_on
        record_circumstance(
            party,
            kind,
            started_on=find_first_day(member, kind),
            by=BY,
            now=clock.now(),
            facts=told,
            decide=False,
        )


def find_first_day(member: Member, kind: CircumstanceKind) -> date:
    if kind == CircumstanceKind.PENSION:
        return max(member.started_on, date(member.who.born.year + 67, 1, 1))
    return member.started_on


def record_accounts(business: Business, party: Party, today: date) -> None:
    """The balance sheet of two years ago; some companies never filed one."""
    if business.total is None:
        return
    record_balance_sheet(
        party,
        today.year - 1,
        business.total,
        received_on=today,
        source="National Bank of Belgium",
        by=BY,
        now=clock.now(),
    )
