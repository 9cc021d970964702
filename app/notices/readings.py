"""Marking notices as read."""

from collections.abc import Iterable
from datetime import datetime

from app.accounts.models import User
from app.notices.models import Reading
from app.notices.queries import find_unread


def mark_read(user: User, roles: Iterable[str], *, upto: int, now: datetime, matter: str = "") -> int:
    """Mark every notice to these roles, of one matter or of all, up to and including the one with id `upto`.

    The number newly marked.
    """
    unread = find_unread(user, roles, matter).filter(id__lte=upto).values_list("id", flat=True)
    readings = [Reading(notice_id=notice, user=user, read_at=now) for notice in unread]
    Reading.objects.bulk_create(readings, ignore_conflicts=True, batch_size=1000)
    return len(readings)
