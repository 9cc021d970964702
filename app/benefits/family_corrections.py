"""The archive of family allowances read again: what was short within the limitation is paid, once, by two people."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction

from app.affiliation.models import Circumstance, CircumstanceKind
from app.benefits.arithmetic.answers import answer
from app.benefits.arithmetic.family_months import (
    ChildMonth,
    Component,
    Difference,
    Increase,
    compare_month,
)
from app.benefits.arithmetic.lateness import find_payment_limit
from app.benefits.detection_models import FactKind, LifeFact
from app.benefits.errors import DecisionRefused, FourEyes
from app.benefits.family_merging import join_payments
from app.benefits.family_models import FamilyArrear, FamilyCorrection, FamilyMonth
from app.ledger.entries import lock_account
from app.ledger.models import Refund
from app.ledger.payouts import propose_payout
from app.people.models import Party
from app.registers.calculations import Calculation
from app.registers.figures import Figures
from app.registers.traces import make_step
from workflows.deadlines import add_months

LIMITATION = "FA.LIMITATION_YEARS"
ZERO = Decimal("0.00")
#: The bankruptcy insurance was paid for twelve months at most.
INSURED_MONTHS = 12


@dataclass(frozen=True)
class Asked:
    """Which months, and the day the claim was made or the limitation last interrupted."""

    first_month: date
    last_month: date
    asked_on: date


@dataclass(frozen=True)
class Reading:
    """`differences` can be acted on; `lapsed` came too late; of `unknown` the right amount is not loaded."""

    months: Sequence[FamilyMonth]
    differences: Sequence[Difference]
    lapsed: Sequence[Difference]
    unknown: Sequence[Difference]

    @property
    def arrears(self) -> Decimal:
        return sum((one.amount for one in self.differences if one.amount > 0), ZERO)

    @property
    def overpaid(self) -> Decimal:
        return -sum((one.amount for one in self.differences if one.amount < 0), ZERO)

    @property
    def outcome(self) -> str:
        return "arrears" if self.arrears else "overpaid" if self.overpaid else "nothing"


def list_archive(party: Party, first: date | None = None, last: date | None = None) -> list[FamilyMonth]:
    """The archived months, oldest first; two payments of one month are told as one."""
    rows = FamilyMonth.objects.filter(party=party).order_by("month", "part")
    if first is not None:
        rows = rows.filter(month__gte=first.replace(day=1))
    return join_payments(rows.filter(month__lte=last) if last is not None else rows)


def read_children(row: FamilyMonth) -> list[ChildMonth]:
    return [
        ChildMonth(
            first_name=one["first_name"],
            birth_date=date.fromisoformat(one["birth_date"]),
            orphan=bool(one.get("orphan")),
            paid={part: Decimal(one.get(part, "0.00")) for part in Component},
        )
        for one in row.children
    ]


def find_increase(party: Party, month: date) -> Increase:
    """What the file tells of the month: a bankruptcy of the year before, a pension, a running incapacity."""
    end = add_months(month, 1) - timedelta(days=1)
    facts = LifeFact.objects.filter(party=party, happened_on__lte=end)
    since = add_months(month, -INSURED_MONTHS)
    if facts.filter(kind=FactKind.BANKRUPTCY, happened_on__gt=since).exists():
        return Increase.BANKRUPTCY
    pensions = Circumstance.objects.filter(
        person=party, kind=CircumstanceKind.PENSION, withdrawn_at=None, started_on__lte=end
    )
    if pensions.exclude(ended_on__lt=month).exists():
        return Increase.PENSION
    ill = facts.filter(kind=FactKind.INCAPACITY).exclude(until_on__lt=month)
    return Increase.INVALIDITY if ill.exists() else Increase.NONE


def has_lapsed(month: date, asked_on: date) -> bool:
    """Counted from the end of the month, by the term in force on the day of the claim."""
    years = int(Figures(asked_on).take(LIMITATION))
    return add_months(add_months(month, 1), 12 * years) <= asked_on


def read_again(party: Party, asked: Asked) -> Reading:
    """Every month of the archive between the two, against what was due. Raises ParameterNotValid."""
    months = list_archive(party, asked.first_month, asked.last_month)
    found = [
        one
        for row in months
        for one in compare_month(row.month, read_children(row), find_increase(party, row.month))
    ]
    paid = list_paid(party)
    fresh = [one for one in found if (one.month, one.child, str(one.component)) not in paid]
    known = [one for one in fresh if one.due is not None]
    return Reading(
        months=months,
        differences=[one for one in known if not has_lapsed(one.month, asked.asked_on)],
        lapsed=[one for one in known if has_lapsed(one.month, asked.asked_on)],
        unknown=[one for one in fresh if one.due is None],
    )


def list_paid(party: Party) -> set[tuple[date, str, str]]:
    """What earlier corrections have paid."""
    rows = FamilyArrear.objects.filter(party=party, is_paid=True)
    return set(rows.values_list("month", "child", "component"))


def explain(asked: Asked, reading: Reading) -> Calculation:
    """The differences as a trace; `asked` are its inputs."""
    steps = [one.step for one in (*reading.differences, *reading.lapsed) if one.step is not None]
    steps.append(make_step("family_short_total", reading.arrears, "EUR"))
    result: Mapping[str, Any] = {
        "outcome": reading.outcome,
        "arrears": reading.arrears,
        "overpaid": reading.overpaid,
    }
    return answer("family_correction", asked, result, steps)


@transaction.atomic
def prepare(
    party: Party, asked: Asked, reading: Reading, *, case_ref: str, by: str, key: str
) -> FamilyCorrection:
    """Write down what was found; the same one for the same key."""
    correction, is_new = FamilyCorrection.objects.get_or_create(
        key=key,
        defaults={
            "party": party,
            "case_ref": case_ref,
            "first_month": asked.first_month,
            "last_month": asked.last_month,
            "asked_on": asked.asked_on,
            "outcome": reading.outcome,
            "arrears": reading.arrears,
            "overpaid": reading.overpaid,
            "trace": explain(asked, reading).trace.to_json(),
            "prepared_by": by,
        },
    )
    if is_new:
        FamilyArrear.objects.bulk_create(list_lines(correction, reading.differences))
    return correction


def list_lines(correction: FamilyCorrection, found: Iterable[Difference]) -> list[FamilyArrear]:
    return [
        FamilyArrear(
            correction=correction,
            party=correction.party,
            month=one.month,
            child=one.child,
            component=one.component,
            amount=one.amount,
        )
        for one in found
        if one.amount > 0
    ]


@transaction.atomic
def approve(correction_id: int, *, by: str, on: date) -> FamilyCorrection:
    """The second person agrees; told twice it is done once. Raises FourEyes."""
    held = lock(correction_id)
    if held.prepared_by == by:
        raise FourEyes(decision=correction_id)
    if not held.approved_by:
        held.approved_by, held.approved_on = by, on
        held.save(update_fields=["approved_by", "approved_on"])
    return held


@transaction.atomic
def pay(correction_id: int, *, by: str, on: date) -> FamilyCorrection:
    """Order the arrears; told twice they are ordered once.

    Raises DecisionRefused unless approved, and when another correction has paid a part of them meanwhile.
    """
    held = lock(correction_id)
    if held.payout_id is not None:
        return held
    if held.outcome != "arrears" or not held.approved_by:
        raise DecisionRefused("There is nothing to pay.", decision=correction_id)
    paid = list_paid(held.party)
    if any((one.month, one.child, one.component) in paid for one in held.lines.all()):
        raise DecisionRefused("A part of it was paid by another correction.", decision=correction_id)
    held.lines.update(is_paid=True)
    held.payout = propose_payout(
        held.party,
        benefit=held.arrears,
        interest=ZERO,
        on=on,
        key=f"family:{held.pk}",
        by=by,
        reason=f"family_allowance {held.first_month:%Y-%m} to {held.last_month:%Y-%m}",
        case_ref=held.case_ref,
        pay_by=find_payment_limit(on),
    )
    held.save(update_fields=["payout"])
    return held


def give_arrears_back(payout: Refund) -> None:
    """The books refused the order: what it paid counts as short again, and another reading finds it."""
    FamilyArrear.objects.filter(correction__payout=payout).update(is_paid=False)


def lock(correction_id: int) -> FamilyCorrection:
    """The correction under lock, after its party's account."""
    lock_account(FamilyCorrection.objects.values_list("party", flat=True).get(pk=correction_id))
    rows = FamilyCorrection.objects.select_for_update(of=("self",)).select_related("party")
    return rows.get(pk=correction_id)
