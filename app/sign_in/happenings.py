"""allauth tells of second factors by signals; each is written down."""

from typing import Any

from allauth.mfa import signals
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.signals import social_account_added
from django.http import HttpRequest

from app.accounts.models import User
from app.accounts.proofs import note_factor
from app.sign_in import events
from app.sign_in.models import EventKind


def note_added(request: HttpRequest, user: User, authenticator: Authenticator, **_told: Any) -> None:
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        events.record(EventKind.CODES_MADE, request, user)
        return
    events.record(EventKind.FACTOR_SET, request, user, detail=authenticator.type)


def note_removed(request: HttpRequest, user: User, authenticator: Authenticator, **_told: Any) -> None:
    events.record(EventKind.FACTOR_REMOVED, request, user, detail=authenticator.type)


def note_reset(request: HttpRequest, user: User, **_told: Any) -> None:
    events.record(EventKind.CODES_MADE, request, user)


def note_used(request: HttpRequest, user: User, authenticator: Authenticator, **told: Any) -> None:
    if told.get("reauthenticated"):
        note_factor(request)
        events.record(EventKind.CONFIRMED, request, user, detail=authenticator.type)


def note_linked(request: HttpRequest, sociallogin: SocialLogin, **_told: Any) -> None:
    events.record(EventKind.LINKED, request, sociallogin.user)


def connect() -> None:
    """At start; once, whoever calls it again."""
    signals.authenticator_added.connect(note_added, dispatch_uid="sign_in.added")
    signals.authenticator_removed.connect(note_removed, dispatch_uid="sign_in.removed")
    signals.authenticator_reset.connect(note_reset, dispatch_uid="sign_in.reset")
    signals.authenticator_used.connect(note_used, dispatch_uid="sign_in.used")
    social_account_added.connect(note_linked, dispatch_uid="sign_in.linked")
