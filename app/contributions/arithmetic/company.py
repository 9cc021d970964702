"""The annual contribution of a company: small or large, when it is due, what a delay costs (D18)."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from app.contributions.arithmetic.rounding import ZERO, round_cents
from app.contributions.arithmetic.surcharges import Debt, Payment, list_payments
from app.registers.calculations import Calculation
from app.registers.errors import InputMissing, InputRefused
from app.registers.figures import Figures
from app.registers.rulebook import Decided, decide
from app.registers.traces import Step, Trace, make_step, write_plain
from workflows.deadlines import add_months

SMALL, LARGE, THRESHOLD = "COMPANY.SMALL", "COMPANY.LARGE", "COMPANY.THRESHOLD"
DUE, FIRST_MONTHS = "COMPANY.DUE_MMDD", "COMPANY.FIRST_DUE_MONTHS"
MONTH_RATE = "SURCHARGE.COMPANY_MONTH"


class Procedure(StrEnum):
    """What lifts the contribution of a company that cannot pay its creditors, or is ending."""

    NONE = "none"
    BANKRUPTCY = "bankruptcy"
    LIQUIDATION = "liquidation"
    REORGANISATION = "reorganisation"


@dataclass(frozen=True, kw_only=True)
class CompanyInputs:
    """What a company contribution is calculated from.

    `balance_sheet_total` is code 20/58 of the penultimate closed year. `first_years` says that there are no accounts
    of that year yet; left out, a company whose legal personality began in the year or the one before has none.
    """

    year: int
    balance_sheet_total: Decimal | None = None
    first_years: bool | None = None
    constituted_on: date | None = None
    personality_on: date | None = None
    procedure: Procedure = Procedure.NONE
    inactive_certified: bool = False
    starter_asked: bool = False
    is_partnership: bool = False
    is_registered_trader: bool = False
    career_years: Decimal | None = None

    @property
    def born_on(self) -> date | None:
        """Legal personality, else the constitution."""
        return self.personality_on or self.constituted_on

    @property
    def company_year(self) -> int | None:
        return None if self.born_on is None else self.year - self.born_on.year + 1

    @property
    def has_accounts(self) -> bool:
        if self.first_years is not None:
            return not self.first_years
        return self.company_year is None or self.company_year > 2


@dataclass(frozen=True, kw_only=True)
class CompanySurchargeInputs:
    """`until` is the day looked at, without it the last payment's; `court_action_on` ends the count.

    The due date is given, or that of the `year`, later for a company born in it.
    """

    principal: Decimal
    due_on: date | None = None
    year: int | None = None
    constituted_on: date | None = None
    personality_on: date | None = None
    payments: tuple[Payment, ...] = ()
    paid_on: date | None = None
    until: date | None = None
    court_action_on: date | None = None


def calculate_company_contribution(inputs: CompanyInputs) -> Calculation:
    """The amount, the rule that gave it and the due date.

    Raises ParameterNotValid where amounts or threshold of the year are not loaded.
    """
    figures = Figures(date(inputs.year, 1, 1))
    if inputs.company_year is not None and inputs.company_year < 1:
        raise InputRefused(f"The company did not exist in {inputs.year}.", input="year")
    decided = decide_size(inputs, figures)
    size, reason = str(decided.outputs["size"]), str(decided.outputs["reason"])
    code = {"small": SMALL, "large": LARGE}.get(size)
    amount = figures.take(code) if code else ZERO
    due_on = find_company_due_day(inputs.year, inputs.born_on, figures)
    steps = [
        *explain_total(inputs, figures),
        make_step(f"company_{reason}", rules=decided.rules, year=inputs.year, procedure=inputs.procedure),
        *([make_step("company_due", due_on, "date", parameters=figures.list_uses(DUE))] if amount else []),
        make_step(
            f"company_{size}", amount, "EUR", parameters=figures.list_uses(code or ""), year=inputs.year
        ),
    ]
    result = {"year": inputs.year, "size": size, "reason": reason, "amount": amount, "due_on": due_on}
    given = {name: write_plain(value) for name, value in vars(inputs).items() if value not in (None, False)}
    warnings = (*figures.list_warnings(), *warn_unknown_total(reason, inputs.year))
    return Calculation(
        result, Trace("company_contribution", given, tuple(steps), write_plain(result), warnings)
    )


def warn_unknown_total(reason: str, year: int) -> list[Step]:
    """Without a balance-sheet total the amount is a guess: whoever reads it must see that."""
    return [make_step("company_total_unknown", year=year)] if reason == "total_unknown" else []


def decide_size(inputs: CompanyInputs, figures: Figures) -> Decided:
    """D18. The threshold is looked up only where there is a total to hold against it."""
    compares = inputs.has_accounts and inputs.balance_sheet_total is not None
    return decide(
        "company_contribution",
        {
            "procedure": inputs.procedure,
            "inactive_certified": inputs.inactive_certified,
            "starter_asked": inputs.starter_asked,
            "is_partnership": inputs.is_partnership,
            "is_registered_trader": inputs.is_registered_trader,
            "company_year": inputs.company_year,
            "career_years": inputs.career_years,
            "starter_years": figures.take("COMPANY.STARTER_YEARS"),
            "starter_career_years": figures.take("COMPANY.STARTER_CAREER_YEARS"),
            "has_penultimate_accounts": inputs.has_accounts,
            "balance_sheet_total": inputs.balance_sheet_total,
            "threshold": figures.take(THRESHOLD) if compares else None,
        },
    )


def explain_total(inputs: CompanyInputs, figures: Figures) -> list[Step]:
    uses = figures.list_uses(THRESHOLD)
    if inputs.balance_sheet_total is None or not uses:
        return []
    total = inputs.balance_sheet_total
    return [
        make_step(
            "company_total", total, "EUR", parameters=uses, year=inputs.year, limit=Decimal(uses[0].value)
        )
    ]


def find_company_due_day(year: int, born_on: date | None = None, figures: Figures | None = None) -> date:
    """The day of the year's era; for a new company the end of the third month after its birth, if that is later."""
    figures = figures or Figures(date(year, 1, 1))
    month, day = (int(part) for part in str(figures.take_any(DUE)).split("-"))
    general = date(year, month, day)
    if born_on is None or born_on.year != year:
        return general
    return max(general, end_month(add_months(born_on.replace(day=1), int(figures.take(FIRST_MONTHS)))))


def end_month(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def calculate_company_surcharge(inputs: CompanySurchargeInputs) -> Calculation:
    """1 % for each calendar month of delay, the month of payment or of court action included.

    Each amount paid bears the months it came late, what is open those up to `until`; the sum is rounded once.
    """
    debt = read_company_debt(inputs)
    until = find_company_until(inputs, debt)
    figures = Figures(debt.due_on)
    rate = figures.take(MONTH_RATE)
    stop = min(until, inputs.court_action_on or until)
    parts = list_parts(debt, until, stop)
    surcharge = round_cents(sum((amount * rate * months for amount, months in parts), Decimal(0)))
    left, surcharge_left = debt.open_on(until), debt.left_of(surcharge, until)
    uses = figures.list_uses(MONTH_RATE)
    steps = [make_step("debt", debt.principal, "EUR", due_on=debt.due_on)]
    steps += [
        make_step(
            "company_months", round_cents(part * rate * count), "EUR", amount=part, months=count, rate=rate
        )
        for part, count in parts
    ]
    steps.append(make_step("surcharge_total", surcharge, "EUR", parameters=uses, until=until))
    result = {
        "due_on": debt.due_on,
        "until": until,
        "months": max((months for _, months in parts), default=0),
        "surcharge": surcharge,
        "principal_open": left,
        "surcharge_open": surcharge_left,
        "total": debt.principal + surcharge,
        "to_pay": left + surcharge_left,
    }
    given = {name: write_plain(value) for name, value in vars(inputs).items() if value is not None}
    given["payments"] = [{"on": str(one.on), "amount": str(one.amount)} for one in debt.payments]
    return Calculation(result, Trace("company_surcharge", given, tuple(steps), write_plain(result)))


def list_parts(debt: Debt, until: date, stop: date) -> list[tuple[Decimal, int]]:
    """Each part of the principal with its months of delay."""
    found: list[tuple[Decimal, int]] = []
    left = debt.principal
    for payment in debt.payments:
        if payment.on <= until:
            part = min(payment.amount, left)
            found.append((part, count_months(debt.due_on, min(payment.on, stop))))
            left -= part
    found.append((left, count_months(debt.due_on, stop)))
    return [(part, months) for part, months in found if part and months]


def count_months(due_on: date, day: date) -> int:
    """Calendar months of delay: those after the month of the due date up to the day's own."""
    return max((day.year - due_on.year) * 12 + day.month - due_on.month, 0)


def read_company_debt(inputs: CompanySurchargeInputs) -> Debt:
    """Raises InputMissing without due date or year, InputRefused for amounts below nothing."""
    if inputs.principal < 0 or any(payment.amount < 0 for payment in inputs.payments):
        raise InputRefused("The inputs principal and payments may not be below nothing.", input="principal")
    if inputs.due_on is None and inputs.year is None:
        raise InputMissing("The input due_on (or year) is missing.", input="due_on")
    born_on = inputs.personality_on or inputs.constituted_on
    due_on = inputs.due_on or find_company_due_day(inputs.year or 0, born_on)
    payments = list_payments(inputs.payments, inputs.paid_on, inputs.principal)
    return Debt(inputs.principal, due_on, due_on, payments)


def find_company_until(inputs: CompanySurchargeInputs, debt: Debt) -> date:
    if inputs.until is not None:
        return inputs.until
    if inputs.court_action_on is not None:
        return inputs.court_action_on
    if debt.payments and debt.open_on(debt.payments[-1].on) == 0:
        return debt.payments[-1].on
    raise InputMissing("The input until is missing: part of the principal is still open.", input="until")
