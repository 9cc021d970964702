"""A number of the bulletin: composed by one, approved by another, sent once to each who confirmed, with proof."""

from datetime import UTC, date, datetime

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from app.knowledge import bulletins, subscriptions
from app.knowledge.errors import BulletinRefused, SecondPersonNeeded
from app.knowledge.models import Bulletin, BulletinPdf, Edition, Sending, Subscription
from app.knowledge.shipping import ship
from app.knowledge.sources import shelf
from workflows import outbox

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TITLES = {"fr": "Ce qui change", "nl": "Wat verandert", "de": "Was sich ändert"}
INTROS = {"fr": "Bonjour.", "nl": "Dag.", "de": "Guten Tag."}


@pytest.fixture
def number(db: None) -> Bulletin:
    ship(shelf(), now=NOW)
    row = bulletins.next_bulletin(by="system:knowledge", now=NOW, due_on=date(2026, 3, 15))
    chosen = Edition.objects.filter(article__key__in=["pension", "illness"]).values_list("pk", flat=True)
    return bulletins.compose(row.pk, titles=TITLES, intros=INTROS, editions=chosen, by="user:1")


def subscribe(email: str, language: str = "fr") -> Subscription:
    subscriptions.ask(email, language, now=NOW)
    return subscriptions.confirm(subscriptions.make_token(Subscription.objects.get(email=email)), now=NOW)


def send(number: Bulletin) -> None:
    bulletins.approve(number.pk, by="user:2", now=NOW)
    bulletins.send(number.pk, now=NOW)
    outbox.run_due()


def test_each_subscriber_gets_it_in_their_language_with_a_way_out(number: Bulletin) -> None:
    subscribe("anne@example.org")
    subscribe("dieter@example.org", "de")
    mail.outbox.clear()
    send(number)
    told = {message.to[0]: message for message in mail.outbox if message.subject in TITLES.values()}
    assert told["dieter@example.org"].subject == "Was sich ändert"
    assert "/bulletin/end/" in str(told["anne@example.org"].body)
    assert told["anne@example.org"].extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_sending_leaves_a_proof_without_the_address(number: Bulletin) -> None:
    subscribe("anne@example.org")
    send(number)
    proof = Sending.objects.get()
    assert proof.sent_at is not None
    assert "anne" not in proof.message_id


def test_a_number_is_sent_once_however_often_it_is_asked(number: Bulletin) -> None:
    subscribe("anne@example.org")
    send(number)
    assert bulletins.send(number.pk, now=NOW) == 1
    assert Sending.objects.count() == 1


def test_whoever_unsubscribes_before_it_leaves_is_skipped(number: Bulletin) -> None:
    row = subscribe("anne@example.org")
    outbox.run_due()
    mail.outbox.clear()
    bulletins.approve(number.pk, by="user:2", now=NOW)
    bulletins.send(number.pk, now=NOW)
    subscriptions.end(subscriptions.make_token(row), now=NOW)
    outbox.run_due()
    assert mail.outbox == []
    assert Sending.objects.get().skipped == "unsubscribed"


def test_whoever_composed_it_does_not_approve_it(number: Bulletin) -> None:
    with pytest.raises(SecondPersonNeeded):
        bulletins.approve(number.pk, by="user:1", now=NOW)


def test_an_approved_number_has_its_papers_and_is_locked(number: Bulletin) -> None:
    bulletins.approve(number.pk, by="user:2", now=NOW)
    assert BulletinPdf.objects.count() == 3
    with pytest.raises(IntegrityError, match="kept as it is"), transaction.atomic():
        Bulletin.objects.update(titles={})


def test_a_number_is_not_sent_before_it_is_approved(number: Bulletin) -> None:
    with pytest.raises(BulletinRefused):
        bulletins.send(number.pk, now=NOW)


def test_a_number_without_an_article_is_refused(number: Bulletin) -> None:
    with pytest.raises(BulletinRefused):
        bulletins.compose(number.pk, titles=TITLES, intros=INTROS, editions=[], by="user:1")


@pytest.mark.parametrize(
    ("today", "due"),
    [
        (date(2026, 1, 5), date(2026, 3, 15)),
        (date(2026, 3, 15), date(2026, 3, 15)),
        (date(2026, 3, 16), date(2026, 6, 15)),
        (date(2026, 12, 20), date(2027, 3, 15)),
    ],
)
def test_a_number_is_due_in_the_last_month_of_its_quarter(today: date, due: date) -> None:
    assert bulletins.find_due(today) == due
