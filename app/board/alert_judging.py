"""Holding the newest count against every alert: told once when its number goes over, and again only after it was back.

A count is held against an alert under the lock of its row, once: whoever comes at the same time or begins again finds
it done (`judged`), and the database refuses a second open crossing besides.
"""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import transaction

from app.accounts.hiding import Reader, hiding, join
from app.accounts.models import User
from app.accounts.roles import ASSIGNERS
from app.board.alert_numbers import count, read_number
from app.board.models import Alert, AlertState, Crossing, Rollup
from app.board.queries import find_rollup
from app.confidentiality.veil import read_veils
from app.teamwork.models import Kind, PersonalNotice


def judge_all(now: datetime) -> int:
    """How many went over or came back."""
    rollup = find_rollup()
    if rollup is None:
        return 0
    watched = Alert.objects.filter(state=AlertState.WATCHED).exclude(judged__gte=rollup.pk)
    return sum(judge(key, rollup, now) for key in watched.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def judge(key: int, rollup: Rollup, now: datetime) -> bool:
    alert = Alert.objects.select_for_update(of=("self",)).get(pk=key)
    if alert.state != AlertState.WATCHED or (alert.judged or 0) >= rollup.pk:
        return False
    people = list_told(alert)
    told = bool(people) and compare(alert, people, rollup, now)
    Alert.objects.filter(pk=key).update(judged=rollup.pk)
    return told


def list_told(alert: Alert) -> list[User]:
    """Those of the people it is for who still see the board."""
    return list(alert.told.filter(is_active=True, groups__name__in=ASSIGNERS).distinct().order_by("pk"))


def compare(alert: Alert, people: Collection[User], rollup: Rollup, now: datetime) -> bool:
    number = count_for(alert, people, rollup, now)
    crossing = alert.crossings.filter(back_at=None).first()
    if crossing is None and number > alert.threshold:
        tell(open_crossing(alert, number, rollup), "crossed", people, now)
        return True
    if crossing is not None and number <= alert.clears_at and rollup.at > crossing.at:
        crossing.back_at, crossing.back_number = rollup.at, number
        crossing.save(update_fields=["back_at", "back_number"])
        tell(crossing, "back", people, now)
        return True
    return False


def count_for(alert: Alert, people: Collection[User], rollup: Rollup, now: datetime) -> int:
    """Without the files hidden from anybody who is told: a number in an e-mail opens no file to its reader."""
    hidden = join(veil.hidden for veil in read_veils(people, now).values())
    with hiding(Reader(lambda: hidden)):
        return count(read_number(alert), rollup)


def open_crossing(alert: Alert, number: int, rollup: Rollup) -> Crossing:
    return Crossing.objects.create(
        alert=alert, rollup=rollup.pk, at=rollup.at, number=number, threshold=alert.threshold
    )


def tell(crossing: Crossing, how: str, people: Iterable[User], now: datetime) -> None:
    """In the page, and from there by e-mail as each chose."""
    PersonalNotice.objects.bulk_create(
        (
            PersonalNotice(
                user=one, key=f"number:{crossing.pk}:{how}", kind=Kind.NUMBER, by="system:board", at=now
            )
            for one in people
        ),
        ignore_conflicts=True,
    )
