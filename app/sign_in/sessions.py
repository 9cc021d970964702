"""Ending sessions: one, all of a person, the oldest beyond the limit, those nobody uses any more."""

from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.db.models import Q

from app.accounts.models import User
from app.sign_in.models import StaffSession


def end_one(person: User, mark: str) -> bool:
    """The session that the page named by `mark_of`; whether this person had it."""
    for session in StaffSession.objects.filter(person=person):
        if mark_of(session) == mark:
            session.delete()
            return True
    return False


def mark_of(session: StaffSession) -> str:
    """Names a session on a page without giving away its key, which opens it."""
    return sha256(session.session_key.encode()).hexdigest()[:16]


def end_all(person: User, *, but: str | None = None) -> int:
    """All sessions of a person, except the one with the key `but`; how many ended."""
    return StaffSession.objects.filter(person=person).exclude(session_key=but).delete()[0]


def end_oldest(person: User, *, but: str | None) -> int:
    """Of more sessions than a person may have, the longest unused end, never the one with the key `but`."""
    limit = settings.SIGN_IN.sessions_each
    if not limit:
        return 0
    others = StaffSession.objects.filter(person=person).exclude(session_key=but).order_by("-seen_at")
    surplus = [session.pk for session in others[max(limit - 1, 0) :]]
    return StaffSession.objects.filter(pk__in=surplus).delete()[0]


def forget_ended(now: datetime) -> int:
    """Rows of sessions past their day or unused for too long; nobody can open them any more."""
    ended = Q(expire_date__lt=now)
    if settings.SIGN_IN.idle_minutes:
        ended |= Q(seen_at__lt=now - timedelta(minutes=settings.SIGN_IN.idle_minutes), person__isnull=False)
    return StaffSession.objects.filter(ended).delete()[0]
