"""Stopping the clocks of a case while a person fetches something, and letting them run on.

What may stop, and why, is the policy's: a clock stands still for the reasons its service level names and for no other;
one whose level names none runs on. Nothing is moved before the clock runs again, and then by the days it really stood.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from app.cases.clocks import list_clocks
from app.cases.errors import ClockRefused
from app.cases.models import Case
from app.cases.queries import list_instances
from app.cases.wording import choose
from workflows import api
from workflows.actors import Actor
from workflows.calendars import load_calendar
from workflows.models import ClockState
from workflows.models.service_level import ServiceLevelClock, ServiceLevelPause
from workflows.service_level_clocks import OPEN, ClockClosed, ExtensionRefused, PauseStands
from workflows.service_level_policy import Stop, find_target

#: The longest plan where the policy plans none.
LONGEST = 365


@dataclass(frozen=True)
class Reason:
    """One reason the policies of the running clocks know; `planned_days` is the longest plan they allow."""

    text: str
    titles: Mapping[str, str]
    planned_days: int | None
    clocks: tuple[ServiceLevelClock, ...]

    @property
    def longest(self) -> int:
        return self.planned_days or LONGEST

    def tell(self, language: str) -> str:
        return choose(self.titles, language) or self.text


@dataclass(frozen=True)
class Effect:
    """What a planned pause would do to one clock; `after` is None for a clock that runs on."""

    clock: ServiceLevelClock
    before: datetime
    after: datetime | None


def list_open(case: Case) -> list[ServiceLevelClock]:
    clocks = list_clocks(one.pk for one in list_instances(case))
    return [one for one in clocks if one.state in OPEN]


def list_reasons(clocks: Iterable[ServiceLevelClock]) -> list[Reason]:
    """Each reason once, with the running clocks it stops and the shortest of their longest plans.

    What is late already stays late: a broken promise does not stand still.
    """
    found: dict[str, list[tuple[ServiceLevelClock, Mapping[str, Any]]]] = {}
    for clock in clocks:
        if clock.state == ClockState.RUNNING and clock.breached_at is None:
            for pause in {one["reason"]: one for one in clock.policy.get("pause", ())}.values():
                found.setdefault(pause["reason"], []).append((clock, pause))
    return [
        Reason(
            text=text,
            titles=named[0][1].get("titles", {}),
            planned_days=min(
                (one["planned_days"] for _, one in named if one.get("planned_days")), default=None
            ),
            clocks=tuple(clock for clock, _ in named),
        )
        for text, named in found.items()
    ]


def foresee(clocks: Iterable[ServiceLevelClock], reason: Reason, days: int, now: datetime) -> list[Effect]:
    """The targets if the pause began now and lasted exactly `days`."""
    stopped = {one.pk for one in reason.clocks}
    return [
        Effect(one, one.target_at, move(one, now, days) if one.pk in stopped else None)
        for one in clocks
        if one.state == ClockState.RUNNING
    ]


def move(clock: ServiceLevelClock, now: datetime, days: int) -> datetime:
    stops = [Stop(one.paused_at, one.resumed_at) for one in clock.pauses.all()]
    return find_target(
        clock.policy["resolved"],
        started_at=clock.started_at,
        calendar=load_calendar(clock.policy["calendar"]),
        rule=clock.policy.get("rule"),
        stops=[*stops, Stop(now, now + timedelta(days=days))],
        extended_days=clock.extended_days,
    )


@transaction.atomic
def pause(case: Case, reason: str, planned_days: int, *, by: Actor, now: datetime) -> int:
    """Stop every running clock of the case whose policy knows the reason; how many.

    Raises ClockRefused for a reason no running clock knows, and for a plan longer than the policy's.
    """
    known = next((one for one in list_reasons(list_open(case)) if one.text == reason), None)
    if known is None:
        raise ClockRefused(_("No running clock of this case stands still for this reason."), "reason")
    if not 1 <= planned_days <= known.longest:
        message = _("The policy plans from 1 to %(days)s days for this reason.") % {"days": known.longest}
        raise ClockRefused(message, "planned_days")
    for clock in known.clocks:
        api.pause_clock(clock.pk, reason, now=now, by=by, planned_days=planned_days)
    return len(known.clocks)


@transaction.atomic
def resume(case: Case, *, by: Actor, now: datetime) -> int:
    """End every pause a person made; the dates move by the days that passed. How many. Raises ClockRefused."""
    paused = list_paused(case)
    for pause_of in paused:
        api.resume_clock(pause_of.clock_id, now=now, by=by)
    return len(paused)


@transaction.atomic
def withdraw(case: Case, *, by: Actor, now: datetime) -> int:
    """Undo the pauses people made today: the clocks have run on meanwhile. How many. Raises ClockRefused."""
    paused = list_paused(case)
    try:
        for pause_of in paused:
            api.withdraw_pause(pause_of.clock_id, now=now, by=by)
    except (PauseStands, ClockClosed) as refusal:
        raise ClockRefused(
            _("A pause can be withdrawn on the day it was made; now it can be ended.")
        ) from refusal
    return len(paused)


def list_paused(case: Case) -> list[ServiceLevelPause]:
    """The open pauses that people made. Raises ClockRefused when there is none."""
    found = list(list_own(list_open(case)))
    if not found:
        raise ClockRefused(_("No clock of this case was stopped by a person."))
    return found


def list_own(clocks: Iterable[ServiceLevelClock]) -> Iterable[ServiceLevelPause]:
    paused = [one.pk for one in clocks if one.state == ClockState.PAUSED]
    if not paused:
        return []
    return ServiceLevelPause.objects.filter(clock__in=paused, node_id="", resumed_at=None).order_by(
        "paused_at", "id"
    )


def extend(case: Case, clock_id: int, days: int, reason: str, *, by: Actor, now: datetime) -> None:
    """Grant a clock of the case more days, within the cap of its policy. Raises ClockRefused."""
    if clock_id not in {one.pk for one in list_open(case)}:
        raise ClockRefused(_("This clock does not run in this case."))
    if not reason.strip():
        raise ClockRefused(_("An extension needs a reason."), "reason")
    try:
        api.extend_clock(clock_id, days, reason, now=now, by=by)
    except (ExtensionRefused, ClockClosed) as refusal:
        raise ClockRefused(_("The policy allows no such extension."), "days") from refusal
