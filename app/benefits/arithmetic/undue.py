"""What was paid without right: month by month, whether it may be claimed back (D26), how much each month keeps back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar

from app.benefits.arithmetic.answers import answer, collect_warnings, explain_outcome, need, refuse_negative
from app.contributions.arithmetic.interest import InterestInputs, calculate_judicial_interest
from app.contributions.arithmetic.rounding import round_cents
from app.registers.calculations import Calculation
from app.registers.errors import InputMissing
from app.registers.figures import Figures
from app.registers.rulebook import Decided, decide
from app.registers.traces import Step, make_step
from workflows.deadlines import add_months

YEARS, FRAUD_YEARS = "LIMIT.UNDUE_YEARS", "LIMIT.UNDUE_FRAUD_YEARS"
SMALL, OFFSET = "UNDUE.SMALL_SUM", "UNDUE.OFFSET_RATE"


class Cause(StrEnum):
    """Why too much was paid."""

    OWN_ERROR = "own_error"
    OMISSION = "omission"
    FRAUD = "fraud"


@dataclass(frozen=True, kw_only=True)
class Paid:
    """One payment: what was paid, what was due."""

    on: date
    amount: Decimal
    due: Decimal = Decimal("0.00")

    SYNONYMS: ClassVar[Mapping[str, str]] = {"paid": "amount", "entitled": "due", "owed": "due"}

    @property
    def undue(self) -> Decimal:
        return max(self.amount - self.due, Decimal("0.00"))


@dataclass(frozen=True, kw_only=True)
class UndueInputs:
    """`found_on` is the day the claim is made; one `amount` paid on `paid_on` stands for a list of one."""

    found_on: date
    payments: tuple[Paid, ...] = ()
    amount: Decimal | None = None
    paid_on: date | None = None
    cause: Cause = Cause.OMISSION
    knew: bool = False
    died_before_notice: bool = False
    monthly_benefit: Decimal | None = None

    SYNONYMS: ClassVar[Mapping[str, str]] = {
        "on": "found_on",
        "date": "found_on",
        "claimed_on": "found_on",
        "decision_date": "found_on",
        "person_knew": "knew",
        "deceased_before_notification": "died_before_notice",
        "current_benefit": "monthly_benefit",
    }


def calculate_undue(inputs: UndueInputs) -> Calculation:
    """The undue sum, what of it has lapsed, what is claimed, and the months it takes by keeping back a part."""
    payments = list_paid(inputs)
    figures = Figures(inputs.found_on)
    code = FRAUD_YEARS if inputs.cause is Cause.FRAUD else YEARS
    years = int(figures.take(code))
    lapsed = [one for one in payments if add_months(one.on, 12 * years) < inputs.found_on]
    open_payments = [one for one in payments if one not in lapsed]
    total = sum((one.undue for one in payments), Decimal("0.00"))
    claimable = sum((one.undue for one in open_payments), Decimal("0.00"))
    decided = decide_undue(inputs, claimable, bool(payments) and not open_payments, figures)
    recovers = decided.outputs["outcome"] == "recover"
    claimed = claimable if recovers else Decimal("0.00")
    steps = [
        make_step("undue_month", one.undue, "EUR", on=one.on, paid=one.amount, due=one.due)
        for one in payments
    ]
    steps.append(
        make_step("undue_lapsed", total - claimable, "EUR", parameters=figures.list_uses(code), years=years)
    )
    steps.append(explain_outcome("undue", decided))
    result: dict[str, Any] = {
        **decided.outputs,
        "total": total,
        "lapsed": total - claimable,
        "claimed": claimed,
    }
    if recovers and inputs.cause is Cause.FRAUD:
        result["interest"] = sum((charge(one, inputs.found_on) for one in open_payments), Decimal("0.00"))
        steps.append(make_step("undue_interest", result["interest"], "EUR", until=inputs.found_on))
    if recovers and inputs.monthly_benefit:
        kept, step = keep_back(inputs, figures)
        result |= {"kept_back_monthly": kept, "months": -(-claimed // kept) if kept else None}
        steps.append(step)
    steps.append(make_step("undue_claimed", claimed, "EUR"))
    return answer("undue_payment", inputs, result, steps, collect_warnings(figures))


def list_paid(inputs: UndueInputs) -> tuple[Paid, ...]:
    """Raises InputMissing without payments, InputRefused for amounts below nothing."""
    payments = inputs.payments
    if inputs.amount is not None:
        payments = (Paid(on=need(inputs.paid_on, "paid_on"), amount=inputs.amount), *payments)
    if not payments:
        raise InputMissing("The input payments (or amount and paid_on) is missing.", input="payments")
    for one in payments:
        refuse_negative(amount=one.amount, due=one.due)
    return tuple(sorted(payments, key=lambda one: one.on))


def decide_undue(inputs: UndueInputs, amount: Decimal, lapsed: bool, figures: Figures) -> Decided:
    """D26."""
    return decide(
        "undue_payment",
        {
            "lapsed": lapsed,
            "fraud": inputs.cause is Cause.FRAUD,
            "own_error": inputs.cause is Cause.OWN_ERROR,
            "knew": inputs.knew,
            "died_before_notice": inputs.died_before_notice,
            "amount": amount,
            "small_sum": figures.take(SMALL),
        },
    )


def charge(payment: Paid, until: date) -> Decimal:
    """After fraud: interest of the social rate from the payment on."""
    if until <= payment.on or not payment.undue:
        return Decimal("0.00")
    found = calculate_judicial_interest(
        InterestInputs(principal=payment.undue, start=payment.on, until=until)
    )
    interest: Decimal = found.result["interest"]
    return interest


def keep_back(inputs: UndueInputs, figures: Figures) -> tuple[Decimal, Step]:
    """What of a month's benefit is kept back at most: a part; all of it after fraud."""
    benefit = inputs.monthly_benefit or Decimal(0)
    rate = Decimal(1) if inputs.cause is Cause.FRAUD else figures.take(OFFSET)
    kept = round_cents(benefit * rate)
    shown: dict[str, Any] = {"rate": rate, "benefit": benefit}
    return kept, make_step("undue_offset", kept, "EUR", parameters=figures.list_uses(OFFSET), **shown)
