"""What a pension (P14) changes in an affiliation: from the quarter of the first pension the category is another."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import translation

from app.affiliation.categories import decide_quarters, refresh
from app.affiliation.circumstances import end_circumstance, record_circumstance
from app.affiliation.errors import AffiliationError
from app.affiliation.models import Circumstance, CircumstanceKind
from app.affiliation.queries import find_period, status_of
from app.affiliation.start_operations import read_party
from app.people.models import Party
from app.registers.quarters import Quarter
from workflows.actors import system
from workflows.clock import BRUSSELS
from workflows.operations import BusinessError, Call, operation
from workflows.parameters import ParameterError

BY = system("process")


@dataclass(frozen=True)
class RecordedPension:
    """`first_quarter` is the quarter of the first pension; categories before and in it, empty when not liable."""

    first_quarter: str
    former_category: str
    category: str
    is_affiliated: bool


@operation("affiliation.record_pension")
def record_pension(call: Call, *, party_ref: str, pension: str, first_on: date) -> RecordedPension:
    """Record a pension in payment from a day on and decide the categories again (D01); done once for the day.

    A survivor's pension that becomes a retirement pension ends the day before.
    """
    party, first = read_party(party_ref), Quarter.of(first_on)
    before = status_of(party, first.shift(-1))
    try:
        with translation.override("en"), transaction.atomic():
            keep(party, pension, first_on, call)
            refresh(party, first, by=BY, now=call.now)
            decide_quarters(party, first, first, by=BY, now=call.now)  # also one that is still to come
    except (AffiliationError, ParameterError) as error:
        raise BusinessError("PENSION_REFUSED", str(error), party_ref=party_ref) from error
    now = status_of(party, first)
    today = call.now.astimezone(BRUSSELS).date()
    return RecordedPension(
        first_quarter=str(first),
        former_category=before.category if before else "",
        category=now.category if now else "",
        is_affiliated=find_period(party, max(today, first_on)) is not None,
    )


def keep(party: Party, pension: str, first_on: date, call: Call) -> None:
    held = Circumstance.objects.filter(
        Q(ended_on=None) | Q(ended_on__gte=first_on),
        person=party,
        kind=CircumstanceKind.PENSION,
        started_on__lte=first_on,
        withdrawn_at=None,
    ).first()
    if held is not None and held.facts.get("pension") == pension:
        return
    if held is not None:
        end_circumstance(held, first_on - timedelta(days=1), by=BY, now=call.now)
    record_circumstance(
        party,
        CircumstanceKind.PENSION,
        started_on=first_on,
        facts={"pension": pension},
        source=call.case_ref,
        by=BY,
        now=call.now,
        decide=False,
    )
