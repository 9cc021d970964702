"""Guards as data: selectors of nodes, and the properties of paths that a deployment must keep."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

SELECTOR_KEYS = frozenset(
    {
        "operation",
        "decision",
        "form",
        "letter",
        "letter_kind",
        "opens",
        "transmits",
        "node",
        "end",
        "kind",
        "message",
        "called",
    }
)


@dataclass(frozen=True)
class Selector:
    """All the given patterns (`*` and `?` allowed) hold for a node; `any_of`: one of the selectors does.

    `operation`, `decision`, `form`, `letter` (the name it sends), `letter_kind` (what the text of that letter does:
    grant, refusal, undue, receipt, forwarded), `opens` (the process of a follow-up it opens), `transmits` (the type of
    the message it sends to an institution), `node` and `end` (id or label, `end` of end events only), `kind`
    (userTask …), `message`, `called`, `property` name → value.
    """

    patterns: Mapping[str, str] = field(default_factory=dict)
    properties: Mapping[str, str] = field(default_factory=dict)
    any_of: tuple["Selector", ...] = ()

    def describe(self) -> str:
        if self.any_of:
            return " or ".join(selector.describe() for selector in self.any_of)
        parts = [f"{key} {value}" for key, value in (*self.patterns.items(), *self.properties.items())]
        return " with ".join(parts)


@dataclass(frozen=True)
class Limit:
    """`within`: whoever reaches the place does so before this duration has passed, by a service level or timer.

    It runs from the start of the case or, when given, from a node that `since` names and that every way passes."""

    duration: str
    since: Selector | None = None


@dataclass(frozen=True)
class Exemption:
    """A process that a guard leaves alone: why, and the law or rule that says so."""

    process: str
    because: str
    legal_basis: tuple[str, ...]


@dataclass(frozen=True)
class Guard:
    """One guard. Exactly one of `to` (with `passes` or `within`), `after` (with `passes`) and `never` is given.

    `in_callers`: a process that others only call is judged where it is called. `exemptions`: left alone."""

    id: str
    title: str
    legal_basis: tuple[str, ...] = ()
    to: Selector | None = None
    after: Selector | None = None
    passes: tuple[Selector, ...] = ()
    never: tuple[Selector, ...] = ()
    within: Limit | None = None
    in_callers: bool = False
    exemptions: tuple[Exemption, ...] = ()
    way_out: str = ""

    @property
    def not_in(self) -> frozenset[str]:
        return frozenset(one.process for one in self.exemptions)

    @property
    def selectors(self) -> tuple[Selector, ...]:
        since = self.within.since if self.within else None
        return (*(one for one in (self.to, self.after, since) if one), *self.passes, *self.never)


def as_texts(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    return tuple(str(item) for item in value) if isinstance(value, list) else (str(value),)
