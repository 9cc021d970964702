"""A run on the bench as a scenario: what was done, and what came of it as what must be true.

The values are those a YAML file holds: texts, numbers, days, lists and mappings.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from workflows.clock import BRUSSELS
from workflows.engine import EventKind
from workflows.feel.text import write
from workflows.feel.values import normalise
from workflows.testing.bench import BenchPlay, Entry, Setting
from workflows.testing.expectations import list_waiting
from workflows.testing.playing import PlayedCall
from workflows.testing.scenarios import read_moment


def describe_scenario(
    name: str, setting: Setting, journal: Sequence[Entry], play: BenchPlay
) -> dict[str, Any]:
    """The run as an entry of a scenario file; played again, it holds."""
    told: dict[str, Any] = {"name": name, "on": write_moment(setting.begins)}
    if setting.start:
        told["start"] = setting.start
    told["data"] = write_value(setting.data)
    told["operations"] = write_value(gather_answers(play.told))
    told["steps"] = list(write_steps(journal))
    told["expect"] = describe_end(play)
    return {key: value for key, value in told.items() if key == "expect" or value not in ({}, [])}


def write_steps(journal: Iterable[Entry]) -> Iterator[dict[str, Any]]:
    """What was said about operations stands elsewhere; two jumps after each other are one."""
    waiting: dict[str, Any] | None = None
    for entry in journal:
        if "answer" in entry or "fail" in entry:
            continue
        if "advance_to" in entry:
            waiting = {"advance_to": write_moment(read_moment(entry["advance_to"]))}
            continue
        if waiting:
            yield waiting
            waiting = None
        yield {key: write_value(value) for key, value in entry.items() if value not in ({}, "")}
    if waiting:
        yield waiting


def describe_end(play: BenchPlay) -> dict[str, Any]:
    """Where it ended or waits, the way it took, each call with its day, the state of each promise."""
    told: dict[str, Any] = {}
    if play.ended:
        told["ends_at"] = list(play.outcome.ended_in)
    else:
        told |= {"ends_at": None, "waiting": list_waiting(play)}
    told["passes"] = list(dict.fromkeys(list_passed(play)))
    told["calls"] = [describe_call(call) for call in play.calls]
    if play.thrown:
        told["messages"] = [one.name for one in play.thrown]
    if play.outcome.incidents:
        told["incidents"] = sorted(one.node_id for one in play.outcome.incidents)
    levels = {name: clock.state for name, clock in sorted(play.promises.clocks.items())}
    return told | ({"service_levels": levels} if levels else {})


def list_passed(play: BenchPlay) -> Iterator[str]:
    return (event.node_id for _at, event in play.events if event.kind is EventKind.NODE_COMPLETED)


def describe_call(call: PlayedCall) -> dict[str, Any]:
    """The operation, its day, and the letter it was asked to make."""
    told: dict[str, Any] = {"operation": call.operation, "on": f"{call.at.astimezone(BRUSSELS):%Y-%m-%d}"}
    letter = call.inputs.get("letter")
    return told | ({"with": {"letter": letter}} if isinstance(letter, str) else {})


def gather_answers(told: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """What each operation answered: once when it was always the same, else call by call."""
    found: dict[str, list[Any]] = {}
    for operation, given in told:
        plain = given["result"] if isinstance(given, Mapping) and set(given) == {"result"} else given
        found.setdefault(operation, []).append(plain)
    return {
        name: given[0] if all(one == given[0] for one in given) and not isinstance(given[0], list) else given
        for name, given in found.items()
    }


def write_moment(moment: datetime) -> str:
    """As a scenario writes it: a day when it is nine in Brussels, else with its hour."""
    local = moment.astimezone(BRUSSELS)
    if (local.hour, local.minute, local.second) == (9, 0, 0):
        return f"{local:%Y-%m-%d}"
    return local.isoformat(timespec="seconds")


def write_value(value: Any) -> Any:
    """As YAML holds it; what it has no kind for, as text."""
    value = normalise(value)
    if isinstance(value, Mapping):
        return {str(name): write_value(one) for name, one in value.items()}
    if isinstance(value, list):
        return [write_value(one) for one in value]
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if value is None or isinstance(value, bool | str | date):
        return value
    return write(value)


__all__ = ["describe_scenario", "gather_answers", "write_moment", "write_steps", "write_value"]
