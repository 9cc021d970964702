"""Recording, ending and withdrawing the facts that bear on a person's category."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from app.affiliation.categories import refresh
from app.affiliation.errors import CircumstanceRefused
from app.affiliation.facts import clean_facts
from app.affiliation.models import Circumstance, CircumstanceKind
from app.people.models import Kind, Party
from app.registers.quarters import Quarter
from workflows.actors import Actor


@transaction.atomic
def record_circumstance(
    person: Party,
    kind: CircumstanceKind,
    *,
    started_on: date,
    by: Actor,
    now: datetime,
    facts: Mapping[str, Any] | None = None,
    ended_on: date | None = None,
    source: str = "",
    decide: bool = True,
) -> Circumstance:
    """A new fact; the quarters from its first day on are decided again.

    Raises FactsRefused naming the fact, CircumstanceRefused for impossible or taken days.
    """
    if person.kind != Kind.PERSON:
        raise CircumstanceRefused(_("Only a person has circumstances."))
    check_days(started_on, ended_on)
    row = Circumstance(
        person=person,
        kind=kind,
        started_on=started_on,
        ended_on=ended_on,
        facts=clean_facts(kind, facts or {}),
        source=source.strip(),
        recorded_at=now,
        recorded_by=str(by),
    )
    save(row)
    if decide:
        refresh(person, Quarter.of(started_on), by=by, now=now)
    return row


@transaction.atomic
def end_circumstance(row: Circumstance, day: date, *, by: Actor, now: datetime) -> Circumstance:
    """`day` is the last one. Raises CircumstanceRefused when it is withdrawn or the day impossible."""
    locked = lock(row)
    check_days(locked.started_on, day)
    before, locked.ended_on = locked.ended_on, day
    save(locked)
    refresh(locked.person, Quarter.of(min(day, before or day)), by=by, now=now)
    return locked


@transaction.atomic
def withdraw_circumstance(row: Circumstance, *, reason: str, by: Actor, now: datetime) -> Circumstance:
    """It was a mistake: it stays on record and no longer counts."""
    locked = lock(row)
    if not reason.strip():
        raise CircumstanceRefused(_("Say why."), "reason")
    locked.withdrawn_at, locked.withdrawn_by, locked.withdrawn_why = now, str(by), reason.strip()
    save(locked)
    refresh(locked.person, Quarter.of(locked.started_on), by=by, now=now)
    return locked


def lock(row: Circumstance) -> Circumstance:
    locked = Circumstance.objects.select_for_update().get(pk=row.pk)
    if locked.withdrawn_at is not None:
        raise CircumstanceRefused(_("This was withdrawn."))
    return locked


def check_days(started_on: date, ended_on: date | None) -> None:
    if ended_on is not None and ended_on < started_on:
        raise CircumstanceRefused(_("The end lies before the start."), "ended_on")


def save(row: Circumstance) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        if "circumstance_one_a_day" not in str(error):
            raise
        message = _("Another circumstance of this kind holds some of these days; end it first.")
        raise CircumstanceRefused(message, "started_on") from error
