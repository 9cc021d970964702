"""Who stands in for whom on one day: substitutes who are away themselves hand on, and no round of hand-ons is followed.

Pure: a day's absences are a mapping {absent person: {process: substitute}}, the empty process standing for all others.
"""

from collections.abc import Mapping
from dataclasses import dataclass

Substitutes = Mapping[str, int]
DayOff = Mapping[int, Substitutes]
EVERY = ""


@dataclass(frozen=True)
class StandIn:
    """What a person does for an absent one: the `processes` named and, if `others`, all but those `besides`."""

    absent: int
    processes: frozenset[str]
    others: bool
    besides: frozenset[str]

    def covers(self, process: str) -> bool:
        return process in self.processes or (self.others and process not in self.besides)


def find_stand_in(person: int, process: str, away: DayOff) -> int | None:
    """Who does a person's work of a process that day: themself when they are there, nobody when no chain ends."""
    seen: set[int] = set()
    while person in away:
        seen.add(person)
        substitutes = away[person]
        following = substitutes.get(process, substitutes.get(EVERY))
        if following is None or following in seen:
            return None
        person = following
    return person


def list_chain(person: int, process: str, away: DayOff) -> list[int]:
    """The persons asked one after another, the absent one left out; it ends where nobody more is named."""
    chain: list[int] = []
    while person in away:
        following = away[person].get(process, away[person].get(EVERY))
        if following is None or following in chain:
            break
        chain.append(following)
        person = following
    return chain


def list_stand_ins(person: int, away: DayOff) -> list[StandIn]:
    """For whom a person stands in that day, by the order of their keys; for nobody while away themself."""
    if person in away:
        return []
    named = {process for substitutes in away.values() for process in substitutes if process != EVERY}
    found = (weigh(person, absent, named, away) for absent in sorted(away))
    return [one for one in found if one is not None]


def weigh(person: int, absent: int, named: set[str], away: DayOff) -> StandIn | None:
    own = frozenset(process for process in named if find_stand_in(absent, process, away) == person)
    others = find_stand_in(absent, EVERY, away) == person
    if not own and not others:
        return None
    return StandIn(absent, own, others, frozenset(named) - own if others else frozenset())
