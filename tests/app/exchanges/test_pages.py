"""The pages of the exchanges: lists, one transmission, its answer by hand and its correction, messages received."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext

from app.exchanges import arrivals, queries
from app.exchanges.answers import Answer, take_answer
from app.exchanges.life import Step, find_transmission
from app.exchanges.models import Arrival, Registration, Transmission
from app.exchanges.sending import send
from app.people.models import Party
from app.people.parties import read_niss
from tests.app.exchanges.conftest import NOW
from tests.app.exchanges.drafts import make
from tests.factories.cases import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def rejected(person: Party, drop: Path) -> Transmission:
    made = make(person)
    send(made.ref)
    take_answer(
        made.ref,
        Answer(accepted=False, reasons="Wrong day"),
        message_id="a",
        step=Step(by="user:1", now=NOW),
    )
    return find_transmission(made.ref)


def test_without_a_partner_the_pages_say_so(browser: Client, person: Party) -> None:
    made = make(person)
    assert "No partner is configured on this site" in browser.get("/exchanges/").content.decode()
    page = browser.get(f"/exchanges/{made.ref}/").content.decode()
    assert "nothing has been sent" in page
    assert made.ref in browser.get("/exchanges/?view=unreachable").content.decode()


def test_the_list_is_narrowed_and_exported(browser: Client, person: Party, drop: Path) -> None:
    first, other = make(person), make(person, "two")
    send(first.ref)
    page = browser.get("/exchanges/?state=sent").content.decode()
    assert first.ref in page
    assert other.ref not in page
    assert other.ref in browser.get(f"/exchanges/?q={other.ref.lower()}").content.decode()
    told = browser.get("/exchanges/export/?state=queued&taken_for=work").getvalue().decode()
    assert (first.ref in told, other.ref in told) == (False, True)


def test_the_list_goes_on_page_by_page(person: Party, drop: Path) -> None:
    made = [make(person, str(number)).ref for number in range(3)]
    found = [one.ref for one in queries.read_all(queries.Filters(), NOW.date(), 1)]
    assert found == made[::-1]


def test_the_list_takes_as_many_statements_for_many_as_for_few(browser: Client, person: Party) -> None:
    from django.db import connection

    counts = []
    for number in (1, 10):
        for one in range(number):
            make(person, f"{number}-{one}")
        browser.get("/exchanges/")
        with CaptureQueriesContext(connection) as asked:
            browser.get("/exchanges/")
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 14


def test_an_answer_taken_down_by_hand_says_how_it_came(browser: Client, person: Party, drop: Path) -> None:
    made = make(person)
    send(made.ref)
    data = {"outcome": "accepted", "evidence": "Letter of 3 March", "partner_reference": "M-77"}
    browser.post(f"/exchanges/{made.ref}/answer/", data)
    found = find_transmission(made.ref)
    assert (found.state, found.partner_reference) == ("acknowledged", "M-77")
    assert found.events.last().reason == "Letter of 3 March"  # type: ignore[union-attr]


def test_a_rejection_by_hand_without_reasons_is_refused(browser: Client, person: Party, drop: Path) -> None:
    made = make(person)
    send(made.ref)
    response = browser.post(f"/exchanges/{made.ref}/answer/", {"outcome": "rejected", "evidence": "Call"})
    assert (response.status_code, find_transmission(made.ref).state) == (422, "sent")


def test_a_rejected_content_is_corrected_question_by_question(
    browser: Client, rejected: Transmission
) -> None:
    page = browser.get(f"/exchanges/{rejected.ref}/correct/").content.decode()
    assert 'value="2026-02-20"' in page
    quarters = json.dumps(rejected.payload["quarters"])
    data = {"purpose": "incapacity", "event_on": "2026-02-21", "quarters": quarters}
    browser.post(f"/exchanges/{rejected.ref}/correct/", data)
    other = rejected.corrected_by
    assert (other.payload["event_on"], other.state) == ("2026-02-21", "queued")


def test_a_correction_that_does_not_fit_comes_back_with_the_place(
    browser: Client, rejected: Transmission
) -> None:
    data = {"purpose": "incapacity", "event_on": "2026-02-21", "quarters": '[{"quarter": "2025Q9"}]'}
    response = browser.post(f"/exchanges/{rejected.ref}/correct/", data)
    assert response.status_code == 422
    assert "quarters[0]" in response.content.decode()
    assert find_transmission(rejected.ref).state == "rejected"


def test_giving_up_asks_for_a_reason(browser: Client, person: Party, drop: Path) -> None:
    made = make(person)
    assert browser.post(f"/exchanges/{made.ref}/give-up/", {}).status_code == 422
    browser.post(f"/exchanges/{made.ref}/give-up/", {"reason": "Asked twice"})
    assert find_transmission(made.ref).state == "closed"


def test_an_operator_sees_that_something_was_sent_but_not_what(
    client: Client, person: Party, drop: Path
) -> None:
    made = make(person)
    client.force_login(make_user("otto", "operator"))
    page = client.get(f"/exchanges/{made.ref}/").content.decode()
    assert made.ref in page
    assert "2025Q3" not in page
    assert client.post(f"/exchanges/{made.ref}/give-up/", {"reason": "no"}).status_code == 403


def test_somebody_without_a_role_sees_nothing(client: Client, person: Party) -> None:
    client.force_login(make_user("nobody"))
    for address in ("/exchanges/", "/exchanges/received/", f"/exchanges/{make(person).ref}/"):
        assert client.get(address).status_code == 403


@pytest.mark.parametrize("address", ["TX9999999", "TX-1", "x", "TX" + "9" * 30])
def test_what_does_not_exist_is_not_found(browser: Client, address: str) -> None:
    assert browser.get(f"/exchanges/{address}/").status_code == 404


def arrive(person: Party, **changes: Any) -> Arrival:
    data = {
        "id": "m1",
        "type": "exemption_decision",
        "schema_version": 1,
        "subject": {"niss": read_niss(person.person)},
        "payload": {"decision": "granted", "decided_on": "2026-03-27", "reasons": "Need"},
        **changes,
    }
    return arrivals.take_in("inasti", json.dumps(data).encode(), now=NOW)


def test_a_message_to_place_is_shown_with_its_number_masked(
    browser: Client, person: Party, drop: Path
) -> None:
    kept = arrive(person)
    assert "INASTI&#x27;s decision" in browser.get("/exchanges/received/").content.decode()
    page = browser.get(f"/exchanges/received/{kept.pk}/").content.decode()
    assert read_niss(person.person) not in page
    assert "•••" in page


def test_placing_what_nobody_waits_for_says_why_not(browser: Client, person: Party, drop: Path) -> None:
    kept = arrive(person)
    response = browser.post(f"/exchanges/received/{kept.pk}/", {"party": person.reference})
    assert response.status_code == 422
    assert "No case waits" in response.content.decode()


def test_a_message_is_set_aside_with_a_reason(browser: Client, person: Party, drop: Path) -> None:
    kept = arrive(person)
    browser.post(f"/exchanges/received/{kept.pk}/aside/", {"reason": "Twice"})
    kept.refresh_from_db()
    assert (kept.state, kept.note) == ("set_aside", "Twice")
    assert str(kept.pk) in browser.get("/exchanges/received/?state=set_aside").content.decode()


def test_a_party_changes_its_mutuality(browser: Client, person: Party) -> None:
    assert "(300)" in browser.get(f"/people/{person.reference}/").content.decode()
    data = {"institution": "mut_500", "from_day": "2026-03-01"}
    browser.post(f"/exchanges/registrations/{person.reference}/", data)
    days = Registration.objects.order_by("started_on").values_list("institution", "ended_on")
    assert [(code, str(day)) for code, day in days] == [("mut_300", "2026-02-28"), ("mut_500", "None")]
