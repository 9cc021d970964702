"""Incomes as lines of a file: who, which year, how much, told by whom and when."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

from django.utils.translation import override

from app.contributions.errors import IncomeRefused
from app.contributions.incomes import Told, Verdict, build_income, judge, tell_incomes
from app.contributions.models import Income, IncomeKind, IncomeSource
from app.people.models import NISS_FIELD, Party
from app.registers import identifiers, sealing
from app.registers.errors import IdentifierRefused
from app.registers.line_reports import (
    Became,
    CellRefused,
    Column,
    Line,
    Outcome,
    amount,
    choice,
    day,
    text,
    whole_number,
)
from workflows.actors import Actor

COLUMNS = (
    Column("niss", text(20), required=False, meaning="national or BIS number of the person"),
    Column("enterprise_number", text(20), required=False, meaning="or the number of the enterprise"),
    Column("party_ref", text(20), required=False, meaning="or our own reference, such as P0000001"),
    Column("year", whole_number(1990, 2200), meaning="year of the income"),
    Column(
        "amount", amount(), meaning="net taxable professional income, EUR, as 12345.67; a loss is negative"
    ),
    Column("kind", choice(*IncomeKind.values), required=False, meaning="definitive when empty"),
    Column("source", choice(*IncomeSource.values), required=False, meaning="tax when empty"),
    Column("received_on", day(), required=False, meaning="day the fund came to know it; today when empty"),
    Column("note", text(500), required=False),
)
IDENTIFIERS = ("niss", "enterprise_number", "party_ref")
Slot = tuple[int, int, str]


class IncomeBatch:
    """Applies lines. Within a batch a later line may correct an earlier one."""

    def __init__(self, *, by: Actor, now: datetime, today: date) -> None:
        self.by, self.now, self.today = by, now, today
        self.known: defaultdict[Slot, list[Income]] = defaultdict(list)
        self.new: list[Income] = []
        self.superseded: list[Income] = []

    def apply(self, lines: Sequence[Line]) -> Iterator[Outcome]:
        """What became of each line; call it in a transaction."""
        # Reasons in the report are English, whoever imports.
        with override("en"):
            parties = find_parties(lines)
            self.read_known({party.pk for party in parties.values()})
            outcomes = [self.apply_line(line, parties.get(line.number)) for line in lines]
            self.flush()
        yield from outcomes

    def read_known(self, party_ids: Iterable[int]) -> None:
        """Lock the parties in order of id, then read what is known of them."""
        ids = sorted(party_ids)
        list(Party.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk").values_list("pk"))
        self.known.clear()
        for row in Income.objects.filter(party_id__in=ids).order_by("id"):
            self.known[row.party_id, row.year, row.kind].append(row)

    def apply_line(self, line: Line, party: Party | None) -> Outcome:
        if party is None:
            return Outcome.refused(line.number, explain_unknown(line))
        try:
            told = self.read_line(line)
            verdict = judge(told, self.known[party.pk, told.year, told.kind])
        except IncomeRefused as refusal:
            return Outcome.refused(line.number, CellRefused(str(refusal), refusal.field), party.reference)
        if verdict is Verdict.KNOWN:
            return Outcome(line.number, Became.UNCHANGED, party.reference)
        self.add(party, told)
        became = Became.CORRECTED if verdict is Verdict.CORRECTION else Became.ACCEPTED
        return Outcome(line.number, became, party.reference)

    def read_line(self, line: Line) -> Told:
        received_on = line["received_on"] or self.today
        if received_on > self.today:
            raise IncomeRefused("not a day in the future", "received_on")
        return Told(
            year=line["year"],
            amount=line["amount"],
            kind=IncomeKind(line["kind"] or IncomeKind.DEFINITIVE),
            source=IncomeSource(line["source"] or IncomeSource.TAX),
            received_on=received_on,
            note=line["note"] or "",
        )

    def add(self, party: Party, told: Told) -> None:
        known = self.known[party.pk, told.year, told.kind]
        current = next((one for one in known if one.superseded_at is None), None)
        if current is not None:
            if current.pk is None:
                self.flush()
            current.superseded_at = self.now
            self.superseded.append(current)
        income = build_income(party.pk, told, current, by=self.by, now=self.now)
        known.append(income)
        self.new.append(income)

    def flush(self) -> None:
        """Supersede first: at any time one amount stands."""
        ids = [one.pk for one in self.superseded]
        if ids:
            Income.objects.filter(pk__in=ids).update(superseded_at=self.now)
        Income.objects.bulk_create(self.new)
        tell_incomes(self.new)
        self.new, self.superseded = [], []


def explain_unknown(line: Line) -> CellRefused:
    given = [name for name in IDENTIFIERS if line.values.get(name)]
    if len(given) != 1:
        reason = "nobody is named" if not given else f"named more than once: {', '.join(given)}"
        return CellRefused(reason, given[1] if given else "niss")
    try:
        clean(given[0], line[given[0]])
    except IdentifierRefused as refusal:
        return CellRefused(refusal.message, given[0])
    return CellRefused("nobody the fund knows", given[0])


def find_parties(lines: Sequence[Line]) -> dict[int, Party]:
    """The party of each line that names exactly one the fund knows, by line number."""
    keys = dict(filter(None, (read_key(line) for line in lines)))
    wanted: defaultdict[str, set[str]] = defaultdict(set)
    for name, value in keys.values():
        wanted[name].add(value)
    parties = {name: READERS[name](values) for name, values in wanted.items()}
    found = {number: parties[name].get(value) for number, (name, value) in keys.items()}
    return {number: party for number, party in found.items() if party is not None}


def read_key(line: Line) -> tuple[int, tuple[str, str]] | None:
    given = [name for name in IDENTIFIERS if line.values.get(name)]
    if len(given) != 1:
        return None
    try:
        return line.number, (given[0], clean(given[0], line[given[0]]))
    except IdentifierRefused:
        return None


def clean(name: str, value: str) -> str:
    if name == "niss":
        return identifiers.clean_niss(value)
    if name == "enterprise_number":
        return identifiers.clean_enterprise_number(value)
    return value.strip().upper()


def standing(party: Party) -> Party:
    return party.merged_into or party


def find_by_niss(numbers: set[str]) -> dict[str, Party]:
    by_index = {index: number for number in numbers for index in sealing.indexes_of(number, NISS_FIELD)}
    rows = Party.objects.filter(person__niss_index__in=by_index)
    pairs = rows.select_related("merged_into", "person")
    return {by_index[one.person.niss_index or ""]: standing(one) for one in pairs}


def find_by_enterprise_number(numbers: set[str]) -> dict[str, Party]:
    rows = Party.objects.filter(company__enterprise_number__in=numbers)
    return {
        one.company.enterprise_number: standing(one) for one in rows.select_related("merged_into", "company")
    }


def find_by_reference(references: set[str]) -> dict[str, Party]:
    rows = Party.objects.filter(reference__in=references)
    return {one.reference: standing(one) for one in rows.select_related("merged_into")}


READERS = {
    "niss": find_by_niss,
    "enterprise_number": find_by_enterprise_number,
    "party_ref": find_by_reference,
}
