"""2026 to 2055: the clock jumps from year to year. The child grows up, no legal value is known, the pension comes near.

Each stop lies on 10 July: the child's birthday (15 May) and its July lie within the days a detector looks back.
"""

from __future__ import annotations

from app.cases.models import Case
from app.collection.models import CallLine
from app.people.models import Party
from tests.journeys.life import accounts, quarters
from tests.journeys.life.fund import Fund
from tests.journeys.life.stations import find_nora
from workflows import clock
from workflows.calendars import load_calendar

NO_PERIODIC_DUTIES = 36_500
#: Thirty-two days after the birthdays at which the fund speaks of the pension.
AT_55, AT_60 = "2050-05-12", "2055-05-12"


def live(fund: Fund) -> None:
    nora = find_nora()
    grow_up(fund, 2026, 2030)
    refuse_unknown_year(fund)
    grow_up(fund, 2031, 2049)
    assert_childhood(nora)
    speak_of_pension(fund, AT_55)
    speak_of_pension(fund, AT_60)


def grow_up(fund: Fund, first: int, last: int) -> None:
    for year in range(first, last + 1):
        fund.live(f"{year}-07-10", duties_each=NO_PERIODIC_DUTIES)


def refuse_unknown_year(fund: Fund) -> None:
    """Nobody has said what a quarter of 2030 costs: the call says so, and claims nothing from anybody."""
    case = quarters.call(fund, "2030Q3")
    line = CallLine.objects.latest("pk")
    assert (line.state, line.amount, line.receivable) == ("failed", None, None)
    assert line.error  # which value, or which income, nobody knows
    fund.do("settle_failed", "finance_officer", case, verdict="leave")
    case.refresh_from_db()
    assert case.status == "completed"


def assert_childhood(nora: Party) -> None:
    """At each age and each July the supplement is weighed, and is the region's to pay since 2014."""
    found = accounts.list_detections(nora)
    ages = [one for one in found if "age_supplement" in one]
    julys = [one for one in found if "annual_supplement" in one]
    assert ages == [f"{year}-05-15 age_supplement not_entitled regional" for year in (2029, 2035, 2041)]
    assert julys == [f"{year}-07-01 annual_supplement not_entitled regional" for year in range(2029, 2048)]


def speak_of_pension(fund: Fund, day: str) -> None:
    raise_pension(fund, day)
    case = accounts.find_case("pension")
    hold_appointment(fund, case, wish="none", send_career="no")
    case.refresh_from_db()
    assert case.status == "completed"


def raise_pension(fund: Fund, day: str) -> None:
    """The detection opens a case; the next working day, once the pack has left, somebody calls."""
    fund.live(day, duties_each=NO_PERIODIC_DUTIES)
    fund.live(str(load_calendar("belgium").add_working_days(clock.today(), 2)))


def hold_appointment(fund: Fund, case: Case, **wishes: object) -> None:
    told = {"held_on": clock.today(), "channel": "phone", "contact_summary": "La carrière est expliquée."}
    fund.do("hold_appointment", "caseworker", case, **told, **wishes)
