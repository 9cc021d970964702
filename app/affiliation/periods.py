"""Liability periods: declared, begun, ended, transferred, cancelled. Each change decides its quarters again."""

from collections.abc import Callable
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from app.affiliation import transitions
from app.affiliation.categories import refresh
from app.affiliation.errors import PeriodRefused
from app.affiliation.models import (
    AffiliationState,
    Capacity,
    Circumstance,
    CircumstanceKind,
    LiabilityPeriod,
)
from app.affiliation.timing import helper_starts, is_late
from app.people.models import Kind, Party
from app.registers import identifiers
from app.registers.errors import IdentifierRefused
from app.registers.quarters import Quarter
from workflows.actors import Actor
from workflows.parameters import BRUSSELS

#: Who is told, in the transaction of the act, of a period that ends; added by apps above affiliation.
end_listeners: list[Callable[[LiabilityPeriod], None]] = []


@transaction.atomic
def declare_period(
    person: Party,
    *,
    started_on: date,
    registered_on: date,
    by: Actor,
    now: datetime,
    capacity: Capacity = Capacity.SELF_EMPLOYED,
    activity: str = "",
    nace: str = "",
    enterprise_number: str = "",
    decide: bool = True,
) -> LiabilityPeriod:
    """A new period; active at once when it has begun. `decide=False` leaves the quarters to a later run.

    Raises PeriodRefused: too early, no person, a helper not yet of age, days another period holds, a code or number
    that is none.
    """
    check_person(person, started_on, capacity)
    period = LiabilityPeriod(
        person=person,
        capacity=capacity,
        activity=activity.strip(),
        nace=clean_nace(nace),
        enterprise_number=clean_number(enterprise_number),
        started_on=started_on,
        registered_on=registered_on,
        late=is_late(started_on, registered_on),
        declared_at=now,
        declared_by=str(by),
    )
    transitions.save(period)
    transitions.record(period, "declare", before="", day=started_on, at=now, by=by, reason="")
    if started_on <= now.astimezone(BRUSSELS).date():
        period = transitions.change(period, "activate", by=by, now=now, day=started_on)
    if decide:
        refresh(person, Quarter.of(started_on), by=by, now=now)
    return period


def clean_nace(text: str) -> str:
    """NACE codes of two to five digits, without dots, separated by a comma. Raises PeriodRefused."""
    codes = [one.strip().replace(".", "") for one in text.split(",") if one.strip()]
    if not all(one.isascii() and one.isdigit() and 2 <= len(one) <= 5 for one in codes):
        raise PeriodRefused(_("A NACE code has two to five digits."), "nace")
    return ", ".join(codes)


def clean_number(text: str) -> str:
    try:
        return identifiers.clean_enterprise_number(text) if text.strip() else ""
    except IdentifierRefused as refusal:
        raise PeriodRefused(refusal.message, "enterprise_number") from refusal


def check_person(person: Party, started_on: date, capacity: Capacity) -> None:
    if person.kind != Kind.PERSON:
        raise PeriodRefused(_("Only a person is subject to the social statute."))
    birth_date = person.person.birth_date
    if birth_date and birth_date >= started_on:
        raise PeriodRefused(_("The start lies before the birth."), "started_on")
    if capacity != Capacity.HELPER or birth_date is None or started_on >= helper_starts(birth_date):
        return
    freed = Circumstance.objects.filter(
        person=person, kind=CircumstanceKind.EMANCIPATION, withdrawn_at=None, started_on__lte=started_on
    )
    if not freed.exists():
        message = _("A helper is subject from 1 January of the year of the 20th birthday.")
        raise PeriodRefused(message, "started_on")


@transaction.atomic
def change_period(
    period: LiabilityPeriod,
    transition: str,
    *,
    by: Actor,
    now: datetime,
    day: date | None = None,
    reason: str = "",
) -> LiabilityPeriod:
    """End, transfer, reopen, activate or cancel a period, and decide its quarters again.

    The quarter of `day` stays due in full; the next one is the first without liability. Raises TransitionRefused
    and PeriodRefused.
    """
    if transition in {"end", "transfer"} and day is None:
        raise PeriodRefused(_("This is missing."), "day")
    was_until = LiabilityPeriod.objects.select_for_update().get(pk=period.pk).ended_on
    changed = transitions.change(period, transition, by=by, now=now, day=day, reason=reason)
    since = changed.started_on
    if transition in {"end", "transfer", "reopen"}:
        since = max(since, min(one for one in (was_until, changed.ended_on) if one is not None))
    refresh(changed.person, Quarter.of(since), by=by, now=now)
    if transition == "end":
        for told in end_listeners:
            told(changed)
    return changed


def activate_started(today: date, *, by: Actor, now: datetime) -> int:
    """Activate the declared periods whose first day has come; how many."""
    waiting = LiabilityPeriod.objects.filter(state=AffiliationState.DECLARED, started_on__lte=today)
    count = 0
    for period in waiting.order_by("id").iterator(chunk_size=500):
        change_period(period, "activate", by=by, now=now, day=period.started_on)
        count += 1
    return count
