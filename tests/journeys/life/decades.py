"""2025 to 2055: she works on, year after year (`career`). The child grows up, the pension comes near."""

from __future__ import annotations

from app.cases.models import Case
from app.people.models import Party
from tests.journeys.life import accounts, career
from tests.journeys.life.fund import Fund
from tests.journeys.life.stations import find_nora
from workflows import clock
from workflows.calendars import load_calendar

#: The birthdays at which the fund speaks of the pension.
AT_55, AT_60 = "2050-04-10", "2055-04-10"


def live(fund: Fund) -> None:
    nora = find_nora()
    speak_of_pension(fund, AT_55)
    assert_childhood(nora)
    speak_of_pension(fund, AT_60)


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
    career.work_until(fund, day)
    career.work_until(fund, str(load_calendar("belgium").add_working_days(clock.today(), 2)))


def hold_appointment(fund: Fund, case: Case, **wishes: object) -> None:
    told = {"held_on": clock.today(), "channel": "phone", "contact_summary": "La carrière est expliquée."}
    fund.do("hold_appointment", "caseworker", case, **told, **wishes)
