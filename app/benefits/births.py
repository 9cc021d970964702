"""What follows from a birth or adoption: which rights there are, and the quarter without contribution after it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction

from app.affiliation.coverages import set_coverages
from app.affiliation.models import Coverage
from app.affiliation.queries import find_period, status_of
from app.benefits.arithmetic.paternity import START as PATERNITY_START
from app.benefits.arithmetic.vouchers import INITIATIVE, list_checked_quarters
from app.benefits.certificates import are_paid
from app.benefits.detection_models import PENDING, Detection, DetectionOutcome
from app.benefits.facts import is_insured
from app.benefits.taking_up import BY_PERSON
from app.ledger.closing import cancel_contributions
from app.ledger.models import Receivable
from app.ledger.queries import claimed, credit_of
from app.ledger.states import Component, ReceivableKind, ReceivableState
from app.people.models import Party
from app.people.queries import address_on
from app.registers.quarters import Quarter
from app.registers.regions import Region, find_region
from workflows import clock
from workflows.actors import Actor

NOTHING = Decimal("0.00")
#: The quarter after a birth is without contribution for births from this day on (art. 17ter AR 38).
EXEMPTION_START = date(2016, 10, 1)
#: There were no vouchers before (AR of 17 January 2006).
VOUCHERS_START = date(2006, 1, 1)
EXEMPTION = "birth_exemption"


@dataclass(frozen=True, kw_only=True)
class BirthRights:
    """Which rights the fund sees to for this parent; `insured` is yes, no or unknown yet."""

    is_affiliated: bool
    insured: str
    covered: bool
    offers_vouchers: bool
    exempts_quarter: bool
    offers_paternity: bool
    exempt_quarter: str
    region: Region
    paternity_until: date


def read_rights(
    party: Party, born_on: date, *, is_mother: bool, vouchers_asked: bool, today: date
) -> BirthRights:
    """By the law of the day of the birth. Vouchers before September 2017 only for who asks."""
    active = find_period(party, born_on) is not None
    insured, covered = is_insured(party, list_checked_quarters(born_on))
    mother = is_mother and active
    until = Quarter.of(born_on).shift(1).last_day
    initiative = born_on >= INITIATIVE or (vouchers_asked and born_on >= VOUCHERS_START)
    return BirthRights(
        is_affiliated=active,
        insured=insured,
        covered=covered,
        offers_vouchers=mother and initiative and (insured != "no" or covered or vouchers_asked),
        exempts_quarter=mother and born_on >= EXEMPTION_START and (insured == "yes" or covered),
        offers_paternity=not is_mother and active and born_on >= PATERNITY_START and today <= until,
        exempt_quarter=str(Quarter.of(born_on).shift(1)),
        region=read_region(party, today),
        paternity_until=until,
    )


def read_region(party: Party, on: date) -> Region:
    """Where the person lives."""
    address = address_on(party, on, "residence") or address_on(party, on)
    if address is None or address.country != "BE":
        return Region.UNKNOWN
    return find_region(address.postal_code, on)


def is_paternity_paid(party: Party, born_on: date) -> bool:
    """Whether the two quarters before the one of the birth are paid, or need no payment (art. 18bis AR 38)."""
    quarter = Quarter.of(born_on)
    return are_paid(party, [quarter.shift(-2), quarter.shift(-1)])


@dataclass(frozen=True)
class Exempted:
    """`state`: exempted, covered otherwise already, or pending until the quarter has its category."""

    quarter: Quarter
    state: str
    cancelled_amount: Decimal
    credit: Decimal


@transaction.atomic
def exempt_quarter(party: Party, born_on: date, *, on: date, by: Actor) -> Exempted:
    """No contribution for the quarter after the birth; what was called is taken back. Told twice it is done once.

    A quarter not decided yet is left to the detector, which tries it each night for two years.
    """
    quarter = Quarter.of(born_on).shift(1)
    place, reason = (party.pk, quarter), f"birth on {born_on}"
    cancelled = sum_claimed(party, quarter)
    done = set_coverages({place: reason}, Coverage.BIRTH_EXEMPT, by=by, now=clock.now())
    if place in done:
        cancel_contributions({place: reason}, on=on, by=str(by))
        state = "exempted"
    else:
        cancelled = NOTHING
        state = "covered" if status_of(party, quarter) else "pending"
    remember(party, born_on, on=on, pending=state == "pending")
    return Exempted(quarter, state, cancelled, credit_of(party))


def remember(party: Party, born_on: date, *, on: date, pending: bool) -> None:
    """The detection says that this right was granted, and whether the quarter still waits."""
    known = Detection.objects.filter(detector=EXEMPTION, party=party, event_on=born_on).order_by("id").first()
    if known is None:
        known = Detection(
            detector=EXEMPTION, version=BY_PERSON, party=party, event_on=born_on, detected_on=on
        )
    known.outcome, known.reason = DetectionOutcome.GRANTED, "entitled"
    known.facts = {**known.facts, PENDING: pending}
    known.save()


def sum_claimed(party: Party, quarter: Quarter) -> Decimal:
    """Contribution and fee called for a quarter, paid or not."""
    rows = Receivable.objects.filter(
        party=party, kind=ReceivableKind.CONTRIBUTION, year=quarter.year, quarter=quarter.number
    ).exclude(state=ReceivableState.CANCELLED)
    return sum((claimed(one, part) for one in rows for part in (Component.PRINCIPAL, Component.FEE)), NOTHING)
