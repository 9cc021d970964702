"""All that bears on the regularisation of a year: liability, categories, what the books claim, what the law would have
claimed without the reduction that was asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Sum

from app.affiliation.categories import decide_quarters
from app.affiliation.dossiers import read_periods
from app.affiliation.models import LiabilityPeriod, QuarterStatus
from app.collection.assessment import count_quarters, covers, find_start, list_incomes
from app.contributions.arithmetic.categories import Category, Coverage
from app.contributions.arithmetic.provisional import ProvisionalInputs, calculate_provisional_contribution
from app.contributions.models import Income, IncomeKind
from app.contributions.queries import current_income, incomes_known_on
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
    year, party = row.year, row.party
    decided = decide_quarters(party, Quarter(year, 1), Quarter(year, 4), by=by, now=now)
    statuses = {Quarter(one.year, one.number): one for one in decided}
    periods = read_periods([party.pk])[party.pk]
    rows = list_receivables(party, year)
    claims = {Quarter(year, one.quarter): one for one in rows if one.quarter}
    facts = YearFacts(
        party=party,
        year=year,
        income=row.income,
        periods=periods,
        quarters=[one for one in Quarter.list_year(year) if any(covers(two, one) for two in periods)],
        statuses=statuses,
        claims=claims,
        supplements=[one for one in rows if one.kind == ReceivableKind.REGULARISATION],
        claimed=read_claimed(rows),
        standing=read_standing(row),
    )
    read_legal(facts)
    return facts


def list_receivables(party: Party, year: int) -> list[Receivable]:
    rows = Receivable.objects.filter(party=party, year=year, kind__in=KINDS)
    return list(rows.exclude(state=ReceivableState.CANCELLED).select_related("party").order_by("id"))


def read_claimed(rows: Sequence[Receivable]) -> dict[int, Claimed]:
    """What each claims by component, accrued surcharges aside, in one query."""
    sums: dict[int, dict[str, Decimal]] = {one.pk: {} for one in rows}
    kept = [Component.PRINCIPAL.value, Component.FEE.value, Component.SURCHARGE.value]
    postings = Posting.objects.filter(receivable__in=sums, entry__kind__in=CLAIMING, component__in=kept)
    for key, component, total in postings.values_list("receivable", "component").annotate(Sum("amount")):
        sums[key][component] = total
    return {key: Claimed(**found) for key, found in sums.items()}


def read_standing(row: Regularisation) -> dict[Quarter, Claimed]:
    """Of each quarter, what the last settlement of the year left claimed by its supplements."""
    last = find_last(row)
    return (
        {}
        if last is None
        else {
            Quarter.parse(one["quarter"]): Claimed(Decimal(one["supplement"]), Decimal(one["supplement_fee"]))
            for one in last.quarters
        }
    )


def find_last(row: Regularisation) -> Regularisation | None:
    """The settlement of the year before this one."""
    settled = Regularisation.objects.filter(
        party=row.party, year=row.year, state=RegularisationState.SETTLED
    ).exclude(pk=row.pk)
    return settled.order_by("-id").first()


def read_legal(facts: YearFacts) -> None:
    """What the law would have claimed, where an estimate took its place (art. 11 §3 AR 38)."""
    estimate = current_income(facts.party, facts.year, IncomeKind.ESTIMATE)
    if estimate is None:
        return
    known = incomes_known_on([facts.party.pk], date(facts.year, 1, 1), since=facts.year - LOOK_BACK)
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
