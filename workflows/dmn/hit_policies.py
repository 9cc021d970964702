"""Hit policies: which of the rules that match speak, and in what order (DMN 1.5, 8.2.8 to 8.2.11)."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from workflows.feel.values import Value


class HitPolicy(StrEnum):
    """The names used in the XML; the letters of the drawing are in `letter`."""

    UNIQUE = "UNIQUE"
    ANY = "ANY"
    PRIORITY = "PRIORITY"
    FIRST = "FIRST"
    RULE_ORDER = "RULE ORDER"
    OUTPUT_ORDER = "OUTPUT ORDER"
    COLLECT = "COLLECT"

    @property
    def letter(self) -> str:
        return self.value[0]

    @property
    def is_single(self) -> bool:
        """Whether the table answers with one rule's outputs, not with a list of them."""
        return self in _SINGLE


class Aggregation(StrEnum):
    """What COLLECT does with the outputs collected."""

    SUM = "SUM"
    MIN = "MIN"
    MAX = "MAX"
    COUNT = "COUNT"


_SINGLE = frozenset({HitPolicy.UNIQUE, HitPolicy.ANY, HitPolicy.PRIORITY, HitPolicy.FIRST})


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule that matched, with its evaluated outputs in column order."""

    index: int
    outputs: tuple[Value, ...]
    rank: tuple[int, ...] = ()


class Conflict(Exception):
    """The hits contradict the hit policy; the message names the rules."""


def select_hits(policy: HitPolicy, hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """Return the hits that speak, ordered as the policy says. Raises Conflict (UNIQUE, ANY)."""
    if policy is HitPolicy.UNIQUE and len(hits) > 1:
        raise Conflict(f"{_name_rules(hits)} match, but the hit policy is UNIQUE")
    if policy is HitPolicy.ANY and any(hit.outputs != hits[0].outputs for hit in hits):
        raise Conflict(f"{_name_rules(hits)} match with different outputs, but the hit policy is ANY")
    if policy in (HitPolicy.PRIORITY, HitPolicy.OUTPUT_ORDER):
        hits = sorted(hits, key=lambda hit: hit.rank)
    return tuple(hits[:1]) if policy.is_single else tuple(hits)


def _name_rules(hits: Sequence[Hit]) -> str:
    numbers = [str(hit.index) for hit in hits]
    return f"rules {', '.join(numbers[:-1])} and {numbers[-1]}"
