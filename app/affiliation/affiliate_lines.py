"""The affiliation's part of a line of affiliates: the liability period of a person, the affiliation of a company."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils.translation import override

from app.affiliation import timing
from app.affiliation.errors import AffiliationError
from app.affiliation.models import (
    Affiliation,
    AffiliationEvent,
    AffiliationState,
    Capacity,
    CompanyAffiliation,
    LiabilityPeriod,
)
from app.affiliation.periods import change_period, declare_period
from app.affiliation.transitions import Row, change
from app.people.importing.columns import find_birth_date
from app.people.models import Kind, Party
from app.registers.copying import copy_rows, take_ids
from app.registers.line_reports import CellRefused, Column, Line, choice, day, text
from workflows.actors import Actor

COLUMNS = (
    Column(
        "started_on",
        day(),
        required=False,
        meaning="first day of the activity, or of a company's affiliation",
    ),
    Column("ended_on", day(), required=False, meaning="last day"),
    Column(
        "registered_on", day(), required=False, meaning="when the declaration came; the first day when empty"
    ),
    Column("capacity", choice(*Capacity.values), required=False, meaning="self_employed when empty"),
    Column("activity", text(200), required=False),
)
REASON = "import"


@dataclass(frozen=True)
class AffiliationPart:
    """Applied with the party in the same transaction. Quarters are decided by the run that calls them."""

    by: Actor
    now: datetime
    today: date

    def check(self, line: Line) -> None:
        started, ended = line["started_on"], line["ended_on"]
        if started is None:
            for column in ("ended_on", "registered_on", "capacity", "activity"):
                if line[column]:
                    raise CellRefused(f"empty, and {column} needs it", "started_on")
            return
        if ended and ended < started:
            raise CellRefused("before the first day", "ended_on")
        refuse_in_words(lambda: timing.is_late(started, registered(line)))
        if line["kind"] == Kind.COMPANY:
            if line["capacity"]:
                raise CellRefused("filled in, which a company does not have", "capacity")
        else:
            check_age(line)

    def create(self, pairs: Sequence[tuple[Line, Party]]) -> None:
        """What declaring one by one would write, at once; the lines are checked and the parties new."""
        told = [(line, party) for line, party in pairs if line["started_on"]]
        periods = [self.make_period(line, party) for line, party in told if party.kind == Kind.PERSON]
        for period, key in zip(periods, take_ids(LiabilityPeriod, len(periods)), strict=True):
            period.pk = key
        copy_rows(LiabilityPeriod, periods)
        affiliations = [
            self.make_affiliation(line, party) for line, party in told if party.kind == Kind.COMPANY
        ]
        CompanyAffiliation.objects.bulk_create(affiliations)
        rows: list[LiabilityPeriod | CompanyAffiliation] = [*periods, *affiliations]
        events = [event for row in rows for event in self.make_events(row)]
        copy_rows(AffiliationEvent, events)

    def make_period(self, line: Line, party: Party) -> LiabilityPeriod:
        return LiabilityPeriod(
            person=party,
            capacity=line["capacity"] or Capacity.SELF_EMPLOYED,
            activity=line["activity"] or "",
            late=timing.is_late(line["started_on"], registered(line)),
            **self.describe(line),
        )

    def make_affiliation(self, line: Line, party: Party) -> CompanyAffiliation:
        since = line["personality_on"] or line["started_on"]
        return CompanyAffiliation(
            company=party, late=timing.is_company_late(since, registered(line)), **self.describe(line)
        )

    def describe(self, line: Line) -> dict[str, object]:
        return {
            "started_on": line["started_on"],
            "ended_on": line["ended_on"] if line["started_on"] <= self.today else None,
            "registered_on": registered(line),
            "state": self.find_state(line),
            "declared_at": self.now,
            "declared_by": str(self.by),
        }

    def find_state(self, line: Line) -> AffiliationState:
        if line["started_on"] > self.today:
            return AffiliationState.DECLARED
        return AffiliationState.ENDED if line["ended_on"] else AffiliationState.ACTIVE

    def make_events(self, row: LiabilityPeriod | CompanyAffiliation) -> list[AffiliationEvent]:
        """The transitions that lead to the row's state."""
        steps = [("declare", "", AffiliationState.DECLARED, row.started_on)]
        if row.state != AffiliationState.DECLARED:
            steps.append(("activate", AffiliationState.DECLARED, AffiliationState.ACTIVE, row.started_on))
        if row.state == AffiliationState.ENDED and row.ended_on:
            steps.append(("end", AffiliationState.ACTIVE, AffiliationState.ENDED, row.ended_on))
        return [
            AffiliationEvent(
                liability_period=row if isinstance(row, LiabilityPeriod) else None,
                company_affiliation=row if isinstance(row, CompanyAffiliation) else None,
                transition=name,
                before=before,
                after=after,
                day=on,
                at=self.now,
                by=str(self.by),
                reason=REASON,
            )
            for name, before, after, on in steps
        ]

    def apply(self, line: Line, party: Party) -> bool:
        """Of a known party: a period that starts on another day is new; one that is open may end."""
        if line["started_on"] is None:
            return False
        rows: Callable[[], bool] = (
            (lambda: self.apply_period(line, party))
            if party.kind == Kind.PERSON
            else (lambda: self.apply_affiliation(line, party))
        )
        return refuse_in_words(rows)

    def apply_period(self, line: Line, party: Party) -> bool:
        held = find_held(LiabilityPeriod.objects.filter(person=party, started_on=line["started_on"]))
        if held is None:
            held = declare_period(
                party,
                started_on=line["started_on"],
                registered_on=registered(line),
                by=self.by,
                now=self.now,
                capacity=Capacity(line["capacity"] or Capacity.SELF_EMPLOYED),
                activity=line["activity"] or "",
                decide=False,
            )
            self.end(held, line)
            return True
        refuse_other_end(held, line)
        return self.end(held, line)

    def end(self, held: LiabilityPeriod, line: Line) -> bool:
        if line["ended_on"] is None or held.state != AffiliationState.ACTIVE:
            return False
        change_period(held, "end", by=self.by, now=self.now, day=line["ended_on"], reason=REASON)
        return True

    def apply_affiliation(self, line: Line, party: Party) -> bool:
        held = find_held(CompanyAffiliation.objects.filter(company=party, started_on=line["started_on"]))
        if held is None:
            others = CompanyAffiliation.objects.filter(company=party).exclude(
                state=AffiliationState.CANCELLED
            )
            if others.filter(ended_on=None).exists():
                raise CellRefused("the company is affiliated already, since another day", "started_on")
            self.create([(line, party)])
            return True
        refuse_other_end(held, line)
        if line["ended_on"] is None or held.state != AffiliationState.ACTIVE:
            return False
        change(held, "end", by=self.by, now=self.now, day=line["ended_on"], reason=REASON)
        return True


def registered(line: Line) -> date:
    told: date = line["registered_on"] or line["started_on"]
    return told


def check_age(line: Line) -> None:
    """As `check_person` does for a party that exists."""
    born = find_birth_date(line)
    if born and born >= line["started_on"]:
        raise CellRefused("before the birth", "started_on")
    if born and line["capacity"] == Capacity.HELPER and line["started_on"] < timing.helper_starts(born):
        raise CellRefused("a helper is subject from 1 January of the year of the 20th birthday", "started_on")


def find_held(rows: QuerySet[Row]) -> Row | None:
    return rows.exclude(state=AffiliationState.CANCELLED).first()


def refuse_other_end(held: Affiliation, line: Line) -> None:
    """An end that is known is changed by a person, with a reason."""
    if held.ended_on and line["ended_on"] and held.ended_on != line["ended_on"]:
        raise CellRefused(f"ended already, on {held.ended_on.isoformat()}", "ended_on")


def refuse_in_words(act: Callable[[], bool]) -> bool:
    """Refusals of the affiliation as refusals of the line, in English as all reports are."""
    with override("en"):
        try:
            return act()
        except AffiliationError as refusal:
            raise CellRefused(str(refusal), refusal.field) from refusal
