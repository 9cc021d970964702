"""Spring 2022: a person unknown to the fund is affiliated, told and welcomed; four quarters are called and paid."""

from __future__ import annotations

from datetime import date

from app.affiliation.models import LiabilityPeriod
from app.exchanges.institutions import register
from app.people.contacts import add_channel, move, open_bank_account
from app.people.models import AddressKind, Party
from app.people.parties import register_person
from tests.factories.people import make_iban
from tests.journeys.life import accounts, partner, quarters
from tests.journeys.life.fund import Fund
from tests.journeys.life.stations import BORN, NISS
from workflows import clock


def live(fund: Fund) -> None:
    nora = meet(fund)
    declare(fund, nora)
    assert_affiliated(nora)
    partner.begin(fund)
    quarters.call_and_pay(fund, "2022Q2", "2023Q1")
    assert_called(nora)


def meet(fund: Fund) -> Party:
    """A caseworker registers somebody the fund has never heard of."""
    assert not Party.objects.exists()
    by, today = fund.actor("caseworker"), clock.today()
    names = {"first_name": "Nora", "last_name": "Lambert", "language": "fr"}
    nora = register_person(by=by, niss=NISS, birth_date=BORN, **names)
    home = {"street": "Rue de Fer", "number": "12", "postal_code": "5000", "city": "Namur"}
    move(nora, AddressKind.RESIDENCE, by=by, started_on=today, **home)
    add_channel(nora, "phone", "+32 81 00 00 01", by=by)
    open_bank_account(nora, make_iban(), by=by, started_on=today)
    for code in ("mut_300", "family_famiwal", "vouchers_wallonia"):
        register(nora, code, from_day=today, by=str(by), now=clock.now())
    return nora


def declare(fund: Fund, nora: Party) -> None:
    answers = {"origin": "office", "received_on": "2022-04-01", "started_on": "2022-04-01"}
    case = fund.bring("start_of_activity", nora, **answers, capacity="self_employed", activity="Ébéniste")
    fund.do("check_declaration", "caseworker", case, next="affiliate")
    fund.live("2022-04-05")


def assert_affiliated(nora: Party) -> None:
    case = accounts.find_case("start_of_activity")
    assert (case.status, LiabilityPeriod.objects.get(person=nora).started_on) == (
        "completed",
        date(2022, 4, 1),
    )
    assert accounts.list_letters(nora, "2022-04-01", "2022-04-05") == [
        "2022-04-01 affiliation_decision",
        "2022-04-01 service_charter",
        "2022-04-01 start_acknowledgement",
        "2022-04-01 start_of_activity",
    ]
    content = {"event": "affiliation", "effective_on": "2022-04-01", "category": "primostarter"}
    content["capacity"] = "self_employed"
    assert accounts.list_transmissions(nora, "2022-04-01", "2022-04-05") == [
        ("T10", "inasti", "acknowledged", content)
    ]
    assert accounts.list_tasks(case) == [
        "check_declaration caseworker completed",
        "contact_person caseworker completed",
    ]
    assert accounts.read_promises(case) == {
        "SLA-01": "2022-04-05",  # Friday 1 April and two working days: Tuesday
        "SLA-02": "2022-04-06",  # three working days: Wednesday
        "SLA-03": "2022-04-05",
        "SLA-05": "2022-04-08",  # five working days: Friday
        "decide": "2022-08-01",  # four months (Charter art. 10)
        "register_acknowledged": "2022-04-11",  # six working days: Monday of the week after the next
        "transmit/SLA-06": "2022-04-04",  # one working day: Monday
        "inform_and_accompany/SLA-10": "2022-04-08",
        "inform_and_accompany/contact": "2022-04-08",  # four working days from Monday 4 April
    }


def assert_called(nora: Party) -> None:
    """The first year of a starter, as the law of each quarter has it; the first two quarters may be paid one later."""
    assert quarters.list_called(nora) == [
        (
            "2022Q2",
            "299.76",
            "2022-09-30",
        ),  # 7,569.70 × 20.5 % ÷ 4 = 387.95, less 100.00; fee of 4.1 %: 11.81
        ("2022Q3", "403.86", "2022-12-31"),  # 387.95 + 15.91
        ("2022Q4", "403.86", "2022-12-31"),
        ("2023Q1", "452.09", "2023-03-31"),  # 8,473.80 × 20.5 % ÷ 4 = 434.28; fee 17.81
    ]
    assert accounts.list_quarters(nora) == [
        "2022Q2 primostarter due",
        "2022Q3 primostarter due",
        "2022Q4 primostarter due",
        "2023Q1 primostarter due",
    ]
    assert [state for *_, state in quarters.list_claims(nora)] == ["settled"] * 4
