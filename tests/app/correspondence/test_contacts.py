"""Contacts: every channel makes the same object, on a party or a case, once."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from app.accounts.models import User
from app.cases.models import Case
from app.correspondence.contacts import log_contact
from app.correspondence.errors import ContactRefused
from app.correspondence.models import Contact, ContactChannel
from app.people.models import Party
from tests.factories.cases import make_user
from tests.factories.letters import make_party

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
FORM = {
    "channel": "phone",
    "direction": "out",
    "at": "2026-03-02T09:30",
    "subject": "Rappel",
    "summary": "Pas de réponse",
    "outcome": "not_reached",
    "purpose": "recovery",
}


@pytest.fixture
def party(db: None) -> Party:
    return make_party()


def log(**changes: Any) -> Contact:
    values: dict[str, Any] = {
        "channel": "phone",
        "outcome": "reached",
        "subject": "Rappel",
        "at": NOW,
        "now": NOW,
        "by": "user:1",
        **changes,
    }
    return log_contact(**values)


@pytest.mark.parametrize("channel", ContactChannel.values)
def test_every_channel_makes_the_same_contact(channel: str, party: Party) -> None:
    assert log(channel=channel, party=party).channel == channel


def test_a_contact_is_logged_once_per_key(party: Party) -> None:
    assert log(party=party, key="a").pk == log(party=party, key="a").pk


@pytest.mark.parametrize(
    "wrong", [{"channel": "pigeon"}, {"outcome": "maybe"}, {"direction": "up"}, {"purpose": "fun"}]
)
def test_an_unknown_value_is_refused_with_its_name(wrong: dict[str, str], party: Party) -> None:
    with pytest.raises(ContactRefused, match=next(iter(wrong))):
        log(party=party, **wrong)


def test_a_contact_of_nobody_is_refused() -> None:
    with pytest.raises(ContactRefused):
        log()


def test_a_contact_in_the_future_is_refused(party: Party) -> None:
    with pytest.raises(ContactRefused):
        log(party=party, at=NOW + timedelta(minutes=1))


def test_what_was_logged_is_not_rewritten(party: Party) -> None:
    contact = log(party=party)
    with pytest.raises(IntegrityError), transaction.atomic():
        Contact.objects.filter(pk=contact.pk).update(outcome="not_reached")


def test_the_page_of_a_party_leads_to_the_form_in_one_click(browser: Client, party: Party) -> None:
    page = browser.get(f"/people/{party.reference}/").content.decode()
    assert f"/letters/contacts/new/?party={party.reference}" in page


def test_the_page_of_a_case_leads_to_the_form_in_one_click(browser: Client, case: Case) -> None:
    page = browser.get(f"/cases/{case.reference}/").content.decode()
    assert f"/letters/contacts/new/?case={case.reference}" in page


def test_the_form_knows_the_party_it_was_opened_from(browser: Client, party: Party) -> None:
    page = browser.get(f"/letters/contacts/new/?party={party.reference}").content.decode()
    assert f'value="{party.reference}"' in page


def test_a_contact_is_logged_and_told_in_the_history_of_its_case(browser: Client, case: Case) -> None:
    answer = browser.post("/letters/contacts/new/", {**FORM, "case_ref": case.reference})
    contact = Contact.objects.get()
    assert answer["Location"] == f"/letters/contacts/{contact.pk}/"
    assert (contact.case_ref, contact.outcome, contact.direction) == (case.reference, "not_reached", "out")
    assert f"/letters/contacts/{contact.pk}/" in browser.get(f"/cases/{case.reference}/").content.decode()


def test_the_form_goes_back_to_our_own_pages_only(browser: Client, party: Party) -> None:
    data = {**FORM, "party_ref": party.reference}
    assert browser.post("/letters/contacts/new/", {**data, "back": "/inbox/"})["Location"] == "/inbox/"
    away = browser.post("/letters/contacts/new/", {**data, "back": "https://evil.example/"})
    assert away["Location"].startswith("/letters/contacts/")


def test_the_form_names_what_is_wrong(browser: Client) -> None:
    answer = browser.post("/letters/contacts/new/", {**FORM, "case_ref": "Q-1999-000001"})
    assert answer.status_code == 422
    assert "There is no case with this reference." in answer.content.decode()


def test_an_inbound_contact_opens_a_case_that_starts_on_its_day(
    browser: Client, case: Case, party: Party, caseworker: User
) -> None:
    contact = log(party=party, at=NOW - timedelta(days=3), summary="Pourquoi ?", by=f"user:{caseworker.pk}")
    browser.post(f"/letters/contacts/{contact.pk}/open/")
    contact.refresh_from_db()
    opened = Case.objects.get(reference=contact.case_ref)
    assert (opened.party, opened.process) == (party, "question")


def test_a_contact_opens_one_case(browser: Client, case: Case, party: Party) -> None:
    contact = log(party=party)
    browser.post(f"/letters/contacts/{contact.pk}/open/")
    browser.post(f"/letters/contacts/{contact.pk}/open/")
    assert Case.objects.filter(party=party).count() == 1


def test_those_who_do_not_work_on_files_log_nothing(client: Client, party: Party) -> None:
    client.force_login(make_user("dora", "director"))
    assert client.get("/letters/contacts/new/").status_code == 403
