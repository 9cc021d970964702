"""What a case asked for can be entered by a colleague, once."""

from django.test import Client

from app.accounts.models import User
from app.cases import arrivals
from app.cases.models import Case
from tests.factories.shipped import wait_for_information
from workflows.models import InboxMessage, Subscription


def test_a_case_that_waits_says_for_what(browser: Client, caseworker: User) -> None:
    case = wait_for_information(caseworker)
    page = browser.get(f"/cases/{case.reference}/", headers={"accept-language": "en"}).content.decode()
    assert "The case waits for the information asked for." in page
    assert "It has arrived" in page


def test_what_arrives_lets_the_case_go_on(browser: Client, caseworker: User) -> None:
    case = wait_for_information(caseworker)
    (expected,) = arrivals.list_expected(case, "en")
    link = f"/cases/{case.reference}/arrived/{expected.subscription}/"
    browser.post(link, {"information": "For 2024", "key": "k1"})
    assert InboxMessage.objects.get().outcome == "delivered"
    assert not Subscription.objects.exists()


def test_a_form_sent_twice_arrives_once(browser: Client, caseworker: User) -> None:
    case = wait_for_information(caseworker)
    (expected,) = arrivals.list_expected(case, "en")
    for _ in range(2):
        arrivals.take_in(expected, {"information": "For 2024"}, key="k1", by=caseworker)
    assert InboxMessage.objects.count() == 1


def test_an_empty_answer_is_refused_in_place(browser: Client, caseworker: User) -> None:
    case: Case = wait_for_information(caseworker)
    (expected,) = arrivals.list_expected(case, "en")
    response = browser.post(f"/cases/{case.reference}/arrived/{expected.subscription}/", {"key": "k1"})
    assert response.status_code == 422
    assert Subscription.objects.exists()


def test_a_key_nobody_gave_out_is_replaced(browser: Client, caseworker: User) -> None:
    case = wait_for_information(caseworker)
    (expected,) = arrivals.list_expected(case, "en")
    link = f"/cases/{case.reference}/arrived/{expected.subscription}/"
    assert browser.post(link, {"information": "For 2024", "key": "k\x00"}).status_code == 302
    assert InboxMessage.objects.get().outcome == "delivered"
