"""The bulletin by e-mail: only to whoever confirmed from the mailbox, and never again once ended."""

import re

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.test import Client

from app.knowledge.models import Subscription, SubscriptionState
from workflows import outbox

SUBSCRIBE = "/information/fr/bulletin/subscribe/"


def ask(client: Client, email: str) -> str:
    response = client.post(SUBSCRIBE, {"email": email})
    assert response.status_code == 200
    outbox.run_due()
    return response.text


def link_in(message: EmailMessage) -> str:
    found = re.search(r"https://[^/]+(/information/\S+)", str(message.body))
    assert found
    return found[1]


def test_an_address_is_subscribed_by_its_own_answer_only(client: Client) -> None:
    ask(client, "anne@example.org")
    link = link_in(mail.outbox[0])
    client.get(link)
    assert Subscription.objects.get().state == SubscriptionState.ASKED
    client.post(link)
    assert Subscription.objects.get().state == SubscriptionState.ACTIVE


def test_nobody_learns_who_is_subscribed(client: Client) -> None:
    first = ask(client, "anne@example.org")
    client.post(link_in(mail.outbox[0]))
    assert ask(client, "Anne@Example.org") == first
    assert len(mail.outbox) == 1


def test_whoever_ends_it_is_forgotten(client: Client) -> None:
    ask(client, "anne@example.org")
    link = link_in(mail.outbox[0])
    client.post(link)
    client.post(link.replace("/confirm/", "/end/"))
    row = Subscription.objects.get()
    assert (row.state, row.email, row.confirmed_at is not None) == (SubscriptionState.ENDED, "", True)


def test_a_link_that_is_not_ours_does_nothing(client: Client) -> None:
    assert client.post("/information/fr/bulletin/end/forged/").status_code == 404


@pytest.mark.parametrize("email", ["", "no address", "a@b"])
def test_what_is_no_address_is_refused_at_its_field(client: Client, email: str) -> None:
    response = client.post(SUBSCRIBE, {"email": email})
    assert response.status_code == 422
    assert not Subscription.objects.exists()


def test_a_machine_that_fills_in_everything_is_not_written_to(client: Client) -> None:
    client.post(SUBSCRIBE, {"email": "anne@example.org", "website": "https://spam.example"})
    assert not Subscription.objects.exists()
