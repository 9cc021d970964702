"""What a person is shown about their own sign-ins."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.utils import timezone

from app.accounts.models import User
from app.sign_in.models import SignInEvent, StaffSession
from app.sign_in.session_store import is_idle
from app.sign_in.sessions import mark_of

SHOWN = 30


@dataclass(frozen=True)
class OpenSession:
    mark: str
    browser: str
    address: str | None
    began_at: datetime
    seen_at: datetime
    is_this: bool


def list_sessions(user: User, present: str | None) -> list[OpenSession]:
    """Those that still open, the present one (by its key) first, then the last used."""
    now = timezone.now()
    rows = StaffSession.objects.filter(person=user, expire_date__gt=now).order_by("-seen_at")
    found = [
        OpenSession(
            mark_of(row), row.browser, row.address, row.began_at, row.seen_at, row.session_key == present
        )
        for row in rows
        if not is_idle(row.seen_at, now)
    ]
    return sorted(found, key=lambda one: not one.is_this)


def list_events(user: User) -> Iterable[SignInEvent]:
    """The last things that happened with this person's sign-in, newest first."""
    return SignInEvent.objects.filter(person=user).order_by("-at", "-pk")[:SHOWN]


def list_factors(user: User) -> list[Authenticator]:
    """An app, keys, and the recovery codes last."""
    factors = list(Authenticator.objects.filter(user=user).order_by("created_at"))
    return sorted(factors, key=lambda one: one.type == Authenticator.Type.RECOVERY_CODES)


def list_links(user: User) -> list[SocialAccount]:
    return list(SocialAccount.objects.filter(user=user).order_by("pk"))
