"""What the host gives to an evaluation: functions, the time, the zone, types and limits."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from workflows.feel.values import HostFunction

BRUSSELS = ZoneInfo("Europe/Brussels")


@dataclass(frozen=True, slots=True)
class Budget:
    """Limits of one evaluation, so that no expression can stop a worker."""

    steps: int = 200_000
    depth: int = 64
    list_items: int = 100_000
    string_length: int = 1_000_000
    pattern_length: int = 1_000
    matched_length: int = 20_000


@dataclass(frozen=True, slots=True, eq=False)
class Environment:
    """Host functions by name, the time that `now()` gives (None: null), and the zone of local days.

    `types` names further types (DMN item definitions) for `instance of` and typed parameters.
    """

    functions: Mapping[str, HostFunction] = field(default_factory=dict)
    now: datetime | None = None
    zone: ZoneInfo = BRUSSELS
    budget: Budget = field(default_factory=Budget)
    types: Mapping[str, Any] = field(default_factory=dict)


DEFAULT = Environment()
