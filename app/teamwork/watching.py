"""Watching a case, having seen it, and having read what one was told."""

from datetime import datetime

from django.db import connection

from app.accounts.models import User
from app.cases.models import Case
from app.teamwork.models import PersonalNotice, Watch

MARK = """
WITH read AS (
    UPDATE teamwork_personalnotice SET read_at = %(now)s
    WHERE user_id = %(user)s AND case_ref = %(case)s AND read_at IS NULL
)
INSERT INTO teamwork_seen (user_id, case_ref, at) VALUES (%(user)s, %(case)s, %(now)s)
ON CONFLICT (user_id, case_ref) DO UPDATE SET at = greatest(teamwork_seen.at, excluded.at)
RETURNING EXISTS (
    SELECT FROM teamwork_watch w JOIN cases_case c ON c.id = w.case_id
    WHERE w.user_id = %(user)s AND c.reference = %(case)s)
"""


def watch(case: Case, user: User, *, now: datetime) -> None:
    Watch.objects.get_or_create(case=case, user=user, defaults={"since": now})


def unwatch(case: Case, user: User) -> None:
    Watch.objects.filter(case=case, user=user).delete()


def mark_seen(case_ref: str, user: User, *, now: datetime) -> bool:
    """The case lies before the user: what they were told of it is read, what has happened so far no longer new.

    Whether they watch it.
    """
    if not case_ref:
        return False
    with connection.cursor() as cursor:
        cursor.execute(MARK, {"user": user.pk, "case": case_ref, "now": now})
        return bool(cursor.fetchone()[0])


def mark_read(user: User, *, now: datetime, case_ref: str = "", upto: int | None = None) -> int:
    """The notices of a case, or all up to one; how many were unread."""
    unread = PersonalNotice.objects.filter(user=user, read_at__isnull=True)
    if case_ref:
        unread = unread.filter(case_ref=case_ref)
    if upto is not None:
        unread = unread.filter(pk__lte=upto)
    return unread.update(read_at=now)
