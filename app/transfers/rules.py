"""Whether a person may change funds on a day: the minimum stay and the notice, as far as their values are known.

The values of the law are not loaded: without them nothing is decided by the machine, and the error names them.
"""

from dataclasses import dataclass
from datetime import date

from app.affiliation.models import LiabilityPeriod
from app.affiliation.start_operations import OPEN
from app.ledger.queries import open_receivables
from app.people.models import Party
from app.registers.figures import Figures
from app.registers.quarters import Quarter
from workflows.deadlines import add_months

STAY, NOTICE = "TRANSFER.MINIMUM_STAY_QUARTERS", "TRANSFER.NOTICE_MONTHS"


@dataclass(frozen=True)
class Standing:
    """Of a person who wishes to leave. `effective_on` is the first day of a quarter; `last_on` the day before."""

    period: LiabilityPeriod | None
    effective_on: date
    last_on: date
    debts: int


def find_effective_day(wanted_on: date) -> date:
    """A transfer takes effect at the beginning of a quarter: the one begun on that day, else the next."""
    quarter = Quarter.of(wanted_on)
    return wanted_on if wanted_on == quarter.first_day else quarter.shift(1).first_day


def read_standing(party: Party, wanted_on: date) -> Standing:
    effective = find_effective_day(wanted_on)
    last = Quarter.of(effective).shift(-1).last_day
    periods = LiabilityPeriod.objects.filter(person=party, state__in=OPEN, started_on__lte=last)
    return Standing(periods.order_by("-started_on").first(), effective, last, len(open_receivables(party)))


def find_objection(standing: Standing, requested_on: date) -> str:
    """Why the transfer is not admissible yet; empty when it is. Raises ParameterUnknown and ParameterNotValid."""
    if standing.period is None:
        return "not_affiliated"
    figures = Figures(requested_on)
    stay, notice = int(figures.take(STAY)), int(figures.take(NOTICE))
    stayed = Quarter.of(standing.effective_on).count_since(Quarter.of(standing.period.started_on))
    if stayed < stay:
        return "stay_too_short"
    return "notice_too_short" if add_months(requested_on, notice) > standing.effective_on else ""
