"""Writing down what happens at the door."""

from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone

from app.accounts.models import User
from app.sign_in.browsers import describe_browser, find_address
from app.sign_in.models import EventKind, SignInEvent


def record(
    kind: EventKind, request: HttpRequest | None, person: User | None = None, detail: str = ""
) -> SignInEvent:
    """Real time, as sessions have. Without a request, an operator's command did it."""
    return SignInEvent.objects.create(
        kind=kind,
        at=timezone.now(),
        person=person,
        address=find_address(request) if request else None,
        browser=describe_browser(request) if request else "",
        detail=detail,
    )


def find_person(username: str) -> User | None:
    """Whom a typed name means; nobody else is written down."""
    return User.objects.filter(username=username).first() if "\x00" not in username else None


def count_since(kind: EventKind, person: User, since: datetime) -> int:
    return SignInEvent.objects.filter(kind=kind, person=person, at__gt=since).count()


def find_last(kind: EventKind, person: User) -> datetime | None:
    """When it last happened."""
    return (
        SignInEvent.objects.filter(kind=kind, person=person)
        .order_by("-at")
        .values_list("at", flat=True)
        .first()
    )
