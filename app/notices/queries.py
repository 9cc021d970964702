"""Reading notices: by matter, that is the case they are about, or the thing where there is no case."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from app.accounts.hiding import UNHIDDEN, list_hidden
from app.accounts.models import User
from app.notices.models import Notice, Reading

PAGE = 25
#: Of a matter told of for years, the newest lines.
MOST_LINES = 5000
#: The figure stops here and is shown as "1000+"; so many notices are looked at for it.
MOST_COUNTED, MOST_LOOKED_AT = 1000, 3000
#: Not read by the user, and still of use: of a promise whose clock has stopped by now nobody needs to hear.
#: Of no file hidden from the reader.
UNVEILED = UNHIDDEN.format(row="n")
UNREAD = """(
    NOT EXISTS (SELECT FROM notices_reading r WHERE r.notice_id = n.id AND r.user_id = %(user)s)
    AND NOT EXISTS (
        SELECT FROM workflows_servicelevelclock c WHERE c.state NOT IN ('running', 'paused')
        AND c.id = CASE WHEN n.subject LIKE 'service-level:%%' THEN substring(n.subject FROM 15)::bigint END)
)"""
# Every page of the site asks it for its menu: as many as the list of the unread has lines, without the ORM putting it
# together.
COUNT_UNREAD = f"""
SELECT least(%(most)s, CASE WHEN count(*) = %(limit)s THEN %(most)s ELSE count(DISTINCT matter) END + (
    SELECT count(*) FROM teamwork_personalnotice p WHERE p.user_id = %(user)s AND p.read_at IS NULL
)) FROM (
    SELECT coalesce(nullif(n.case_ref, ''), n.subject) AS matter FROM notices_notice n
    WHERE n.role = ANY(%(roles)s::text[]) AND {UNREAD} AND {UNVEILED}
    LIMIT %(limit)s
) unread
"""  # noqa: S608 – our own constant
MATTERS = f"""
SELECT matter, max(id) AS newest, count(*) FILTER (WHERE unread) AS unread
FROM (
    SELECT n.id, coalesce(nullif(n.case_ref, ''), n.subject) AS matter, {UNREAD} AS unread
    FROM notices_notice n WHERE n.role = ANY(%(roles)s::text[]) AND {UNVEILED}
) told
GROUP BY matter
HAVING (bool_or(unread) OR NOT %(unread)s) AND max(id) < %(before)s
ORDER BY newest DESC LIMIT %(limit)s
"""  # noqa: S608 – our own constant
LAST = 2**62


@dataclass(frozen=True)
class Told:
    """A matter the roles were told of: its newest notice, and how many this person has not read."""

    matter: str
    newest: int
    unread: int


def list_matters(
    user: User, roles: Iterable[str], *, unread: bool, before: int | None = None, size: int = PAGE
) -> list[Told]:
    """The matters last told of, one more than a page; `before` is the newest notice of the last one seen."""
    values: dict[str, Any] = {
        "user": user.pk,
        "roles": list(roles),
        "unread": unread,
        "before": before or LAST,
        "limit": size + 1,
        **list_hidden().as_values(),
    }
    with connection.cursor() as cursor:
        cursor.execute(MATTERS, values)
        return [Told(*row) for row in cursor.fetchall()]


def list_of_matters(roles: Iterable[str], matters: Collection[str]) -> list[Notice]:
    """The notices of these matters, newest first."""
    found = Notice.objects.filter(is_about(matters), role__in=list(roles))
    return list(found.order_by("-id")[:MOST_LINES])


def is_about(matters: Collection[str]) -> Q:
    """The case, or the subject of what has none: as `MATTERS` names it."""
    return Q(case_ref__in=matters) & ~Q(case_ref="") | Q(case_ref="", subject__in=matters)


def read_all(roles: Iterable[str], size: int) -> Iterator[Notice]:
    """Every notice to these roles, newest first, read in pages of `size`."""
    mine, before = Notice.objects.filter(role__in=list(roles)).order_by("-id"), LAST
    while found := list(mine.filter(id__lt=before)[:size]):
        yield from found
        before = found[-1].pk


def list_read(user: User, notices: Iterable[Notice]) -> set[int]:
    """The ids among `notices` this user has read."""
    ids = [notice.pk for notice in notices]
    return set(Reading.objects.filter(user=user, notice__in=ids).values_list("notice_id", flat=True))


def find_unread(user: User, roles: Iterable[str], matter: str = "") -> QuerySet[Notice]:
    """What the roles were told and this person has not read, of one matter or of all."""
    read = Exists(Reading.objects.filter(notice=OuterRef("pk"), user=user))
    unread = Notice.objects.filter(~read, role__in=list(roles))
    return unread.filter(is_about([matter])) if matter else unread


def count_unread(user: User, roles: Iterable[str]) -> int:
    """Matters with something unread and what the user alone was told.

    `MOST_COUNTED` where there are so many or more notices than are looked at.
    """
    with connection.cursor() as cursor:
        values: dict[str, Any] = {
            "roles": list(roles),
            "user": user.pk,
            "limit": MOST_LOOKED_AT,
            "most": MOST_COUNTED,
            **list_hidden().as_values(),
        }
        cursor.execute(COUNT_UNREAD, values)
        return int(cursor.fetchone()[0])
