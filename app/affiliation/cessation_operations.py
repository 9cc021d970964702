"""What the end of an activity (P16) and continued insurance (P17) ask of affiliations."""

from dataclasses import dataclass
from datetime import date

from django.utils import translation

from app.affiliation.errors import AffiliationError
from app.affiliation.models import AffiliationState, Coverage, LiabilityPeriod
from app.affiliation.periods import change_period
from app.affiliation.queries import cessation_of, status_of
from app.affiliation.start_operations import OPEN, read_party
from app.people.models import Party
from app.registers.quarters import Quarter
from workflows.actors import system
from workflows.clock import BRUSSELS
from workflows.operations import BusinessError, Call, operation

BY = system("process")
#: RGS art. 38: the quarter of the cessation and the three before it.
QUARTERS_LOOKED_AT = 4


@dataclass(frozen=True)
class CessationFacts:
    """`ended_on` and what hangs on it are null while the liability runs.

    `quarters_covered` of the quarter of the end and the three before it have a category and coverage.
    """

    is_affiliated: bool
    affiliated_since: date | None
    category: str
    ended_on: date | None
    last_quarter: str
    quarter_end: date | None
    quarters_covered: int


@dataclass(frozen=True)
class EndedLiability:
    """`last_quarter` is the last one due, in full: that of the end, or the one before where the person retires in it.
    `quarter_end` is the last day of the quarter of the end, from which the terms of the person run."""

    ended_on: date
    last_quarter: str
    quarter_end: date
    category: str


@operation("affiliation.read_cessation_facts")
def read_cessation_facts(call: Call, *, party_ref: str) -> CessationFacts:
    """Whether a person is affiliated, or since when no longer, and how many of the last four quarters are covered."""
    party = read_party(party_ref)
    running = LiabilityPeriod.objects.filter(person=party, state__in=OPEN).order_by("-started_on").first()
    ended = None if running else cessation_of(party)
    last = ended.last_quarter if ended else Quarter.of(call.now.astimezone(BRUSSELS).date())
    status = status_of(party, last)
    return CessationFacts(
        is_affiliated=running is not None,
        affiliated_since=running.started_on if running else None,
        category=status.category if status else "",
        ended_on=ended.day if ended else None,
        last_quarter=str(last) if ended else "",
        quarter_end=last.last_day if ended else None,
        quarters_covered=count_covered(party, last) if ended else 0,
    )


def count_covered(party: Party, last: Quarter) -> int:
    return sum(status_of(party, last.shift(-back)) is not None for back in range(QUARTERS_LOOKED_AT))


@operation("affiliation.end_liability")
def end_liability(call: Call, *, party_ref: str, ended_on: date, reason: str) -> EndedLiability:
    """End a person's liability on its last day; the quarter begun stays due, that of a retirement does not.

    Done once for the day.
    """
    party = read_party(party_ref)
    period = find_period_to_end(party, ended_on)
    if period.state != AffiliationState.ENDED:
        try:
            with translation.override("en"):
                change_period(period, "end", day=ended_on, reason=reason, by=BY, now=call.now)
        except AffiliationError as error:
            raise BusinessError("CESSATION_REFUSED", str(error), party_ref=party_ref) from error
    last = Quarter.of(ended_on)
    status = status_of(party, last)
    last_due = last.shift(-1) if status and status.coverage == Coverage.RETIRED else last
    return EndedLiability(ended_on, str(last_due), last.last_day, status.category if status else "")


def find_period_to_end(party: Party, ended_on: date) -> LiabilityPeriod:
    """The running period of that day, or the one that an earlier attempt has ended on it."""
    periods = LiabilityPeriod.objects.filter(person=party, started_on__lte=ended_on).order_by("-started_on")
    period = periods.filter(state=AffiliationState.ENDED, ended_on=ended_on).first()
    period = period or periods.filter(state__in=OPEN).first()
    if period is None:
        raise BusinessError("CESSATION_REFUSED", "No liability runs on that day.", party_ref=party.reference)
    return period
