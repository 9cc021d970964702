"""How a session was opened, and how lately its person proved who they are."""

import time
from typing import Any

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.http import HttpRequest

#: In the session: the second factor was shown, here or, as its token says, at the directory.
FACTOR_SHOWN = "sign_in.factor_shown"


def list_proofs(request: HttpRequest) -> list[dict[str, Any]]:
    """What allauth has recorded of this session: method, moment (`at`, seconds since 1970), and more by method."""
    records: list[dict[str, Any]] = get_authentication_records(request, request.user)
    return records


def is_fresh(request: HttpRequest) -> bool:
    """Whether the person proved within the policy's minutes who they are; always, where the policy asks nothing."""
    minutes = settings.SIGN_IN.fresh_minutes
    if not minutes:
        return True
    return any(time.time() - proof["at"] < minutes * 60 for proof in list_proofs(request))


def has_shown_factor(request: HttpRequest) -> bool:
    return bool(request.session.get(FACTOR_SHOWN))


def note_factor(request: HttpRequest) -> None:
    request.session[FACTOR_SHOWN] = True


def was_factor_asked(request: HttpRequest) -> bool:
    """Whether a code or key was shown while signing in or since."""
    return any(proof["method"] == "mfa" for proof in list_proofs(request))
