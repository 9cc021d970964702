"""Reading alerts: only those a person is told of, for the number of one is as its people may see it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from app.accounts.models import User
from app.board.alert_numbers import Number, count, describe, read_number
from app.board.models import Alert, AlertState, Crossing, Rollup

MOST_SHOWN = 200


@dataclass(frozen=True)
class Watched:
    """An alert with what it counts, in words, and how many that are in the newest count; None before the first."""

    alert: Alert
    number: Number
    words: str
    now: int | None
    last: Crossing | None

    @property
    def is_over(self) -> bool:
        return self.last is not None and self.last.back_at is None


def list_alerts(user: User, state: AlertState = AlertState.WATCHED) -> list[Alert]:
    return list(of_user(user).filter(state=state).order_by("name", "pk"))


def of_user(user: User) -> QuerySet[Alert]:
    return Alert.objects.filter(told=user)


def list_watched(user: User, rollup: Rollup | None, language: str) -> list[Watched]:
    alerts = list_alerts(user)
    last = find_last(alerts)
    return [watch(one, last.get(one.pk), rollup, language) for one in alerts]


def watch(alert: Alert, last: Crossing | None, rollup: Rollup | None, language: str) -> Watched:
    number = read_number(alert)
    present = count(number, rollup) if rollup else None
    return Watched(alert, number, describe(number, language), present, last)


def find_last(alerts: Collection[Alert]) -> Mapping[int, Crossing]:
    """The newest crossing of each."""
    newest = Crossing.objects.filter(alert__in=alerts).order_by("alert", "-at").distinct("alert")
    return {one.alert_id: one for one in newest}


def list_crossings(alert: Alert) -> list[Crossing]:
    """Newest first."""
    return list(alert.crossings.select_related("seen_by").order_by("-at", "-pk")[:MOST_SHOWN])


def list_all_crossings(user: User) -> QuerySet[Crossing]:
    """Of every alert the user is told of, removed ones as well; newest first."""
    return Crossing.objects.filter(alert__told=user).select_related("alert", "seen_by").order_by("-at", "-pk")


def list_over(user: User) -> list[Crossing]:
    """What the board shows: over the threshold now, and what is back but nobody has seen; newest first."""
    mine = Crossing.objects.filter(alert__told=user, alert__state=AlertState.WATCHED, seen_at=None)
    return list(mine.select_related("alert").order_by("-at", "-pk")[:MOST_SHOWN])
