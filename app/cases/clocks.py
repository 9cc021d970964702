"""The promises of a case: how much of each is left, in words."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from app import page_time
from app.cases.due import Due, describe_due, to_day, use_up
from app.cases.wording import Wording
from workflows.models import ClockState
from workflows.models.service_level import LevelKind, ServiceLevelClock, ServiceLevelPause


@dataclass(frozen=True)
class Promise:
    """One clock. `target_at` is exclusive: the first instant at which the promise is broken."""

    title: str
    is_legal: bool
    text: str
    tone: str
    percent: int
    target_at: datetime
    started_at: datetime
    is_paused: bool
    #: Of the clock itself, and by how many days its policy lets it still be extended.
    key: int = 0
    may_extend: int = 0


@dataclass(frozen=True)
class Pause:
    """A clock that stands still: since when, why, and for how many days it was planned to."""

    level: str
    since: datetime
    reason: str
    planned_days: int | None
    #: Whether a person stopped it (and may let it run on), and whether that was today (and may be undone).
    by_hand: bool = False
    is_new: bool = False


def list_clocks(instance_ids: Iterable[object]) -> list[ServiceLevelClock]:
    """Every clock of these instances, the next to run out first."""
    clocks = ServiceLevelClock.objects.filter(instance__in=list(instance_ids))
    return list(clocks.order_by("target_at", "id"))


def list_promises(
    clocks: Iterable[ServiceLevelClock],
    wording: Wording,
    language: str,
    now: datetime,
    *,
    needless: Collection[int] = (),
) -> list[Promise]:
    """`needless`: the kept ones whose step was never needed."""
    return [tell(clock, wording, language, now, is_needless=clock.pk in needless) for clock in clocks]


def tell(
    clock: ServiceLevelClock, wording: Wording, language: str, now: datetime, *, is_needless: bool = False
) -> Promise:
    text, tone, percent = (_("Not needed"), "", 0) if is_needless else describe(clock, now)
    return Promise(
        title=wording.level(clock.level, language, clock.process),
        is_legal=clock.kind == LevelKind.LEGAL,
        text=text,
        tone=tone,
        percent=percent,
        target_at=clock.target_at,
        started_at=clock.started_at,
        is_paused=clock.state == ClockState.PAUSED,
        key=clock.pk,
        may_extend=find_rest(clock),
    )


def find_urgent(clocks: Iterable[ServiceLevelClock], now: datetime) -> Due | None:
    """Of several clocks that run, the one that runs out first; what stands still waits for nobody."""
    running = [one for one in clocks if one.state == ClockState.RUNNING]
    first = min(running, key=lambda one: (one.target_at, one.pk), default=None)
    return describe_due(first.target_at, first.started_at, now) if first else None


def find_urgent_of(references: Collection[str], now: datetime) -> dict[str, Due]:
    """Of each case the running clock that runs out first; none of a case whose clocks stand still or that has none."""
    running = ServiceLevelClock.objects.filter(
        state=ClockState.RUNNING, instance__case_ref__in=references, instance__is_test=False
    )
    first = running.order_by("instance__case_ref", "target_at", "pk").distinct("instance__case_ref")
    rows = first.values_list("instance__case_ref", "target_at", "started_at")
    chips = {ref: describe_due(target, since, now) for ref, target, since in rows}
    return {ref: chip for ref, chip in chips.items() if chip is not None}


def find_rest(clock: ServiceLevelClock) -> int:
    """How many days the clock may still be extended by; none once it has stopped or its promise is broken."""
    if clock.stopped_at or clock.breached_at:
        return 0
    return max(0, int(clock.policy.get("longest_extension") or 0) - clock.extended_days)


def may_stop(clocks: Iterable[ServiceLevelClock]) -> bool:
    """Whether the policy of a running clock names a reason to stand still."""
    running = (one for one in clocks if one.state == ClockState.RUNNING and one.breached_at is None)
    return any(one.policy.get("pause") for one in running)


def list_pauses(clocks: Iterable[ServiceLevelClock], wording: Wording, language: str) -> list[Pause]:
    """The open pauses of these paused clocks, oldest first."""
    known = {clock.pk: clock for clock in clocks}
    if not known:
        return []
    pauses = ServiceLevelPause.objects.filter(clock__in=known, resumed_at__isnull=True)
    return [
        Pause(
            level=wording.level(known[pause.clock_id].level, language, known[pause.clock_id].process),
            since=pause.paused_at,
            reason=wording.reason(pause.reason, language),
            planned_days=pause.planned_days,
            by_hand=not pause.node_id,
            is_new=to_day(pause.paused_at) == page_time.today(),
        )
        for pause in pauses.order_by("paused_at", "id")
    ]


def describe(clock: ServiceLevelClock, now: datetime) -> tuple[str, str, int]:
    if clock.state == ClockState.MET:
        return _("Kept"), "ok", use_up(clock.started_at, clock.target_at, clock.stopped_at or now)
    if clock.state == ClockState.MET_LATE:
        return _("Kept late"), "late", 100
    if clock.state == ClockState.CANCELLED:
        return _("No longer due"), "", 0
    if clock.state == ClockState.PAUSED:
        return _("Paused"), "", use_up(clock.started_at, clock.target_at, clock.paused_at or now)
    due = describe_due(clock.target_at, clock.started_at, now)
    return (due.text, due.tone, due.percent) if due else ("", "", 0)
