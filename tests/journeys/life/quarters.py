"""The quarters of the life: called by the fund, paid by the person through the bank."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from app.cases.models import Case
from app.collection.models import CallLine
from app.ledger.models import Receivable
from app.people.models import Party
from app.registers.quarters import Quarter
from tests.journeys.life.fund import Fund
from tests.journeys.life.outside import open_debts, pay, receive_money
from workflows import clock
from workflows.calendars import load_calendar


def call(fund: Fund, name: str) -> Case:
    """On the third working day of the quarter, or now when that has passed."""
    quarter = Quarter.parse(name)
    day = find_day_of_call(quarter)
    if day > clock.today():
        fund.live(day.isoformat())
    return open_call(fund, quarter)


def find_day_of_call(quarter: Quarter) -> date:
    return load_calendar("belgium").add_working_days(quarter.first_day - timedelta(days=1), 3)


def open_call(fund: Fund, quarter: Quarter) -> Case:
    """Prepared, approved, booked, told: the case, as it stands then."""
    case = fund.bring("quarterly_call", None, "finance_officer", year=quarter.year, quarter=quarter.number)
    case.refresh_from_db()
    return case


def call_and_pay(fund: Fund, first: str, last: str) -> None:
    """Each quarter from the first to the last, paid by everybody ten days after its notice."""
    for quarter in Quarter.parse(first).until(Quarter.parse(last)):
        assert call(fund, str(quarter)).status == "completed"
        fund.live((clock.today() + timedelta(days=10)).isoformat())
        receive_money(*[pay(one) for one in open_debts()])
        fund.work()


def list_called(person: Party) -> list[tuple[str, str, str]]:
    """Of each quarter called: what was asked, EUR, and the last day to pay."""
    lines = CallLine.objects.filter(party=person, state="booked").select_related("receivable").order_by("id")
    return [
        (one.receivable.period, str(one.amount), str(one.receivable.due_on))
        for one in lines
        if one.receivable
    ]


def list_claims(person: Party) -> list[tuple[str, Decimal, str]]:
    """Of each receivable: its period, what is still owed, and how it stands."""
    rows = Receivable.objects.filter(party=person).order_by("id")
    return [(one.period, one.total, str(one.state)) for one in rows]
