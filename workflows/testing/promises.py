"""Service levels played without a database: the same arithmetic, one small clock a level."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from workflows.calendars import load_calendar
from workflows.engine import EngineEvent
from workflows.service_level_policy import Rung, Stop, find_target, list_rungs
from workflows.service_level_signals import (
    Meaning,
    Variables,
    evaluate_level,
    find_manifest,
    gather_levels,
    read_scope,
    read_signals,
)


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
    """All service levels of one run, those of called processes too; the newest clock of each level counts.

    A level of a called process is named `called_process/level`.
    """

    def __init__(self, manifest: Mapping[str, Any]) -> None:
        self.manifest = manifest
        self.levels = gather_levels(manifest)
        self.running: dict[tuple[str, str], PlayedClock] = {}
        self.clocks: dict[str, PlayedClock] = {}

    @property
    def names(self) -> list[str]:
        return sorted(name_level(process, level) for process in self.levels for level in self.levels[process])

    def follow(self, events: Iterable[EngineEvent], variables: Variables, now: datetime) -> None:
        self.advance(now)
        for event in events:
            for meaning in read_signals(event, self.levels):
                self._follow(meaning, variables, now)

    def advance(self, now: datetime) -> None:
        for clock in self.running.values():
            clock.fire(now)

    def _follow(self, meaning: Meaning, variables: Variables, now: datetime) -> None:
        clock, signal = self.running.get(meaning.key), meaning.signal
        if signal == "start" and (clock is None or clock.stopped_at is not None):
            self._start(meaning, variables, now)
        if clock is None or clock.stopped_at is not None:
            return
        if signal == "pause":
            clock.pause(meaning.node, now)
        elif signal == "resume":
            clock.resume(meaning.node, now)
        elif signal in ("stop", "cancel"):
            clock.stop(now, cancelled=signal == "cancel")

    def _start(self, meaning: Meaning, variables: Variables, now: datetime) -> None:
        scope = read_scope(variables, meaning.call)
        if scope is None:
            return
        manifest = find_manifest(self.manifest, meaning.process)
        resolved = evaluate_level(meaning.level, manifest, scope, now)
        if resolved is not None:
            clock = PlayedClock(meaning.level, resolved, now)
            self.running[meaning.key] = self.clocks[name_level(meaning.process, meaning.level)] = clock


def name_level(process: str, level: Mapping[str, Any]) -> str:
    return f"{process}/{level['id']}" if process else str(level["id"])
