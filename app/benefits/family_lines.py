"""Months of family allowances as lines of a file: one line a child and month, taken over once."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from app.benefits.arithmetic.family_months import Component
from app.benefits.family_models import LAST_MONTH, FamilyMonth
from app.people.models import Party
from app.registers.line_reports import Became, CellRefused, Column, Line, Outcome, amount, choice, day, text

COLUMNS = (
    Column("party_ref", text(20), meaning="our own reference of who was paid, such as P0000001"),
    Column("month", day(), meaning="first day of the month, until 2014-06-01"),
    Column("paid_on", day(), meaning="day of the payment"),
    Column("first_name", text(100), meaning="of the child"),
    Column("birth_date", day(), meaning="of the child"),
    Column("base", amount(), meaning="basic amount paid, EUR, as 77.05"),
    Column("age", amount(), required=False, meaning="age supplement paid; nothing when empty"),
    Column("annual", amount(), required=False, meaning="annual supplement paid; nothing when empty"),
    Column("increase", amount(), required=False, meaning="increased rate paid; nothing when empty"),
    Column("orphan", choice("yes", "no"), required=False, meaning="no when empty"),
)
Place = tuple[str, date]


class FamilyBatch:
    """Applies lines; those of one month of one person must stand in one batch, as an export writes them."""

    def __init__(self, *, source: str) -> None:
        self.source = source

    def apply(self, lines: Sequence[Line]) -> Iterator[Outcome]:
        """What became of each line; call it in a transaction."""
        parties = {one.reference: one for one in Party.objects.filter(reference__in=self.list_refs(lines))}
        grouped: defaultdict[Place, list[Line]] = defaultdict(list)
        for line in lines:
            grouped[line["party_ref"], line["month"]].append(line)
        for (reference, month), group in grouped.items():
            yield from self.apply_month(parties.get(reference), month, group)

    @staticmethod
    def list_refs(lines: Sequence[Line]) -> set[str]:
        return {line["party_ref"] for line in lines}

    def apply_month(self, party: Party | None, month: date, group: Sequence[Line]) -> Iterator[Outcome]:
        refusal = find_refusal(month, group)
        if party is None or refusal is not None:
            reason = refusal or CellRefused("no such reference", "party_ref")
            yield from (Outcome.refused(line.number, reason) for line in group)
            return
        became = self.keep(party, month, group)
        if became is None:
            reason = CellRefused("the archive has this month with other amounts", "month")
            yield from (Outcome.refused(line.number, reason, party.reference) for line in group)
            return
        yield from (Outcome(line.number, became, party.reference) for line in group)

    def keep(self, party: Party, month: date, group: Sequence[Line]) -> Became | None:
        """None where the archive says otherwise: it is not changed."""
        children = [describe(line) for line in group]
        values = {
            "paid_on": group[0]["paid_on"],
            "amount": sum((sum_line(line) for line in group), Decimal("0.00")),
            "children": children,
            "source": self.source,
        }
        known = list(FamilyMonth.objects.filter(party=party, month=month))
        if known:
            return Became.UNCHANGED if any(row.children == children for row in known) else None
        FamilyMonth.objects.create(party=party, month=month, **values)
        return Became.ACCEPTED


def find_refusal(month: date, group: Sequence[Line]) -> CellRefused | None:
    if month.day != 1 or month > LAST_MONTH:
        return CellRefused("the first day of a month until 2014-06-01", "month")
    if any(read_part(line, part) < 0 for line in group for part in Component):
        return CellRefused("an amount below nothing", "base")
    return None


def describe(line: Line) -> dict[str, Any]:
    return {
        "first_name": line["first_name"],
        "birth_date": line["birth_date"].isoformat(),
        "orphan": line["orphan"] == "yes",
        **{str(part): f"{read_part(line, part):.2f}" for part in Component},
    }


def read_part(line: Line, part: Component) -> Decimal:
    return Decimal(line[str(part)] or 0)


def sum_line(line: Line) -> Decimal:
    return sum((read_part(line, part) for part in Component), Decimal("0.00"))
