"""The affiliation on the page of a party: what is shown, declared, ended and decided from there."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from app.affiliation.categories import decide_quarters
from app.affiliation.models import BalanceSheet, Circumstance, CompanyAffiliation, LiabilityPeriod
from app.affiliation.queries import status_of
from app.people.models import Link, Party
from app.registers.quarters import Quarter
from tests.factories.affiliation import (
    BY,
    NOW,
    BalanceSheetFactory,
    CircumstanceFactory,
    IncomeFactory,
    LiabilityPeriodFactory,
    QuarterStatusFactory,
    make_company,
)
from tests.factories.cases import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(browser: Client) -> Client:
    """Pages read in English."""
    browser.cookies["django_language"] = "en"
    return browser


def read(page: Client, address: str) -> str:
    return page.get(address, headers={"accept-language": "en"}).content.decode()


def send(page: Client, address: str, **answers: object) -> int:
    return page.post(address, answers, headers={"accept-language": "en"}).status_code


def test_the_page_of_a_person_tells_periods_quarters_facts_and_incomes(page: Client, person: Party) -> None:
    LiabilityPeriodFactory(person=person, activity="joinery", late_declared=True)
    CircumstanceFactory(person=person, source="DmfA")
    IncomeFactory(party=person, amount=Decimal("30000.00"))
    decide_quarters(person, Quarter(2025, 1), Quarter(2025, 1), by=BY, now=NOW)
    text = read(page, f"/people/{person.reference}/")
    for words in (
        "joinery",
        "declared late",
        "1st quarter of 2025",
        "Secondary occupation",
        "Employee of at least half a full time.",
        "Share of a full time",
        "DmfA",
        "30,000.00",
    ):
        assert words in text


def test_an_activity_is_declared_from_the_page(page: Client, person: Party) -> None:
    address = f"/affiliation/{person.reference}/add/period/"
    assert "A quarter begun is due in full" in read(page, address)
    answers = {"capacity": "self_employed", "started_on": "2025-06-28", "registered_on": "2025-06-28"}
    assert send(page, address, **answers) == 302
    period = LiabilityPeriod.objects.get(person=person)
    assert (period.state, period.started_on) == ("active", date(2025, 6, 28))


def test_a_refusal_lands_on_its_field(page: Client, person: Party) -> None:
    LiabilityPeriodFactory(person=person)
    answers = {"capacity": "self_employed", "started_on": "2025-06-28", "registered_on": "2025-06-28"}
    response = page.post(
        f"/affiliation/{person.reference}/add/period/", answers, headers={"accept-language": "en"}
    )
    assert response.status_code == 422
    assert "started_on" in response.context["form"].errors


def test_ending_asks_for_a_day_and_a_reason(page: Client, person: Party) -> None:
    period = LiabilityPeriodFactory(person=person)
    address = f"/affiliation/{person.reference}/act/period-end/{period.pk}/"
    assert "stays due in full" in read(page, address)
    assert send(page, address, day="2025-05-10") == 422
    assert send(page, address, day="2025-05-10", reason="stopped") == 302
    period.refresh_from_db()
    assert (period.state, period.ended_on) == ("ended", date(2025, 5, 10))


def test_cancelling_says_that_it_cannot_be_undone(page: Client, person: Party) -> None:
    period = LiabilityPeriodFactory(person=person)
    address = f"/affiliation/{person.reference}/act/period-cancel/{period.pk}/"
    assert "This cannot be undone" in read(page, address)
    assert send(page, address, reason="never began") == 302
    period.refresh_from_db()
    assert period.state == "cancelled"


def test_a_row_of_another_party_or_an_unknown_step_does_not_exist(page: Client, person: Party) -> None:
    period = LiabilityPeriodFactory()
    assert send(page, f"/affiliation/{person.reference}/act/period-end/{period.pk}/") == 404
    assert send(page, f"/affiliation/{period.person.reference}/act/period-burn/{period.pk}/") == 404
    assert send(page, f"/affiliation/{person.reference}/add/balance_sheet/") == 404


def test_a_circumstance_is_recorded_ended_and_withdrawn(page: Client, person: Party) -> None:
    base = f"/affiliation/{person.reference}"
    facts = {"job": "employee", "fraction": "0.5", "started_on": "2024-01-01"}
    assert send(page, f"{base}/add/other_job/", **facts) == 302
    row = Circumstance.objects.get(person=person)
    assert row.facts == {"job": "employee", "fraction": "0.5"}
    assert send(page, f"{base}/act/circumstance-end/{row.pk}/", ended_on="2025-03-31") == 302
    assert send(page, f"{base}/act/circumstance-withdraw/{row.pk}/", reason="a mistake") == 302
    row.refresh_from_db()
    assert (row.ended_on, row.withdrawn_why) == (date(2025, 3, 31), "a mistake")


@pytest.mark.parametrize("kind", ["student", "spouse_help", "art37_request", "public_mandate", "pension"])
def test_each_kind_of_circumstance_has_its_form(page: Client, person: Party, kind: str) -> None:
    assert page.get(f"/affiliation/{person.reference}/add/{kind}/").status_code == 200


def test_what_the_table_was_asked_is_told_in_words(page: Client, person: Party) -> None:
    asked = {"quarter": "2025Q1", "is_helper": False, "other_job": "employee", "other_job_fraction": "0.8"}
    decision = {"inputs": asked, "rules": ["main_occupation"], "table": "made by a factory"}
    status = QuarterStatusFactory(person=person, decision=decision)
    told = read(page, f"/affiliation/{person.reference}/quarter/{status.pk}/")
    assert "<dt>Quarter</dt><dd>1st quarter of 2025</dd>" in told
    assert "<dt>Helper</dt><dd>No</dd>" in told
    assert "<dt>Other occupation</dt><dd>employee</dd>" in told
    assert "80%" in told
    assert "main_occupation" not in told


def test_the_coverage_of_a_quarter_is_set_with_a_reason(page: Client, person: Party) -> None:
    status = QuarterStatusFactory(person=person)
    assert "What the rule table was asked" in read(
        page, f"/affiliation/{person.reference}/quarter/{status.pk}/"
    )
    address = f"/affiliation/{person.reference}/act/quarter-coverage/{status.pk}/"
    assert send(page, address, coverage="exempt", reason="granted") == 302
    current = status_of(person, Quarter(2025, 1))
    assert current is not None
    assert current.coverage == "exempt"
    history = read(page, f"/affiliation/{person.reference}/quarter/{status.pk}/")
    assert "superseded" in history


def test_a_company_is_affiliated_and_its_balance_sheet_recorded(page: Client, company: Party) -> None:
    base = f"/affiliation/{company.reference}"
    assert send(page, f"{base}/add/company/", started_on="2025-01-01", registered_on="2025-05-01") == 302
    assert CompanyAffiliation.objects.get(company=company).late
    sheet = {
        "year": "2023",
        "total": "831990.83",
        "months": "12",
        "source": "NBB",
        "received_on": "2025-01-10",
    }
    assert send(page, f"{base}/add/balance_sheet/", **sheet) == 302
    assert BalanceSheet.objects.get(company=company).total == Decimal("831990.83")
    text = read(page, f"/people/{company.reference}/")
    assert "831,990.83" in text


def test_the_jointly_liable_are_shown(page: Client, person: Party, company: Party) -> None:
    Link.objects.create(from_party=person, to_party=company, kind="officer", started_on=date(2024, 1, 1))
    assert company.name in read(page, f"/people/{person.reference}/")
    BalanceSheetFactory(company=company)
    assert person.name in read(page, f"/people/{company.reference}/")


def test_who_only_reads_changes_nothing(client: Client, person: Party) -> None:
    client.force_login(make_user("dirk", "data_protection_officer"))
    period = LiabilityPeriodFactory(person=person)
    text = client.get(f"/people/{person.reference}/").content.decode()
    assert f"/affiliation/{person.reference}/act/" not in text
    assert client.post(f"/affiliation/{person.reference}/act/period-end/{period.pk}/").status_code == 403
    assert client.get(f"/affiliation/{make_company().reference}/add/company/").status_code == 403
