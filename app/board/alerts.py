"""Making, changing, removing and putting back alerts, and saying that a crossing has been seen."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from app.accounts.models import User
from app.accounts.roles import ASSIGNERS
from app.board.alert_life import AlertLife
from app.board.alert_numbers import Number
from app.board.errors import AlertRefused
from app.board.models import Alert, AlertState, Crossing
from app.teamwork.models import Kind, PersonalNotice

#: Each is held against each count: so many at a time for one person.
MOST = 50
LONGEST_NAME = 100


def make(
    number: Number,
    name: str,
    threshold: int,
    clears_at: int,
    *,
    told: Collection[User],
    by: User,
    now: datetime,
) -> Alert:
    """Watched from the next count on. Raises AlertRefused."""
    check(name, threshold, clears_at, told)
    if Alert.objects.filter(made_by=by, state=AlertState.WATCHED).count() >= MOST:
        raise AlertRefused(_("At most %(most)d alerts each: remove one first.") % {"most": MOST})
    with transaction.atomic():
        made = Alert.objects.create(
            name=name.strip(),
            measure=number.measure,
            subject=number.filters.subject,
            asked=number.asked,
            older=number.older,
            threshold=threshold,
            clears_at=clears_at,
            made_at=now,
            made_by=by,
        )
        made.told.set(told)
    return made


def check(name: str, threshold: int, clears_at: int, told: Collection[User]) -> None:
    if not name.strip():
        raise AlertRefused(_("Give the alert a name."), "name")
    if clears_at > threshold:
        raise AlertRefused(_("It cannot be back above the threshold itself."), "clears_at")
    if not told:
        raise AlertRefused(_("Choose at least one person to tell."), "told")


@transaction.atomic
def change(alert: Alert, name: str, threshold: int, clears_at: int, *, told: Collection[User]) -> None:
    """What has been told stays as it was; the next count is held against what is set now. Raises AlertRefused."""
    check(name, threshold, clears_at, told)
    row = hold(alert.pk)
    row.name, row.threshold, row.clears_at = name.strip(), threshold, clears_at
    row.save(update_fields=["name", "threshold", "clears_at"])
    row.told.set(told)


@transaction.atomic
def remove(alert: Alert, *, by: User, now: datetime) -> bool:
    """It is watched no more and its history stays. False when it was removed already."""
    row = hold(alert.pk)
    if row.state == AlertState.REMOVED:
        return False
    AlertLife(row).remove(by, now)
    row.save(update_fields=["state", "removed_at", "removed_by"])
    return True


@transaction.atomic
def put_back(alert: Alert) -> bool:
    """As it was: a number that is still over the threshold is not told anew. False when it was never removed."""
    row = hold(alert.pk)
    if row.state == AlertState.WATCHED:
        return False
    AlertLife(row).put_back()
    row.save(update_fields=["state", "removed_at", "removed_by"])
    return True


def hold(key: int) -> Alert:
    return Alert.objects.select_for_update(of=("self",)).get(pk=key)


@transaction.atomic
def acknowledge(crossing: Crossing, *, by: User, now: datetime) -> bool:
    """It leaves the board of everybody who was told, whose notice of it is read. False when somebody was first."""
    fresh = Crossing.objects.filter(pk=crossing.pk, seen_at=None).update(seen_at=now, seen_by=by)
    keys = [f"number:{crossing.pk}:crossed", f"number:{crossing.pk}:back"]
    PersonalNotice.objects.filter(kind=Kind.NUMBER, key__in=keys, read_at=None).update(read_at=now)
    return bool(fresh)


def list_steerers() -> list[User]:
    """Who may be told of a number: those who see the board."""
    people = User.objects.filter(is_active=True, groups__name__in=ASSIGNERS).distinct()
    return list(people.order_by("last_name", "first_name", "username"))
