"""Reading notices."""

from collections.abc import Iterable, Iterator

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from app.accounts.models import User
from app.notices.models import Notice, Reading

PAGE = 50
MOST_COUNTED = 99
# Every page of the site asks it for its menu: the same as `find_unread`, without the ORM putting it together.
COUNT_UNREAD = """
SELECT count(*) FROM (
    SELECT FROM notices_notice n
    WHERE n.role = ANY(%s::text[])
      AND NOT EXISTS (SELECT FROM notices_reading r WHERE r.notice_id = n.id AND r.user_id = %s)
    LIMIT %s
) unread
"""


def list_notices(roles: Iterable[str], *, before: int | None = None, size: int = PAGE) -> list[Notice]:
    """The newest notices to these roles, one more than a page; `before` is the id of the last one seen."""
    found = Notice.objects.filter(role__in=list(roles))
    if before:
        found = found.filter(id__lt=before)
    return list(found.order_by("-id")[: size + 1])


def read_all(roles: Iterable[str], size: int) -> Iterator[Notice]:
    """Every notice to these roles, newest first, read in pages of `size`."""
    roles, before = list(roles), None
    while True:
        found = list_notices(roles, before=before, size=size)
        yield from found[:size]
        if len(found) <= size:
            return
        before = found[size - 1].pk


def list_read(user: User, notices: Iterable[Notice]) -> set[int]:
    """The ids among `notices` this user has read."""
    ids = [notice.pk for notice in notices]
    return set(Reading.objects.filter(user=user, notice__in=ids).values_list("notice_id", flat=True))


def find_unread(user: User, roles: Iterable[str]) -> QuerySet[Notice]:
    read = Exists(Reading.objects.filter(notice=OuterRef("pk"), user=user))
    return Notice.objects.filter(Q(role__in=list(roles)), ~read)


def count_unread(user: User, roles: Iterable[str]) -> int:
    """Unread notices, counted to 99 at most: the menu needs no more."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT_UNREAD, [list(roles), user.pk, MOST_COUNTED])
        return int(cursor.fetchone()[0])
