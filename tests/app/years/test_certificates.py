"""What was paid in a year is certified to the cent, once, and told to the tax administration."""

import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from pypdf import PdfReader

from app.correspondence.models import Letter
from app.exchanges.models import Transmission
from app.ledger import refunds
from app.ledger.payments import bounce_payment
from app.ledger.payouts import propose_payout
from app.ledger.surcharges import accrue
from app.people.models import Party
from app.years import certificates
from app.years.certificate_models import Certificate, CertificateRun
from app.years.certificate_sums import list_told, reconcile
from app.years.errors import NotReconciled, SecondPersonNeeded
from tests.factories.affiliation import make_person as unnumbered
from tests.factories.ledger import owe, pay
from tests.factories.people import make_company, make_person
from workflows import actors, catalogue, faults
from workflows.actors import user

pytestmark = pytest.mark.django_db
D = Decimal
NOW = datetime(2026, 1, 12, 8, 0, tzinfo=UTC)
ANNA, BEN = user(1, "Anna"), user(2, "Ben")


@pytest.fixture
def _deployed() -> None:
    catalogue.deploy(["transmit", "tax_certificate"], by=actors.system("tests"), now=NOW)


def run_of(year: int = 2025) -> CertificateRun:
    run = certificates.prepare_run(year, by=ANNA, now=NOW, case_ref="TC-1")
    return certificates.approve_run(run.pk, checksum=run.checksum, by=BEN, now=NOW)


def amounts() -> list[tuple[str, Decimal]]:
    return [(one.kind, one.amount) for one in Certificate.objects.order_by("number")]


def pay_out(party: Party, amount: str, on: date) -> None:
    payout = propose_payout(
        party, benefit=D(amount), interest=D(0), on=on, key=f"benefit:{on}", by="case:B", reason="month"
    )
    refunds.approve_refund(payout, by="user:2")
    refunds.pay_refund(payout, on=on)


def test_what_was_credited_in_the_year_counts_whatever_quarter_it_pays() -> None:
    party = make_person("Dubois")
    owe(party, "900", quarter="2025Q4")
    pay("900", on=date(2025, 12, 31), party=party)
    owe(party, "950", quarter="2026Q1")
    pay("950", on=date(2026, 1, 2), party=party)
    assert [one.amount for one in list_told(2025)] == [D("900.00")]


def test_surcharges_are_told_apart_and_not_certified() -> None:
    # 1,000 due 31 March, 3 % = 30: of 1,030 paid in April 1,000 is contribution
    party = make_person("Dubois")
    debt = owe(party, "1000", quarter="2025Q1")
    accrue(debt, date(2025, 3, 31))
    pay("1030", on=date(2025, 4, 10), party=party)
    (one,) = list_told(2025)
    assert (one.paid, one.other, one.amount) == (D("1030.00"), D("30.00"), D("1000.00"))


def test_what_was_paid_back_in_the_year_is_taken_off() -> None:
    party = make_person("Dubois")
    pay("500", on=date(2025, 2, 3), party=party)
    refund = refunds.propose_refund(party, on=date(2025, 3, 3), key="r", by="user:1", amount=D("200"))
    refunds.approve_refund(refund, by="user:2")
    refunds.pay_refund(refund, on=date(2025, 3, 10))
    assert [one.amount for one in list_told(2025)] == [D("300.00")]


def test_a_payment_that_bounced_was_never_made() -> None:
    party = make_person("Dubois")
    payment = pay("500", on=date(2025, 2, 3), party=party)
    bounce_payment(payment, on=date(2025, 2, 10), key="bounce")
    told = list_told(2025)
    assert [one.amount for one in told if one.paid] == []
    assert reconcile(2025, told)["agrees"] is True


def test_companies_and_benefits_have_certificates_of_their_own() -> None:
    pay("347.50", on=date(2025, 6, 2), party=make_company())
    pay_out(make_person("Dubois"), "1638.26", date(2025, 5, 8))
    told = sorted((one.kind, one.amount) for one in list_told(2025))
    assert told == [("benefits", D("1638.26")), ("company", D("347.50"))]


def test_all_certificates_together_are_what_the_books_say() -> None:
    party = make_person("Dubois")
    debt = owe(party, "1000", quarter="2025Q1", fee="41")
    accrue(debt, date(2025, 3, 31))
    pay("2000", on=date(2025, 4, 10), party=party)
    pay("55.55", on=date(2025, 4, 10))
    pay("347.50", on=date(2025, 6, 2), party=make_company())
    pay_out(make_person("Maes"), "1638.26", date(2025, 5, 8))
    found = reconcile(2025, list_told(2025))
    # 2,000 + 347.50 credited to parties; 55.55 is of an unknown payer; 30 of surcharges are not certified
    assert found["lines"]["paid"] == {"told": "2347.50", "booked": "2347.50"}
    assert (found["agrees"], found["certified"], found["benefits"]) == (True, "2317.50", "1638.26")


def test_a_run_that_does_not_agree_is_not_approved() -> None:
    run = certificates.prepare_run(2025, by=ANNA, now=NOW, case_ref="TC-1")
    run.reconciliation["agrees"] = False
    run.save()
    with pytest.raises(NotReconciled):
        certificates.approve_run(run.pk, checksum=run.checksum, by=BEN, now=NOW)


def test_who_prepared_a_run_does_not_approve_it() -> None:
    run = certificates.prepare_run(2025, by=ANNA, now=NOW, case_ref="TC-1")
    with pytest.raises(SecondPersonNeeded):
        certificates.approve_run(run.pk, checksum=run.checksum, by=ANNA, now=NOW)


@pytest.mark.usefixtures("_deployed")
def test_each_certificate_has_one_letter_with_its_basis() -> None:
    party = make_person("Dubois", language="fr")
    pay("900", on=date(2025, 12, 31), party=party)
    run = run_of()
    assert [certificates.make_letters(run.pk, now=NOW), certificates.make_letters(run.pk, now=NOW)] == [0, 0]
    letter = Letter.objects.get()
    words = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(bytes(letter.pdf))).pages)
    assert ("TC2025-0000001" in words, "31 décembre 2025" in words, "900,00" in words) == (True, True, True)


@pytest.mark.usefixtures("_deployed")
def test_a_run_killed_between_chunks_goes_on_without_a_second_letter(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("A", "B", "C"):
        pay("900", on=date(2025, 12, 31), party=make_person(name))
    monkeypatch.setattr(certificates, "CHUNK", 1)
    run = run_of()
    monkeypatch.setattr(faults, "point", strike_between_chunks)
    with pytest.raises(KeyboardInterrupt):
        certificates.make_letters(run.pk, now=NOW)
    monkeypatch.setattr(faults, "point", lambda _name: None)
    assert Letter.objects.count() == 1
    certificates.make_letters(run.pk, now=NOW)
    assert Letter.objects.count() == 3


def strike_between_chunks(name: str) -> None:
    if name == "certificates_between_chunks":
        raise KeyboardInterrupt


@pytest.mark.usefixtures("_deployed")
def test_the_tax_administration_is_told_in_parts_once(monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3):
        pay("100", on=date(2025, 3, 3), party=make_company(f"Company {number}"))
    pay("100", on=date(2025, 3, 3), party=unnumbered("Nobody"))
    monkeypatch.setattr(certificates, "PART", 2)
    run = run_of()
    told = [certificates.tell_tax(run.pk, on=NOW.date(), by="system:process", now=NOW) for _ in range(2)]
    sent = [len(one.payload["certificates"]) for one in Transmission.objects.order_by("pk")]
    assert (told, sent) == ([2, 2], [2, 1])
    assert certificates.list_untold(run.pk, numbered=False).count() == 1


@pytest.mark.usefixtures("_deployed")
def test_a_certificate_is_replaced_by_what_the_books_say_now() -> None:
    party = make_person("Dubois")
    pay("900", on=date(2025, 12, 31), party=party)
    certificates.make_letters(run_of().pk, now=NOW)
    pay("100", on=date(2025, 11, 3), party=party)
    assert certificates.recheck(party, 2025, "contributions").differs
    made = certificates.correct(party, 2025, "contributions", case_ref="TK-1", now=NOW)
    again = certificates.correct(party, 2025, "contributions", case_ref="TK-1", now=NOW)
    assert made.replaces is not None
    assert (made.pk, made.amount, made.replaces.ref) == (again.pk, D("1000.00"), "TC2025-0000001")
    assert not certificates.recheck(party, 2025, "contributions").differs
