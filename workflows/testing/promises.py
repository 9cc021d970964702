"""Service levels played without a database: the same arithmetic, one small clock a level."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from workflows.calendars import load_calendar
from workflows.engine import EngineEvent
from workflows.service_level_policy import Rung, Stop, find_target, list_rungs
from workflows.service_level_signals import evaluate_level, read_signals


@dataclass
class PlayedClock:
    """One promise of one run."""

    level: Mapping[str, Any]
    resolved: Mapping[str, Any]
    started_at: datetime
    stops: list[Stop] = field(default_factory=list)
    waiting: dict[str, datetime] = field(default_factory=dict)
    stopped_at: datetime | None = None
    cancelled: bool = False
    fired: dict[str, datetime] = field(default_factory=dict)

    @property
    def target_at(self) -> datetime:
        return find_target(
            self.resolved,
            started_at=self.started_at,
            calendar=load_calendar(self.level["calendar"]),
            rule=self.level["rule"],
            stops=self.stops,
        )

    def pause(self, node: str, now: datetime) -> None:
        self.waiting.setdefault(node, now)

    def resume(self, node: str, now: datetime) -> None:
        begun = self.waiting.pop(node, None)
        if begun is not None:
            self.stops.append(Stop(begun, now))

    def stop(self, now: datetime, *, cancelled: bool) -> None:
        for node in list(self.waiting):
            self.resume(node, now)
        self.fire(now)
        self.stopped_at, self.cancelled = now, cancelled

    def fire(self, now: datetime) -> None:
        if self.waiting or self.stopped_at is not None:
            return
        for rung in self.list_rungs():
            if rung.due_at <= now:
                self.fired.setdefault(rung.name, rung.due_at)

    def list_rungs(self) -> Sequence[Rung]:
        return list_rungs(
            self.level,
            self.resolved,
            started_at=self.started_at,
            target_at=self.target_at,
            calendar=load_calendar(self.level["calendar"]),
        )

    @property
    def state(self) -> str:
        if self.cancelled:
            return "cancelled"
        if self.stopped_at is not None:
            return "met_late" if "breach" in self.fired else "met"
        if self.waiting:
            return "paused"
        return "breached" if "breach" in self.fired else "running"


class Promises:
    """All service levels of one run; the newest clock of each level counts."""

    def __init__(self, manifest: Mapping[str, Any]) -> None:
        self.manifest = manifest
        self.levels = list(manifest.get("service_levels") or ())
        self.clocks: dict[str, PlayedClock] = {}

    def follow(self, events: Iterable[EngineEvent], variables: Mapping[str, Any], now: datetime) -> None:
        self.advance(now)
        for event in events:
            for level, signal, node in read_signals(event, self.levels):
                self._follow(level, signal, node, variables, now)

    def advance(self, now: datetime) -> None:
        for clock in self.clocks.values():
            clock.fire(now)

    def _follow(
        self, level: Mapping[str, Any], signal: str, node: str, variables: Mapping[str, Any], now: datetime
    ) -> None:
        clock = self.clocks.get(level["id"])
        if signal == "start" and (clock is None or clock.stopped_at is not None):
            resolved = evaluate_level(level, self.manifest, variables, now)
            if resolved is not None:
                self.clocks[level["id"]] = PlayedClock(level, resolved, now)
        if clock is None or clock.stopped_at is not None:
            return
        if signal == "pause":
            clock.pause(node, now)
        elif signal == "resume":
            clock.resume(node, now)
        elif signal in ("stop", "cancel"):
            clock.stop(now, cancelled=signal == "cancel")
