"""Weighing a year: what is in doubt about it, and the definitive contributions by D08, before anything is booked."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Exists, OuterRef

from app.collection.assessment import find_start
from app.contributions.arithmetic.categories import Category, Coverage
from app.contributions.arithmetic.limitation import LimitationInputs, calculate_limitation
from app.contributions.arithmetic.regularisation import (
    ClaimedQuarter,
    RegularisationInputs,
    calculate_regularisation,
)
from app.contributions.models import Income, IncomeKind, IncomeSource
from app.ledger.states import ReceivableState
from app.people.models import Link, LinkKind
from app.people.queries import on_day
from app.recovery.solution_facts import list_in_court
from app.registers.calculations import Calculation
from app.registers.figures import Figures
from app.years.facts import YearFacts

ZERO = Decimal("0.00")
CHECK_ABOVE = "REGULARISATION.CHECK_ABOVE"
FOLLOWED = (ReceivableState.OPEN, ReceivableState.SETTLED)


@dataclass(frozen=True)
class Hindrances:
    """Parties who are before a court, and those helped by a spouse whose own income is not known."""

    in_court: frozenset[int]
    unshared: frozenset[int]


def read_hindrances(parties: Collection[int], year: int) -> Hindrances:
    helpers = Link.objects.filter(
        on_day(date(year, 12, 31)),
        to_party__in=parties,
        kind=LinkKind.SPOUSE_HELPER,
        withdrawn_at=None,
    )
    known = Income.objects.filter(
        party=OuterRef("from_party"), year=year, kind=IncomeKind.DEFINITIVE, superseded_at=None
    )
    unshared = helpers.filter(~Exists(known)).values_list("to_party", flat=True)
    return Hindrances(frozenset(list_in_court(parties)), frozenset(unshared))


def find_doubts(facts: YearFacts, hindrances: Hindrances | None = None) -> list[str]:
    """What a person must look at before the year can be calculated; codes, worded by the form of the task."""
    hindered = hindrances or read_hindrances([facts.party.pk], facts.year)
    return [code for code, is_doubtful in DOUBTS.items() if is_doubtful(facts, hindered)]


def is_undecided(facts: YearFacts) -> bool:
    return any(one not in facts.statuses for one in facts.quarters)


def is_closed(facts: YearFacts) -> bool:
    """Waived or written off: what was given up is not claimed anew unseen."""
    return any(one.state not in FOLLOWED for one in (*facts.claims.values(), *facts.supplements))


def books_differ(facts: YearFacts) -> bool:
    """A quarter was called twice, or without liability, or an earlier settlement is not as it was made."""
    settled = sum((one.principal for one in facts.standing.values()), ZERO)
    strange = any(one not in facts.quarters for one in facts.claims)
    called = len(facts.claims) + len(facts.supplements)
    return strange or called != len(facts.claimed) or settled != facts.supplemented.principal


def has_gap(facts: YearFacts) -> bool:
    """Liable, then not, then liable again within the year: each part has an income of its own."""
    numbers = [one.number for one in facts.quarters]
    return bool(numbers) and numbers != list(range(numbers[0], numbers[-1] + 1))


def shares_with_spouse(facts: YearFacts, hindrances: Hindrances) -> bool:
    """A mini status pays on the partner's income; one who is helped by the spouse may have ceded a part of it."""
    is_mini = any(one.category == Category.SPOUSE_MINI for one in facts.statuses.values())
    return is_mini or facts.party.pk in hindrances.unshared


DOUBTS: Mapping[str, Callable[[YearFacts, Hindrances], bool]] = {
    "not_liable": lambda facts, _: not facts.quarters,
    "category_unknown": lambda facts, _: is_undecided(facts),
    "nothing_called": lambda facts, _: bool(facts.quarters) and not facts.claims,
    "claim_closed": lambda facts, _: is_closed(facts),
    "foreign": lambda facts, _: facts.income.source == IncomeSource.FOREIGN,
    "several_periods": lambda facts, _: has_gap(facts),
    "spouse": shares_with_spouse,
    "in_court": lambda facts, hindrances: facts.party.pk in hindrances.in_court,
    "legal_unknown": lambda facts, _: facts.legal_unknown,
    "books_differ": lambda facts, _: books_differ(facts),
}


def calculate(facts: YearFacts, on: date) -> Calculation:
    """D08 on what the books claim of each quarter. Raises ParameterNotValid and what else it refuses."""
    return calculate_regularisation(
        RegularisationInputs(
            year=facts.year,
            income=facts.income.amount,
            claimed=tuple(list_claimed(facts)),
            start=find_start(facts.periods, facts.quarters[-1]),
            settled_on=on,
            reduced_provisional=is_reduced(facts),
            with_fee=has_fee(facts),
        )
    )


def list_claimed(facts: YearFacts) -> Iterator[ClaimedQuarter]:
    for quarter in facts.quarters:
        claimed, earlier = facts.claimed_of(quarter), facts.standing.get(quarter)
        status = facts.statuses[quarter]
        yield ClaimedQuarter(
            quarter,
            claimed.principal + (earlier.principal if earlier else ZERO),
            category=Category(str(status.category)),
            coverage=Coverage(str(status.coverage)),
            legal_provisional=facts.legal.get(quarter),
            fee=claimed.fee + (earlier.fee if earlier else ZERO),
        )


def is_reduced(facts: YearFacts) -> bool:
    """Less was claimed than the law would have: only then do surcharges reach back (D08)."""
    return any(facts.claimed_of(one).principal < amount for one, amount in facts.legal.items())


def has_fee(facts: YearFacts) -> bool:
    """The fee follows what was called; called without one, the settlement has none."""
    called = [facts.claimed[one.pk] for one in facts.claims.values()]
    return not called or any(one.fee for one in called) or not any(one.principal for one in called)


def find_second_doubts(facts: YearFacts, found: Calculation, on: date) -> list[str]:
    """What the result itself makes doubtful: more than the fund lets pass unseen, or a claim that has lapsed."""
    difference: Decimal = found.result["difference"]
    doubts = []
    if abs(difference) > Figures(on).take(CHECK_ABOVE):
        doubts.append("large")
    if difference > 0 and on > find_last_day(facts):
        doubts.append("lapsed")
    return doubts


def find_last_day(facts: YearFacts) -> date:
    last: date = calculate_limitation(LimitationInputs(year=facts.year)).result["last_day"]
    return last
