"""All that bears on the regularisation of a year: liability, categories, what the books claim, what the law would have
claimed without the reduction that was asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Sum

from app.affiliation.categories import decide_many
from app.affiliation.dossiers import read_periods
from app.affiliation.models import LiabilityPeriod, QuarterStatus
from app.collection.assessment import count_quarters, covers, find_start, list_incomes
from app.contributions.arithmetic.categories import Category, Coverage
from app.contributions.arithmetic.provisional import ProvisionalInputs, calculate_provisional_contribution
from app.contributions.models import Income, IncomeKind
from app.contributions.queries import incomes_known_on
from app.ledger.models import Posting, Receivable
from app.ledger.states import Component, EntryKind, ReceivableKind, ReceivableState
from app.people.models import Party
from app.registers.errors import RegisterError
from app.registers.quarters import Quarter
from app.years.models import Regularisation, RegularisationState
from workflows.actors import Actor
from workflows.parameters import ParameterError

ZERO = Decimal("0.00")
#: How far back an income is looked for when that of three years before is not known.
LOOK_BACK = 10
CLAIMING = (EntryKind.BOOKING, EntryKind.ADJUSTMENT, EntryKind.COST)
KINDS = (ReceivableKind.CONTRIBUTION, ReceivableKind.REGULARISATION)


@dataclass(frozen=True)
class Claimed:
    """What a receivable claims now, EUR: amounts added and taken off later included."""

    principal: Decimal = ZERO
    fee: Decimal = ZERO
    surcharge: Decimal = ZERO


@dataclass
class YearFacts:
    """Of one person and year. `claims` are the contributions by quarter, `supplements` the earlier settlements, the
    newest last; `standing` is what those settlements claimed of each quarter."""

    party: Party
    year: int
    income: Income
    periods: Sequence[LiabilityPeriod]
    quarters: Sequence[Quarter]
    statuses: Mapping[Quarter, QuarterStatus]
    claims: Mapping[Quarter, Receivable]
    supplements: Sequence[Receivable]
    claimed: Mapping[int, Claimed]
    standing: Mapping[Quarter, Claimed]
    legal: Mapping[Quarter, Decimal] = field(default_factory=dict)
    legal_unknown: bool = False

    def claimed_of(self, quarter: Quarter) -> Claimed:
        claim = self.claims.get(quarter)
        return self.claimed[claim.pk] if claim else Claimed()

    @property
    def supplemented(self) -> Claimed:
        """What the earlier settlements still claim together."""
        return add([self.claimed[one.pk] for one in self.supplements])


def add(amounts: Sequence[Claimed]) -> Claimed:
    return Claimed(
        sum((one.principal for one in amounts), ZERO),
        sum((one.fee for one in amounts), ZERO),
        sum((one.surcharge for one in amounts), ZERO),
    )


def read_facts(row: Regularisation, *, by: Actor, now: datetime) -> YearFacts:
    """Decide the quarters' categories as facts stand, then read what is claimed of them."""
    return read_many_facts([row], by=by, now=now)[row.pk]


def read_many_facts(rows: Sequence[Regularisation], *, by: Actor, now: datetime) -> dict[int, YearFacts]:
    """`read_facts` of many people of one year, by row: each table is asked once. Raises what any of them raises."""
    if not rows:
        return {}
    year, parties = rows[0].year, [row.party_id for row in rows]
    changes = decide_many(parties, Quarter(year, 1), Quarter(year, 4), by=by, now=now)
    statuses: dict[int, dict[Quarter, QuarterStatus]] = {}
    for one in [*changes.kept, *(new for new, _old in changes.new)]:
        statuses.setdefault(one.person_id, {})[Quarter(one.year, one.number)] = one
    periods = read_periods(parties)
    receivables = list_receivables(parties, year)
    claimed = read_claimed([one for own in receivables.values() for one in own])
    settled = list_settled(parties, year)
    found = {}
    for row in rows:
        own = receivables.get(row.party_id, [])
        found[row.pk] = YearFacts(
            party=row.party,
            year=year,
            income=row.income,
            periods=periods[row.party_id],
            quarters=list_quarters(periods[row.party_id], year),
            statuses=dict(sorted(statuses.get(row.party_id, {}).items())),
            claims={Quarter(year, one.quarter): one for one in own if one.quarter},
            supplements=[one for one in own if one.kind == ReceivableKind.REGULARISATION],
            claimed={one.pk: claimed[one.pk] for one in own},
            standing=read_standing(row, settled.get(row.party_id, [])),
        )
    read_legal(list(found.values()), year)
    return found


def list_quarters(periods: Sequence[LiabilityPeriod], year: int) -> list[Quarter]:
    return [one for one in Quarter.list_year(year) if any(covers(period, one) for period in periods)]


def list_receivables(parties: Sequence[int], year: int) -> dict[int, list[Receivable]]:
    """By party what was called or settled of the year, the oldest first."""
    rows = Receivable.objects.filter(party__in=parties, year=year, kind__in=KINDS)
    found: dict[int, list[Receivable]] = {}
    for one in rows.exclude(state=ReceivableState.CANCELLED).select_related("party").order_by("id"):
        found.setdefault(one.party_id, []).append(one)
    return found


def read_claimed(rows: Sequence[Receivable]) -> dict[int, Claimed]:
    """What each claims by component, accrued surcharges aside, in one query."""
    sums: dict[int, dict[str, Decimal]] = {one.pk: {} for one in rows}
    kept = [Component.PRINCIPAL.value, Component.FEE.value, Component.SURCHARGE.value]
    postings = Posting.objects.filter(receivable__in=sums, entry__kind__in=CLAIMING, component__in=kept)
    for key, component, total in postings.values_list("receivable", "component").annotate(Sum("amount")):
        sums[key][component] = total
    return {key: Claimed(**found) for key, found in sums.items()}


def list_settled(parties: Sequence[int], year: int) -> dict[int, list[Regularisation]]:
    """By party the settlements of the year, the newest last."""
    rows = Regularisation.objects.filter(party__in=parties, year=year, state=RegularisationState.SETTLED)
    found: dict[int, list[Regularisation]] = {}
    for one in rows.defer("trace").order_by("id"):
        found.setdefault(one.party_id, []).append(one)
    return found


def read_standing(row: Regularisation, settled: Sequence[Regularisation]) -> dict[Quarter, Claimed]:
    """Of each quarter, what the settlement of the year before this one left claimed by its supplements."""
    others = [one for one in settled if one.pk != row.pk]
    return {
        Quarter.parse(one["quarter"]): Claimed(Decimal(one["supplement"]), Decimal(one["supplement_fee"]))
        for last in others[-1:]
        for one in last.quarters
    }


def read_legal(many: Sequence[YearFacts], year: int) -> None:
    """What the law would have claimed, where an estimate took its place (art. 11 §3 AR 38)."""
    parties = [facts.party.pk for facts in many]
    estimates = Income.objects.filter(
        party__in=parties, year=year, kind=IncomeKind.ESTIMATE, superseded_at=None
    )
    reduced = set(estimates.values_list("party", flat=True))
    known = incomes_known_on(reduced, date(year, 1, 1), since=year - LOOK_BACK) if reduced else {}
    for facts in many:
        if facts.party.pk not in reduced:
            continue
        try:
            facts.legal = {
                quarter: calculate_legal(facts, quarter, known.get(facts.party.pk, {}))
                for quarter in facts.quarters
            }
        except (RegisterError, ParameterError):
            facts.legal_unknown = True


def calculate_legal(facts: YearFacts, quarter: Quarter, incomes: Mapping[int, Income]) -> Decimal:
    status = facts.statuses[quarter]
    found = calculate_provisional_contribution(
        ProvisionalInputs(
            category=Category(str(status.category)),
            coverage=Coverage(str(status.coverage)),
            quarter=quarter,
            incomes=list_incomes(incomes, facts.periods),
            start=find_start(facts.periods, quarter),
            quarters=count_quarters(facts.periods, facts.year),
        )
    )
    amount: Decimal = found.result["quarter_amount"]
    return amount
