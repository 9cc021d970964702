"""Autumn 2025 to the pension: each quarter is called and paid, each year told, settled and certified.

The fund's year is one list of days. A chapter that waits for a day lives through those that lie before it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial

from django.utils.translation import override

from app.cases.models import Case
from app.collection.models import CallLine
from app.registers.missing_values import tell_refusal
from app.registers.quarters import Quarter
from tests.journeys.life import assumed, outside, payments, yearly
from tests.journeys.life.fund import Fund
from tests.journeys.life.income import INCOMES
from tests.journeys.life.quarters import find_day_of_call, open_call
from tests.journeys.life.stations import NISS
from workflows import clock

Act = Callable[[Fund], object]
FIRST, LAST = Quarter(2025, 4), Quarter(2062, 3)
#: A surcharge of this year was waived: somebody looks at it before it is settled.
DOUBTFUL = 2025
#: The first quarter for which no law says anything.
LATE = Quarter(assumed.PUBLISHED + 1, 1)
#: Stops are close enough together: duties are done at each of them.
NO_PERIODIC_DUTIES = 36_500


def work_until(fund: Fund, day: str) -> None:
    """Whatever the fund and the person do from today to the morning of that day."""
    today, until = clock.today(), date.fromisoformat(day)
    for when, act in list_days(today.year, until.year):
        if today < when <= until:
            if when > clock.today():
                fund.live(when.isoformat(), duties_each=NO_PERIODIC_DUTIES)
            act(fund)
    if until > clock.today():
        fund.live(day, duties_each=NO_PERIODIC_DUTIES)


def list_days(first: int, last: int) -> list[tuple[date, Act]]:
    days = [one for year in range(first, last + 1) for one in list_year(year)]
    return sorted(days, key=lambda one: one[0])


def list_year(year: int) -> Iterator[tuple[date, Act]]:
    """Calls, paid on their day; certificates and the income of two years before in February; figures in October."""
    for quarter in Quarter.list_year(year):
        if FIRST <= quarter <= LAST:
            called = find_day_of_call(quarter)
            yield called, partial(call, quarter=quarter)
            yield called, pay_all
            if quarter.number == 4 and year > assumed.PUBLISHED:
                yield called, partial(assumed.publish_year, year=year + 1)
    yield date(year, 2, 26), partial(yearly.certify, year=year - 1)
    if year - 2 in INCOMES:
        yield date(year, 2, 26), partial(tell_income, year=year - 2)


def call(fund: Fund, quarter: Quarter) -> None:
    case = open_call(fund, quarter)
    if quarter == LATE:
        await_law(fund, case)
    assert case.status == "completed"


def await_law(fund: Fund, case: Case) -> None:
    """The figures of 2027 come late: the call says which is missing and claims nothing; once published it goes on."""
    line = CallLine.objects.latest("pk")
    assert (line.state, line.amount, line.receivable) == ("failed", None, None)
    assert line.error.startswith("CONTRIB.FLOOR has no row for 2027-01-01;")
    with override("en"):
        told = "Minimum income in main occupation (CONTRIB.FLOOR) is not published for 1 January 2027, and nothing"
        assert tell_refusal(line.error).startswith(told)
    assumed.publish_year(fund, LATE.year)
    fund.do("settle_failed", "finance_officer", case, verdict="again")
    case.refresh_from_db()


def pay_all(fund: Fund) -> None:
    debts = outside.open_debts()
    if debts:
        outside.receive_money(*[outside.pay(one) for one in debts])
        fund.work()


def tell_income(fund: Fund, year: int) -> None:
    """The tax tells it; two days later the year is settled, and what was too much is paid back."""
    income = {"year": year, "amount": INCOMES[year], "kind": "definitive"}
    outside.send_message(fund.drop, "spf_finances", "income_notice", NISS, **income)
    fund.live((clock.today() + timedelta(days=2)).isoformat(), duties_each=NO_PERIODIC_DUTIES)
    if year == DOUBTFUL:
        fund.do("check_income", "caseworker", verdict="settle")
    payments.pay_out_proposed(fund)


def settle_last_years(fund: Fund) -> None:
    """Retired, she hears twice more from the fund: the incomes of 2061 and 2062 are told two years later."""
    work_until(fund, "2064-03-31")
