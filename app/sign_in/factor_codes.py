"""Reading a code from an app or a recovery code: each counts once, and not many are read of one person.

allauth remembers spent codes and counts wrong ones in the cache, which each process of the site has for itself; here
both are in the database, under a lock on the person's factors, so that two requests at once get one answer.
"""

import time
from hashlib import sha256

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from app.accounts.models import User
from app.sign_in import events
from app.sign_in.errors import TooManyCodes
from app.sign_in.models import EventKind

#: A code of an app is valid for its own thirty seconds and those beside it.
REMEMBERED_SECONDS = 30 * (2 * settings.MFA_TOTP_TOLERANCE + 1)
SPENT = "spent"


def spend_code(user: User, code: str, request: HttpRequest) -> Authenticator | None:
    """The factor that the code belongs to; None for a wrong or spent one, which is written down.

    Raises TooManyCodes where as many were wrong lately as wrong passwords would lock out.
    """
    with transaction.atomic():
        held = Authenticator.objects.select_for_update().filter(user=user).order_by("pk")
        factors = [one for one in held if one.type != Authenticator.Type.WEBAUTHN]
        if is_locked(user):
            events.record(EventKind.LOCKED, request, user, detail="code")
            locked, found = True, None
        else:
            locked, found = False, next((one for one in factors if accept(one, code)), None)
            note(found, user, request)
    if locked:
        raise TooManyCodes
    return found


def is_locked(user: User) -> bool:
    """Counted as axes counts passwords, from the last time an operator lifted a lockout."""
    since = timezone.now() - settings.AXES_COOLOFF_TIME
    released = events.find_last(EventKind.RELEASED, user)
    if released is not None:
        since = max(since, released)
    return events.count_since(EventKind.CODE_REFUSED, user, since) >= settings.AXES_FAILURE_LIMIT


def note(found: Authenticator | None, user: User, request: HttpRequest) -> None:
    if found is None:
        events.record(EventKind.CODE_REFUSED, request, user, detail="code")
    elif found.type == Authenticator.Type.RECOVERY_CODES:
        events.record(EventKind.CODE_SPENT, request, user)


def accept(authenticator: Authenticator, code: str) -> bool:
    """Whether the code is right and new; it is spent then. Recovery codes are crossed out by allauth."""
    if authenticator.type != Authenticator.Type.TOTP:
        return bool(authenticator.wrap().validate_code(code))
    now, digest = time.time(), sha256("".join(filter(str.isalnum, code)).encode()).hexdigest()
    spent = {one: until for one, until in authenticator.data.get(SPENT, {}).items() if until > now}
    if digest in spent or not authenticator.wrap().validate_code(code):
        return False
    authenticator.data[SPENT] = {**spent, digest: now + REMEMBERED_SECONDS}
    authenticator.save(update_fields=["data"])
    return True
