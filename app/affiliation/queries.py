"""What is known of affiliations: who is liable when, in which category, and by which facts."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from app.affiliation.joint_liability import JointLiability, jointly_liable
from app.affiliation.models import (
    COUNTING,
    AffiliationEvent,
    AffiliationState,
    BalanceSheet,
    Circumstance,
    CompanyAffiliation,
    LiabilityPeriod,
    QuarterStatus,
)
from app.people.models import Kind, Party
from app.registers.quarters import Quarter

__all__ = [
    "Cessation",
    "JointLiability",
    "cessation_of",
    "count_liable_quarters",
    "find_period",
    "first_liable_quarter",
    "is_affiliated_company",
    "jointly_liable",
    "list_affiliated_companies",
    "list_balance_sheets",
    "list_circumstances",
    "list_company_affiliations",
    "list_events",
    "list_history",
    "list_liable",
    "list_periods",
    "list_statuses",
    "penultimate_balance_sheet",
    "status_of",
    "statuses_of",
]


@dataclass(frozen=True)
class Cessation:
    """The end of a person's liability: its day, and the last quarter, which is due in full."""

    day: date
    last_quarter: Quarter
    transferred: bool
    reason: str


def in_quarter(quarter: Quarter) -> Q:
    """Rows with a day in the quarter: a quarter begun is due in full, the one of the end too."""
    return Q(started_on__lte=quarter.last_day) & (Q(ended_on=None) | Q(ended_on__gte=quarter.first_day))


def list_liable(quarter: Quarter) -> QuerySet[Party]:
    """The persons liable in a quarter, by id; stream it with `.iterator()` or in pages of `id > last`."""
    periods = LiabilityPeriod.objects.filter(in_quarter(quarter), person=OuterRef("pk"), state__in=COUNTING)
    return Party.objects.filter(Exists(periods), kind=Kind.PERSON).order_by("pk")


def status_of(party: Party, quarter: Quarter) -> QuarterStatus | None:
    """The current status of a person's quarter; None when none was decided."""
    return QuarterStatus.objects.filter(
        person=party, year=quarter.year, number=quarter.number, superseded_at=None
    ).first()


def statuses_of(person_ids: Iterable[int], quarter: Quarter) -> dict[int, QuarterStatus]:
    """`status_of` for many persons at once, by person id."""
    rows = QuarterStatus.objects.filter(
        person_id__in=list(person_ids), year=quarter.year, number=quarter.number, superseded_at=None
    )
    return {one.person_id: one for one in rows}


def list_statuses(
    party: Party, first: Quarter | None = None, last: Quarter | None = None
) -> list[QuarterStatus]:
    """The current statuses of a person, oldest first."""
    rows = QuarterStatus.objects.filter(person=party, superseded_at=None).order_by("year", "number")
    return [
        one
        for one in rows
        if (first is None or quarter_of(one) >= first) and (last is None or quarter_of(one) <= last)
    ]


def quarter_of(status: QuarterStatus) -> Quarter:
    return Quarter(status.year, status.number)


def list_history(party: Party, quarter: Quarter) -> QuerySet[QuarterStatus]:
    """Every status of a quarter, newest first, the superseded ones too."""
    return QuarterStatus.objects.filter(person=party, year=quarter.year, number=quarter.number).order_by(
        "-id"
    )


def list_periods(party: Party) -> QuerySet[LiabilityPeriod]:
    return LiabilityPeriod.objects.filter(person=party).order_by("-started_on", "-id")


def list_events(period: LiabilityPeriod) -> QuerySet[AffiliationEvent]:
    return period.events.order_by("-at", "-id")


def find_period(party: Party, day: date) -> LiabilityPeriod | None:
    """The period of liability on a day."""
    return LiabilityPeriod.objects.filter(
        Q(ended_on=None) | Q(ended_on__gte=day), person=party, started_on__lte=day, state__in=COUNTING
    ).first()


def first_liable_quarter(party: Party, upto: Quarter) -> Quarter | None:
    """The first quarter of the liability that runs in `upto` or the latest before it.

    Periods that leave no quarter between them are one: it decides until when somebody is a starter.
    """
    rows = LiabilityPeriod.objects.filter(
        person=party, state__in=COUNTING, started_on__lte=upto.last_day
    ).order_by("-started_on")
    first: Quarter | None = None
    for row in rows:
        if first is not None and (row.ended_on is None or Quarter.of(row.ended_on).shift(1) < first):
            break
        first = Quarter.of(row.started_on)
    return first


def count_liable_quarters(party: Party, year: int) -> int:
    """In how many quarters of a year the person is liable: what an income is annualised by."""
    return sum(1 for _quarter in liable_quarters(party, year))


def liable_quarters(party: Party, year: int) -> Iterator[Quarter]:
    rows = list(LiabilityPeriod.objects.filter(person=party, state__in=COUNTING))
    for quarter in Quarter.list_year(year):
        if any(
            one.started_on <= quarter.last_day and (one.ended_on is None or one.ended_on >= quarter.first_day)
            for one in rows
        ):
            yield quarter


def cessation_of(party: Party) -> Cessation | None:
    """The end of the latest liability, when it has ended; None while one runs or there never was any."""
    latest = list_periods(party).filter(state__in=COUNTING).first()
    if latest is None or latest.ended_on is None:
        return None
    event = list_events(latest).filter(transition__in=["end", "transfer"]).first()
    return Cessation(
        latest.ended_on,
        Quarter.of(latest.ended_on),
        latest.state == AffiliationState.TRANSFERRED,
        event.reason if event else "",
    )


def list_circumstances(party: Party) -> QuerySet[Circumstance]:
    return Circumstance.objects.filter(person=party).order_by("-started_on", "-id")


def list_company_affiliations(party: Party) -> QuerySet[CompanyAffiliation]:
    return CompanyAffiliation.objects.filter(company=party).order_by("-started_on", "-id")


def list_affiliated_companies(year: int) -> QuerySet[Party]:
    """The companies affiliated on a day of the year, by id; to be streamed."""
    rows = CompanyAffiliation.objects.filter(
        Q(ended_on=None) | Q(ended_on__gte=date(year, 1, 1)),
        company=OuterRef("pk"),
        state__in=COUNTING,
        started_on__lte=date(year, 12, 31),
    )
    return Party.objects.filter(Exists(rows), kind=Kind.COMPANY).order_by("pk")


def is_affiliated_company(party: Party, year: int) -> bool:
    return list_affiliated_companies(year).filter(pk=party.pk).exists()


def list_balance_sheets(party: Party) -> QuerySet[BalanceSheet]:
    """Current and superseded ones, the newest year first."""
    return BalanceSheet.objects.filter(company=party).order_by("-year", "-id")


def penultimate_balance_sheet(party: Party, contribution_year: int) -> BalanceSheet | None:
    """The current sheet of the penultimate year closed at 1 January; None in the first two years, or when missing."""
    return BalanceSheet.objects.filter(company=party, year=contribution_year - 2, superseded_at=None).first()
