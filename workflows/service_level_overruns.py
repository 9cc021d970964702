"""A pause that outlasts its planned days is told, once: nobody else would hear of a clock that stands still."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from workflows import outbox
from workflows.actors import system
from workflows.calendars import load_calendar
from workflows.history import append
from workflows.models.instance import ProcessInstance
from workflows.models.service_level import ServiceLevelClock, ServiceLevelPause
from workflows.service_level_policy import find_opening

STEP = "pause_outlasted"
ACTOR = system("service_levels")


def next_overrun(clock: ServiceLevelClock) -> datetime | None:
    """When the first open pause will have outlasted its plan; None when none is planned or all is told."""
    waiting = (due for pause, due in list_planned(clock) if pause.overrun_told_at is None)
    return min(waiting, default=None)


def list_planned(clock: ServiceLevelClock) -> Iterator[tuple[ServiceLevelPause, datetime]]:
    """Open pauses with a plan, and the opening of the first day after their last planned one."""
    calendar = load_calendar(clock.policy["calendar"])
    for pause in clock.pauses.filter(resumed_at=None, planned_days__isnull=False):
        day = pause.paused_at.astimezone(calendar.zone).date() + timedelta(days=(pause.planned_days or 0) + 1)
        yield pause, find_opening(day, calendar)


def name_key(pause: ServiceLevelPause) -> str:
    return f"service-level:{pause.clock_id}:{STEP}:{pause.id}"


def tell_overruns(clock: ServiceLevelClock, now: datetime, roles: list[str]) -> int:
    """Tell `roles` of each open pause past its plan, in the history too; the number told."""
    late = [
        (pause, due) for pause, due in list_planned(clock) if due <= now and pause.overrun_told_at is None
    ]
    for pause, due in late:
        tell(clock, pause, due, now, roles)
    return len(late)


def tell(
    clock: ServiceLevelClock, pause: ServiceLevelPause, due: datetime, now: datetime, roles: list[str]
) -> None:
    instance = ProcessInstance.objects.only("id", "rev", "case_ref").get(id=clock.instance_id)
    told = {
        "clock": clock.id,
        "instance": str(instance.id),
        "case_ref": instance.case_ref,
        "level": clock.level,
        **clock.called,
        "kind": clock.kind,
        "titles": clock.policy.get("titles", {}),
        "step": STEP,
        "due": due.isoformat(),
        "target": clock.target_at.isoformat(),
        "roles": roles,
        "action": {"reason": pause.reason, "planned_days": pause.planned_days},
    }
    kind = f"service_level_{STEP}"
    append(instance.id, instance.rev, kind, actor=ACTOR, now=now, node_id=pause.node_id, data=told)
    outbox.post("service_level", told, key=name_key(pause), now=now)
    pause.overrun_told_at = now
    pause.save(update_fields=["overrun_told_at"])
