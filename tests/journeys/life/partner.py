"""The other parent: paternity leave after the birth, paid; he stops later in the year and keeps his pension insured."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from app.benefits.models import BenefitPayment
from app.people.contacts import add_channel, move, open_bank_account
from app.people.models import AddressKind, Party
from app.people.parties import register_person
from tests.factories.people import make_iban
from tests.journeys.life import accounts
from tests.journeys.life.fund import Fund
from tests.journeys.life.payments import pay_out
from tests.journeys.life.stations import LUC_BORN, LUC_NISS, find_luc
from workflows import clock


def begin(fund: Fund) -> None:
    """Tuesday 5 April 2022: he is affiliated too, beside her."""
    by, today = fund.actor("caseworker"), clock.today()
    luc = register_person(
        by=by, niss=LUC_NISS, birth_date=LUC_BORN, first_name="Luc", last_name="Martin", language="fr"
    )
    home = {"street": "Rue de Fer", "number": "12", "postal_code": "5000", "city": "Namur"}
    move(luc, AddressKind.RESIDENCE, by=by, started_on=today, **home)
    add_channel(luc, "phone", "+32 81 00 00 02", by=by)
    open_bank_account(luc, make_iban(), by=by, started_on=today)
    answers = {"origin": "office", "received_on": today, "started_on": today, "activity": "Couvreur"}
    case = fund.bring("start_of_activity", luc, **answers, capacity="self_employed")
    fund.do("check_declaration", "caseworker", case, next="affiliate")


def leave(fund: Fund) -> None:
    luc = find_luc()
    stop(fund, luc)
    keep_pension(fund)
    assert_told(luc)


def take_leave(fund: Fund) -> None:
    """Ten days in June, asked for on Tuesday 18 July; the term is the last day of September (SLA-16)."""
    luc = find_luc()
    fund.live("2023-07-18")
    leave = {"days": 10, "half_days": 0, "leave_from": "2023-06-05", "leave_last_day": "2023-06-16"}
    facts = {"birth_date": "2023-05-15", "requested_on": "2023-07-18", "link": "father"}
    case = fund.bring("paternity_allowance", luc, "benefit_officer", **facts, **leave, birth_aid=False)
    taken = {"days": 10, "half_days": 0, "leave_from": "2023-06-05", "leave_until": "2023-06-16"}
    reasons = "Les deux trimestres d’avant la naissance sont payés."
    fund.do("examine_claim", "benefit_officer", case, complete="yes", **taken, decision_reasons=reasons)
    fund.do("approve_decision", "benefit_officer", case, verdict="agree")
    pay_out(fund)
    case.refresh_from_db()
    assert case.status == "completed"
    paid = BenefitPayment.objects.get(party=luc)
    assert (paid.amount, paid.interest) == (Decimal("966.00"), Decimal("0.00"))  # 10 × 96.60
    promises = accounts.read_promises(case)
    assert promises["benefit_decision/SLA-60"] == "2023-11-18"  # four months (Charter art. 10)


def stop(fund: Fund, luc: Party) -> None:
    """Friday 15 September: he ends his activity by his own choice; the quarter is due in full and paid."""
    fund.live("2023-09-15")
    facts = {"stopped_on": "2023-09-15", "reason": "voluntary", "next_status": "none"}
    case = fund.bring("cessation", luc, **facts, received_on="2023-09-15")
    fund.do("check_cessation", "caseworker", case, proof="register", next="end")
    offer = {"contact_channel": "phone", "choice": "request", "contact_summary": "Veut garder sa pension."}
    fund.do("offer_right", "caseworker", case, **offer)


def keep_pension(fund: Fund) -> None:
    """The request goes to INASTI with the income it rests on (T06); INASTI grants eight quarters."""
    case = accounts.find_case("continued_insurance")
    option = {"option": "pension_only", "income": "18000.00", "income_year": 2020, "no_other_status": True}
    fund.do("complete_file", "caseworker", case, **option)
    fund.live("2023-10-02")
    decided = {"decision": "granted", "decided_on": date(2023, 9, 29), "quarters": 8}
    fund.tell(
        "inasti.continued_insurance_decision", case.reference, **decided, reasons="Conditions remplies."
    )
    fund.do("arrange_contributions", "caseworker", case, arranged_note="L’INASTI fixe la cotisation.")
    case.refresh_from_db()
    assert case.status == "completed"


def assert_told(luc: Party) -> None:
    assert accounts.list_letters(luc, "2023-07-01", "2023-12-31") == [
        "2023-07-18 paternity_acknowledgement",
        "2023-07-18 paternity_granted",
        "2023-09-15 cessation",
        "2023-09-15 cessation_acknowledgement",
        "2023-09-15 cessation_confirmation",
        "2023-09-15 insurance_acknowledgement",
        "2023-10-02 insurance_granted",
    ]
    sent = accounts.list_transmissions(luc, "2023-07-01", "2023-12-31")
    assert [(kind, to, state) for kind, to, state, _content in sent] == [
        ("T10", "inasti", "acknowledged"),
        ("T06", "inasti", "acknowledged"),
    ]
    assert sent[-1][-1] == {
        "requested_on": "2023-09-15",
        "ceased_on": "2023-09-15",
        "option": "pension_only",
        "first_quarter": "2023Q4",
        "income": "18000.00",
        "income_year": 2020,
    }
