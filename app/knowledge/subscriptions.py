"""Subscriptions to the bulletin: asked for by anybody, confirmed from the mailbox, ended by one link, then forgotten.

Whoever asks for an address that is subscribed already is told the same on the page: nobody learns who subscribes.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.core import signing
from django.db import IntegrityError, transaction
from viewflow.fsm import TransitionNotAllowed

from app.knowledge.bulletin_models import Subscription, SubscriptionState
from app.knowledge.errors import SubscriptionRefused
from app.knowledge.subscription_life import SubscriptionLife
from workflows import outbox

TOPIC = "knowledge.confirmation"
SALT = "bulletin"
#: A link to confirm is good for so long; an address that never confirms is then forgotten.
CONFIRM_WITHIN = timedelta(days=7)
#: No address is written to more often, however often somebody types it.
TOLD_AT_MOST_EVERY = timedelta(hours=12)


def make_token(subscription: Subscription) -> str:
    """What a link proves itself by; it names the subscription and nothing of the person."""
    return signing.dumps(str(subscription.pk), salt=SALT)


def read_token(token: str) -> UUID:
    """Raises SubscriptionRefused."""
    try:
        return UUID(signing.loads(token, salt=SALT))
    except (signing.BadSignature, ValueError) as error:
        raise SubscriptionRefused("This link is not ours.") from error


@transaction.atomic
def ask(email: str, language: str, *, now: datetime) -> None:
    """Write to the address, asking whether it wants the bulletin; nothing is told of what is known already."""
    address = email.strip().lower()
    known = Subscription.objects.select_for_update().filter(email=address)
    row = known.exclude(state=SubscriptionState.ENDED).first()
    if row is None:
        row = begin(address, language, now)
    if row is None or row.state == SubscriptionState.ACTIVE:
        return
    if row.told_at is not None and now - row.told_at < TOLD_AT_MOST_EVERY:
        return
    row.language, row.told_at, row.asked_at = language, now, now
    row.save()
    outbox.post(TOPIC, {"subscription": str(row.pk)}, key=f"{TOPIC}:{row.pk}:{now.isoformat()}", now=now)


def begin(address: str, language: str, now: datetime) -> Subscription | None:
    """A new row; None when somebody else begins the same at this moment."""
    try:
        with transaction.atomic():
            return Subscription.objects.create(email=address, language=language, asked_at=now)
    except IntegrityError:
        return None


@transaction.atomic
def confirm(token: str, *, now: datetime) -> Subscription:
    """Raises SubscriptionRefused for a link that is not ours, too old, or of a subscription that has ended."""
    row = lock(read_token(token))
    if row.state == SubscriptionState.ACTIVE:
        return row
    if row.state == SubscriptionState.ASKED and now - row.asked_at > CONFIRM_WITHIN:
        raise SubscriptionRefused("This link is too old. Ask again.")
    try:
        SubscriptionLife(row).confirm(now)
    except TransitionNotAllowed as error:
        raise SubscriptionRefused("This subscription has ended. Ask again.") from error
    row.save()
    return row


@transaction.atomic
def end(token: str, *, now: datetime) -> Subscription:
    """Forget the address. A second time changes nothing. Raises SubscriptionRefused."""
    row = lock(read_token(token))
    if row.state != SubscriptionState.ENDED:
        SubscriptionLife(row).end(now)
        row.save()
    return row


def lock(pk: UUID) -> Subscription:
    row = Subscription.objects.select_for_update().filter(pk=pk).first()
    if row is None:
        raise SubscriptionRefused("This link is not ours.")
    return row


def forget_unconfirmed(now: datetime) -> int:
    """Addresses that never confirmed; how many."""
    old = Subscription.objects.filter(state=SubscriptionState.ASKED, asked_at__lt=now - CONFIRM_WITHIN)
    return old.delete()[0]
