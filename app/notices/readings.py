"""Marking notices as read."""

from collections.abc import Iterable
from datetime import datetime

from app.accounts.models import User
from app.notices.models import Reading
from app.notices.queries import find_unread


def mark_read(user: User, roles: Iterable[str], *, upto: int, now: datetime) -> int:
    """Mark every notice to these roles up to and including the one with id `upto`; the number newly marked."""
    unread = find_unread(user, roles).filter(id__lte=upto)
    readings = [Reading(notice=notice, user=user, read_at=now) for notice in unread]
    Reading.objects.bulk_create(readings, ignore_conflicts=True)
    return len(readings)
