"""How much one colleague may search for people: enough for a day at the telephone, too little to copy a register.

Counted in the database, by windows of ten minutes of real time: a web process more gives nobody more, and the clock
of a demo fund, which stands and leaps, counts for nothing here. National numbers that nobody has count apart: whoever
tries numbers finds nobody most of the time. Whoever is over the limit is refused until the window ends.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from app.accounts.models import User
from app.accounts.roles import signed_in
from app.people.read_models import SearchTally

WINDOW = timedelta(minutes=10)
KEPT = timedelta(days=1)
#: Told once a window of who is over the limit: the person and how many searches.
Tell = Callable[[User, str], None]
_tellers: list[Tell] = []
COUNT = """
INSERT INTO people_searchtally AS t (user_id, since, searches, misses) VALUES (%s, %s, 1, %s)
ON CONFLICT ON CONSTRAINT search_tally_once
DO UPDATE SET searches = t.searches + 1, misses = t.misses + EXCLUDED.misses
RETURNING searches, misses
"""


def register(tell: Tell) -> None:
    _tellers.append(tell)


def window_of(now: datetime) -> datetime:
    return now.replace(minute=now.minute - now.minute % 10, second=0, microsecond=0)


def is_over(user: User, now: datetime) -> bool:
    tally = SearchTally.objects.filter(user=user, since=window_of(now)).first()
    return tally is not None and is_too_many(tally.searches, tally.misses)


def is_too_many(searches: int, misses: int) -> bool:
    most, most_misses = settings.MANY_SEARCHES, settings.MANY_UNKNOWN_NUMBERS
    return bool(most and searches >= most) or bool(most_misses and misses >= most_misses)


def count(user: User, now: datetime, *, is_miss: bool = False) -> None:
    """One search more; the one that reaches the limit is told of."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [user.pk, window_of(now), int(is_miss)])
        searches, misses = cursor.fetchone()
    if is_too_many(searches, misses) and not is_too_many(searches - 1, misses - is_miss):
        for tell in _tellers:
            tell(user, f"{searches} / 10 min, {misses} ∅")


def refuse_many(request: HttpRequest) -> HttpResponse | None:
    """The page that says so when this person has searched too much; else nothing."""
    if not is_over(signed_in(request), timezone.now()):
        return None
    answer = render(request, "people/too_many.html", status=429)
    now = timezone.now()
    answer["Retry-After"] = str(int((window_of(now) + WINDOW - now).total_seconds()) + 1)
    return answer


def count_search(request: HttpRequest, *, is_miss: bool = False) -> None:
    count(signed_in(request), timezone.now(), is_miss=is_miss)


def forget(now: datetime) -> int:
    """Of windows that are long over."""
    return SearchTally.objects.filter(since__lt=now - KEPT).delete()[0]
