"""A batch of lines becomes parties: new ones in bulk, known ones one by one, each line wholly or not at all.

A higher layer adds its own part of a line (`Part`): the affiliation does so.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from django.db import IntegrityError, transaction
from django.utils.translation import override

from app.people.errors import PartyError
from app.people.importing import known, new
from app.people.importing.columns import check_line
from app.people.models import NISS_FIELD, Company, ImportedLine, Party, Person
from app.registers import sealing
from app.registers.line_reports import Became, CellRefused, Line, Outcome
from workflows import clock
from workflows.actors import Actor

LINE_FIELD = "people.imported_line"


class Part(Protocol):
    """What another layer makes of the same line. `check` and `apply` raise CellRefused."""

    def check(self, line: Line) -> None:
        """Refuse what cannot be applied to a new party; nothing is written."""

    def create(self, pairs: Sequence[tuple[Line, Party]]) -> None:
        """Write for parties that are new, of checked lines."""

    def apply(self, line: Line, party: Party) -> bool:
        """Write for a party that was known; whether anything changed."""


@dataclass(frozen=True)
class Batch:
    """How a batch is applied: by whom, on which day, with which other parts."""

    by: Actor
    today: date
    parts: tuple[Part, ...] = ()

    def apply(self, lines: Sequence[Line]) -> list[Outcome]:
        """What became of each line, reasons in English. Runs in the caller's transaction."""
        with override("en"):
            return self.apply_lines(lines)

    def apply_lines(self, lines: Sequence[Line]) -> list[Outcome]:
        outcomes: list[Outcome] = []
        memory = remember(lines)
        fresh: list[Line] = []
        rest: list[Line] = []
        for line in lines:
            seen = memory.find(line)
            if seen is not None and seen.digest == digest(line):
                outcomes.append(Outcome(line.number, Became.UNCHANGED, seen.party.reference))
                continue
            refusal = self.refuse(line)
            if refusal is not None:
                outcomes.append(refusal)
                continue
            (fresh if memory.is_new(line) else rest).append(line)
        return [*outcomes, *self.create(fresh), *(self.change(line) for line in rest)]

    def refuse(self, line: Line) -> Outcome | None:
        try:
            check_line(line, self.today)
            for part in self.parts:
                part.check(line)
        except CellRefused as refusal:
            return Outcome.refused(line.number, refusal)
        return None

    def create(self, lines: list[Line]) -> list[Outcome]:
        """All at once; should one of them be refused, one by one."""
        if not lines:
            return []
        try:
            with transaction.atomic():
                pairs = self.write(lines)
        except (IntegrityError, CellRefused, PartyError):
            return [self.change(line) for line in lines]
        return [Outcome(line.number, Became.ACCEPTED, party.reference) for line, party in pairs]

    def write(self, lines: list[Line]) -> list[tuple[Line, Party]]:
        pairs = new.create_parties(lines, by=self.by, today=self.today)
        new.create_links(pairs, self.find_linked(pairs), by=self.by, today=self.today)
        for part in self.parts:
            part.create(pairs)
        keep(pairs)
        return pairs

    def find_linked(self, pairs: list[tuple[Line, Party]]) -> dict[str, Party]:
        """The parties that lines name, by that name: of earlier lines of the batch, else known ones."""
        own = {line["key"]: party for line, party in reversed(pairs)}
        names = {line["linked_to"] for line, _party in pairs if line["linked_to"]}
        kept = ImportedLine.objects.filter(key__in=names - own.keys()).select_related("party__merged_into")
        return own | {one.key: one.party.merged_into or one.party for one in kept}

    def change(self, line: Line) -> Outcome:
        """One line of a party that may be known, in a savepoint of its own."""
        try:
            with transaction.atomic():
                return self.write_one(line)
        except CellRefused as refusal:
            return Outcome.refused(line.number, refusal)
        except PartyError as refusal:
            return Outcome.refused(line.number, CellRefused(str(refusal), refusal.field))
        except IntegrityError as error:
            name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") or "a rule"
            return Outcome.refused(line.number, CellRefused(f"refused by the database: {name}"))

    def write_one(self, line: Line) -> Outcome:
        party = known.find(line)
        if party is None:
            ((_line, party),) = self.write([line])
            return Outcome(line.number, Became.ACCEPTED, party.reference)
        changed = known.change(line, party, by=self.by, today=self.today)
        for part in self.parts:
            changed = part.apply(line, party) or changed
        keep([(line, party)])
        return Outcome(line.number, Became.CORRECTED if changed else Became.UNCHANGED, party.reference)


@dataclass
class Memory:
    """What the database and the batch so far know of its lines."""

    seen: dict[str, ImportedLine]
    niss_indexes: set[str]
    numbers: set[str]

    def find(self, line: Line) -> ImportedLine | None:
        return self.seen.get(line["key"])

    def is_new(self, line: Line) -> bool:
        """Whether neither the key nor the party was met before; from now on both were."""
        if line["key"] in self.seen:
            return False
        met = False
        if line["niss"]:
            indexes = set(sealing.indexes_of(line["niss"], NISS_FIELD))
            met = not self.niss_indexes.isdisjoint(indexes)
            self.niss_indexes |= indexes
        if line["enterprise_number"]:
            met = met or line["enterprise_number"] in self.numbers
            self.numbers.add(line["enterprise_number"])
        self.seen[line["key"]] = ImportedLine(key=line["key"])
        return not met


def remember(lines: Sequence[Line]) -> Memory:
    keys = [line["key"] for line in lines]
    seen = ImportedLine.objects.filter(key__in=keys).select_related("party")
    indexes = [
        index for line in lines if line["niss"] for index in sealing.indexes_of(line["niss"], NISS_FIELD)
    ]
    numbers = [line["enterprise_number"] for line in lines if line["enterprise_number"]]
    persons = Person.objects.filter(niss_index__in=indexes).values_list("niss_index", flat=True)
    companies = Company.objects.filter(enterprise_number__in=numbers)
    return Memory(
        {one.key: one for one in seen},
        {index for index in persons if index},
        set(companies.values_list("enterprise_number", flat=True)),
    )


def digest(line: Line) -> str:
    """Of the values, keyed: the line holds a national number, and digests of those can be tried out."""
    plain = "\0".join(
        f"{column}={value}" for column, value in sorted(line.values.items()) if value is not None
    )
    return sealing.index_of(plain, LINE_FIELD)


def keep(pairs: Iterable[tuple[Line, Party]]) -> None:
    """Remember the lines as applied."""
    now = clock.now()
    ImportedLine.objects.bulk_create(
        [ImportedLine(key=line["key"], party=party, digest=digest(line), at=now) for line, party in pairs],
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["party", "digest", "at"],
    )
