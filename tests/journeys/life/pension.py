"""2060 to 2062: two years before, fifteen months before; the pension is decided, the activity ends at its age."""

from __future__ import annotations

from datetime import date

from app.people.models import Party
from tests.journeys.life import accounts, career, supplement
from tests.journeys.life.career_years import YEARLY
from tests.journeys.life.decades import hold_appointment, raise_pension, speak_of_pension
from tests.journeys.life.fund import Fund
from tests.journeys.life.stations import find_nora


def live(fund: Fund) -> None:
    nora = find_nora()
    speak_of_pension(fund, "2060-04-10")
    supplement.end_contract(fund)
    apply(fund, nora)
    decide(fund)
    cease(fund)
    assert_told(nora)


def apply(fund: Fund, nora: Party) -> None:
    """Fifteen months before: the career is sent to INASTI, which looks into the pension by itself."""
    raise_pension(fund, "2061-01-10")
    case = accounts.find_case("pension")
    wish = {"wish": "retirement", "desired_on": "2062-05-01", "send_career": "yes"}
    hold_appointment(fund, case, **wish)
    sent = accounts.list_transmissions(nora, "2061-01-10", "2061-01-31")
    assert [(kind, to, state, content["reason"]) for kind, to, state, content in sent] == [
        ("T07", "inasti", "acknowledged", "age")
    ]


def decide(fund: Fund) -> None:
    case = accounts.find_case("pension")
    career.work_until(fund, "2061-12-05")
    granted = {"decision": "granted", "pension": "retirement", "reasons": "Les conditions sont remplies."}
    days = {"first_on": date(2062, 5, 1), "decided_on": date(2061, 12, 1)}
    fund.tell("pension.decision", case.reference, **granted, **days)
    case.refresh_from_db()
    assert case.status == "completed"


def cease(fund: Fund) -> None:
    """Thirty days later somebody asks: she stops the day before the pension begins."""
    career.work_until(fund, "2062-01-05")
    case = accounts.find_case("pension_settlement")
    answers = {
        "situation": "stops",
        "stopped_on": "2062-04-30",
        "follow_up_note": "Arrêt à la veille de la pension.",
    }
    fund.do("follow_up", "caseworker", case, **answers)
    end = accounts.find_case("cessation")
    fund.do("check_cessation", "caseworker", end, proof="register", next="end")
    offer = {"contact_channel": "phone", "choice": "decline", "contact_summary": "La pension suit."}
    fund.do("offer_right", "caseworker", end, **offer)
    career.work_until(fund, "2062-05-12")


def assert_told(nora: Party) -> None:
    """Beside what each year of work brings (`career_years`)."""
    told = accounts.list_letters(nora, "2060-01-01", "2062-12-31")
    assert [one for one in told if one.split()[1] not in YEARLY] == [
        "2060-04-10 pension",
        "2060-04-13 pension_advice",
        "2061-01-10 pension",
        "2061-01-12 pension_advice",
        "2061-12-05 pension_category",
        "2062-01-05 cessation",
        "2062-01-05 cessation_acknowledgement",
        "2062-01-05 cessation_confirmation",
    ]
