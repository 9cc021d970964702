"""Recording, shortening and cancelling absences: one transaction each, with its line of history."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from app.absences.errors import AbsenceRefused
from app.absences.models import Absence, AbsenceEvent, Reason, Substitute
from app.accounts.models import User
from app.accounts.roles import roles_of
from workflows import clock
from workflows.actors import Actor


def record(
    person: User,
    *,
    first_day: date,
    last_day: date | None,
    reason: str = Reason.LEAVE,
    substitutes: Mapping[str, User],
    by: Actor,
) -> Absence:
    """`substitutes` by process, the empty one for all others. Raises AbsenceRefused."""
    if last_day is not None and last_day < first_day:
        raise AbsenceRefused(_("The last day lies before the first."), "last_day")
    if last_day is not None and last_day < clock.today():
        raise AbsenceRefused(_("This absence is over already."), "last_day")
    for process, substitute in substitutes.items():
        check_substitute(person, substitute, f"substitute_{process}" if process else "substitute")
    try:
        with transaction.atomic():
            return _write(person, first_day, last_day, reason, substitutes, by)
    except IntegrityError as error:
        if "absence_once_a_day" not in str(error):
            raise
        raise AbsenceRefused(
            _("Another absence of the same person covers some of these days."), "first_day"
        ) from error


def check_substitute(person: User, substitute: User, field: str) -> None:
    """Whoever stands in must be somebody else, at work here, in a role of the absent one. Raises AbsenceRefused."""
    if substitute.pk == person.pk:
        raise AbsenceRefused(_("Nobody stands in for themself."), field)
    if not substitute.is_active:
        raise AbsenceRefused(_("This colleague no longer works here."), field)
    if roles_of(person) and roles_of(person).isdisjoint(roles_of(substitute)):
        raise AbsenceRefused(_("This colleague has none of the roles of the absent person."), field)


def _write(
    person: User,
    first_day: date,
    last_day: date | None,
    reason: str,
    substitutes: Mapping[str, User],
    by: Actor,
) -> Absence:
    now = clock.now()
    absence = Absence.objects.create(
        person=person,
        first_day=first_day,
        last_day=last_day,
        reason=reason,
        recorded_at=now,
        recorded_by=str(by),
    )
    Substitute.objects.bulk_create(
        Substitute(absence=absence, process=process, person=one) for process, one in substitutes.items()
    )
    named = {process: one.pk for process, one in substitutes.items()}
    _tell(absence, "recorded", by, {"last_day": last_day and last_day.isoformat(), "substitutes": named})
    return absence


def _tell(absence: Absence, kind: str, by: Actor, details: Mapping[str, Any]) -> None:
    AbsenceEvent.objects.create(absence=absence, kind=kind, at=clock.now(), by=str(by), details=dict(details))


@transaction.atomic
def come_back(absence_id: int, *, by: Actor) -> Absence:
    """Back at work today: a running absence ended yesterday, one that begins today or later is cancelled.

    Raises AbsenceRefused when it is over or cancelled.
    """
    absence, today = _lock(absence_id), clock.today()
    if absence.first_day >= today:
        return _cancel(absence, by)
    before = absence.last_day
    absence.last_day = date.fromordinal(today.toordinal() - 1)
    absence.save(update_fields=["last_day"])
    _tell(absence, "shortened", by, {"from": before and before.isoformat()})
    return absence


def _cancel(absence: Absence, by: Actor) -> Absence:
    absence.cancelled_at, absence.cancelled_by = clock.now(), str(by)
    absence.save(update_fields=["cancelled_at", "cancelled_by"])
    _tell(absence, "cancelled", by, {})
    return absence


def _lock(absence_id: int) -> Absence:
    absence = Absence.objects.select_for_update().filter(pk=absence_id, cancelled_at=None).first()
    if absence is None or (absence.last_day is not None and absence.last_day < clock.today()):
        raise AbsenceRefused(_("This absence is over or was cancelled."))
    return absence
