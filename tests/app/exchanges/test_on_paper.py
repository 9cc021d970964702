"""A pension decision that came on paper does what its message would do, and is kept as one."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from app.exchanges.arrivals import read_kept
from app.exchanges.models import Arrival
from app.people.models import Party
from tests.app.exchanges.test_each_type_comes_in import await_decision, is_waiting
from tests.factories.people import make_company, make_person
from workflows.inspection import read_variables
from workflows.models import ProcessInstance

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("_monday")]
LETTER = "Letter of the Federal Pension Service of 27 February"
GRANTED = {
    "decision": "granted", "decided_on": "2026-02-27", "pension": "retirement", "first_on": "2026-06-01",
    "evidence": LETTER,
}  # fmt: skip
REFUSED = {"decision": "refused", "decided_on": "2026-02-27", "reasons": "Too early", "evidence": LETTER}


def tell(browser: Client, party: Party, told: dict[str, Any]) -> Any:
    return browser.post(f"/exchanges/pensions/{party.reference}/", told)


@pytest.mark.parametrize("told", [GRANTED, REFUSED], ids=lambda one: str(one["decision"]))
def test_the_case_that_waits_goes_on_as_with_a_message(browser: Client, told: dict[str, Any]) -> None:
    person = make_person()
    case = await_decision("pension_decision", person)
    assert tell(browser, person, told)["Location"] == f"/cases/{case.reference}/"
    assert not is_waiting(case)
    known = read_variables(ProcessInstance.objects.get(case_ref=case.reference).pk)
    assert (known["decision"], known["decided_on"]) == (told["decision"], date(2026, 2, 27))


def test_it_is_kept_as_a_message_with_its_letter_and_who_entered_it(browser: Client) -> None:
    person = make_person()
    case = await_decision("pension_decision", person)
    tell(browser, person, GRANTED)
    kept = Arrival.objects.get()
    assert (kept.state, kept.party, kept.case_ref, kept.note) == ("delivered", person, case.reference, LETTER)
    assert kept.handled_by.startswith("user:")
    assert read_kept(kept).payload["first_on"] == "2026-06-01"
    assert "Entered from a letter" in browser.get(f"/exchanges/received/{kept.pk}/").content.decode()


def test_what_no_case_awaits_waits_in_the_work_list_with_its_reason(browser: Client) -> None:
    person = make_person()
    response = tell(browser, person, GRANTED)
    kept = Arrival.objects.get()
    assert response["Location"] == f"/exchanges/received/{kept.pk}/"
    assert (kept.state, kept.problem, kept.note) == ("waiting", "No case waits for this.", LETTER)


def test_the_same_decision_entered_twice_is_one(browser: Client) -> None:
    person = make_person()
    tell(browser, person, GRANTED)
    case = await_decision("pension_decision", person)
    tell(browser, person, GRANTED)
    assert (Arrival.objects.count(), Arrival.objects.get().case_ref) == (1, case.reference)


@pytest.mark.parametrize(
    ("change", "missing"),
    [
        ({"first_on": ""}, "This is needed with this decision."),
        ({"decision": "refused", "reasons": ""}, "This is needed with this decision."),
        ({"decided_on": "2027-01-01"}, "This day lies in the future."),
        ({"evidence": ""}, "This field is required."),
    ],
)
def test_half_a_decision_is_refused_and_nothing_kept(
    browser: Client, change: dict[str, str], missing: str
) -> None:
    response = tell(browser, make_person(), {**GRANTED, **change})
    assert (response.status_code, missing in response.content.decode()) == (422, True)
    assert not Arrival.objects.exists()


def test_a_company_has_no_pension(browser: Client) -> None:
    assert tell(browser, make_company(), GRANTED).status_code == 404


def test_the_page_of_a_person_leads_there(browser: Client) -> None:
    person = make_person()
    assert (
        f"/exchanges/pensions/{person.reference}/"
        in browser.get(f"/people/{person.reference}/").content.decode()
    )
