"""What the file already tells about a right, so that nobody is asked again (Cap-ONCE)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.affiliation.models import Coverage, QuarterStatus
from app.affiliation.queries import count_liable_quarters, liable_quarters
from app.benefits.arithmetic.bridging_credit import find_window, name_era
from app.benefits.models import Claim
from app.benefits.states import (
    BenefitKind,
    ClaimState,
    DecisionOutcome,
    DecisionState,
    EntitlementState,
)
from app.contributions.arithmetic.categories import Category
from app.contributions.models import Income, IncomeKind
from app.ledger.models import Receivable
from app.ledger.states import ReceivableKind, ReceivableState
from app.people.models import Party
from app.registers.figures import Figures
from app.registers.quarters import Quarter
from workflows.parameters import ParameterNotValid

#: Who pays as in main occupation has its rights.
MAIN = frozenset(
    {Category.MAIN, Category.PRIMOSTARTER, Category.SPOUSE_MAXI, Category.PENSION_AGE_NO_PENSION}
)
SUBJECT, FLOOR, FOUR = "DP.SUBJECT_QUARTERS_BEFORE", "CONTRIB.FLOOR", 4
MATERNITY = MAIN | {Category.SPOUSE_MINI}
#: Whether they pay enough is known only once their contribution is definitive.
UNCERTAIN = frozenset({Category.SECONDARY, Category.STUDENT, Category.ART37})
COVERED = frozenset({Coverage.BRIDGING, Coverage.ASSIMILATED})
#: Quarters that keep the rights without a payment of their own.
KEPT = frozenset({Coverage.ASSIMILATED, Coverage.BIRTH_EXEMPT})


@dataclass(frozen=True)
class BridgingFacts:
    """What D12 asks, as the fund's own files tell; other funds' months are asked of INASTI.

    Months and quarters granted on a right that still runs count as used: they are promised. `undecided_quarters` are
    those asked about in which the person was liable and this fund decided nothing, "2025Q2, 2025Q3": before it kept
    its files here, or elsewhere. Their occupation and payment are asked of whoever kept them.
    """

    main_in_4_quarters: bool
    paid_quarters: int
    career_quarters: int
    used_months: int
    used_quarters: int
    undecided_quarters: str


def read_bridging(party: Party, fact_date: date) -> BridgingFacts:
    """The facts of a person on the day of a fact."""
    figures = Figures(fact_date)
    last = Quarter.of(fact_date)
    needed = [last.shift(-step) for step in range(int(figures.take(SUBJECT)) + 1)]
    statuses = read_statuses(party)
    window = list_window(fact_date, figures)
    paid = count_paid(party, statuses, window, keeps=name_era(fact_date) == "reformed")
    undecided = [one for one in list_liable(party, {*needed, *window}) if one not in statuses]
    months, quarters = count_committed(party, BenefitKind.BRIDGING_RIGHT)
    return BridgingFacts(
        main_in_4_quarters=all(
            one in statuses and Category(statuses[one].category) in MAIN for one in needed
        ),
        paid_quarters=paid,
        career_quarters=sum(1 for one in statuses if one <= last),
        used_months=months,
        used_quarters=quarters,
        undecided_quarters=", ".join(map(str, undecided)),
    )


def list_liable(party: Party, quarters: Iterable[Quarter]) -> list[Quarter]:
    """Those of the quarters with a day of liability, in order."""
    wanted = sorted(quarters)
    years = {one.year for one in wanted}
    liable = {one for year in years for one in liable_quarters(party, year)}
    return [one for one in wanted if one in liable]


def count_committed(party: Party, kind: BenefitKind, *, apart_from: Claim | None = None) -> tuple[int, int]:
    """Months and quarters of the credit that are used, or promised by a decision or a right that runs."""
    claims = Claim.objects.filter(party=party, kind=kind).exclude(
        state__in=[ClaimState.WITHDRAWN, ClaimState.REFUSED]
    )
    if apart_from is not None:
        claims = claims.exclude(pk=apart_from.pk)
    found = [commit(one) for one in claims.select_related("entitlement").prefetch_related("decisions")]
    return sum(months for months, _ in found), sum(quarters for _, quarters in found)


def commit(claim: Claim) -> tuple[int, int]:
    """What one request takes of the credit."""
    right = getattr(claim, "entitlement", None)
    if right is not None and right.state == EntitlementState.RUNNING:
        return right.months, right.quarters
    if right is not None:
        return right.months_used, right.quarters_used
    standing = [one for one in claim.decisions.all() if one.state != DecisionState.RETURNED]
    granted = [one for one in standing if one.outcome == DecisionOutcome.GRANT]
    return sum(one.months for one in granted), sum(one.quarters for one in granted)


def list_window(fact_date: date, figures: Figures) -> list[Quarter]:
    if name_era(fact_date) == "before_2017":
        return []
    first, last = find_window(fact_date, figures)
    return list(first.until(last))


def read_statuses(party: Party) -> dict[Quarter, QuarterStatus]:
    rows = QuarterStatus.objects.filter(person=party, superseded_at=None)
    return {Quarter(one.year, one.number): one for one in rows}


def count_paid(
    party: Party, statuses: dict[Quarter, QuarterStatus], window: Iterable[Quarter], *, keeps: bool
) -> int:
    """Quarters whose contribution is settled; where the law of the fact `keeps` them, those assimilated too.

    They count for facts from 2023 on, not before.
    """
    settled = {
        Quarter(one.year, one.quarter)
        for one in Receivable.objects.filter(
            party=party, kind=ReceivableKind.CONTRIBUTION, state=ReceivableState.SETTLED
        )
        if one.quarter
    }
    return sum(
        1
        for one in window
        if one in settled or (keeps and one in statuses and Coverage(statuses[one].coverage) in KEPT)
    )


def is_insured(party: Party, quarters: Iterable[Quarter]) -> tuple[str, bool]:
    """Maternity insurance in the quarters checked: yes, no or unknown, and whether a coverage kept the rights."""
    statuses = read_statuses(party)
    return judge_insurance([statuses.get(one) for one in quarters])


def judge_insurance(found: Sequence[QuarterStatus | None]) -> tuple[str, bool]:
    """By the statuses of the quarters checked; None where none was decided.

    Who is not in main occupation is insured by paying as much: known once the contribution of the year is definitive
    (D10 row 4).
    """
    known = [one for one in found if one is not None]
    covered = len(known) == len(found) and all(one.coverage in COVERED for one in known)
    if len(known) < len(found):
        return "no", covered
    answers = {judge_quarter(one) for one in known}
    return next((one for one in ("no", "unknown") if one in answers), "yes"), covered


def judge_quarter(status: QuarterStatus) -> str:
    category = Category(status.category)
    if category in MATERNITY:
        return "yes"
    if category not in UNCERTAIN:
        return "no"
    pays = pays_main_level(status.person_id, status.year)
    return "unknown" if pays is None else "yes" if pays else "no"


def pays_main_level(person_id: int, year: int) -> bool | None:
    """Whether the definitive income of a year calls for at least the minimum of a main occupation; None until known.

    The income of a part of a year is brought to four quarters, as the contribution is. A year whose minimum is not
    loaded is not known either.
    """
    income = Income.objects.filter(
        party=person_id, year=year, kind=IncomeKind.DEFINITIVE, superseded_at=None
    ).first()
    if income is None:
        return None
    quarters = count_liable_quarters(income.party, year) or FOUR
    try:
        floor: Decimal = Figures(date(year, 12, 31)).take(FLOOR)
    except ParameterNotValid:
        return None
    return income.amount * FOUR / quarters >= floor
