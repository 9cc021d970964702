"""What a scenario expects against what happened, in sentences."""

from collections.abc import Iterator, Mapping
from typing import Any

from workflows.clock import BRUSSELS
from workflows.dmn.plain import write_plain
from workflows.engine import EventKind
from workflows.feel.values import normalise
from workflows.testing.playing import Play, PlayedCall
from workflows.testing.scenarios import read_moment


def judge(expect: Mapping[str, Any], play: Play) -> Iterator[str]:
    """Every expectation that does not hold. Open incidents fail a scenario unless it expects them."""
    yield from judge_incidents(expect, play)
    if "ends_at" in expect:
        yield from judge_end(expect["ends_at"], play)
    if "waiting" in expect:
        yield from judge_waiting(as_list(expect["waiting"]), play)
    yield from judge_data(expect.get("data", {}), play)
    if "calls" in expect:
        yield from judge_calls(expect["calls"], play)
    if "messages" in expect:
        thrown = [one.name for one in play.thrown]
        if thrown != expect["messages"]:
            yield f"sent {write_list(thrown)}, expected {write_list(expect['messages'])}"
    yield from judge_path(expect, play)
    yield from judge_levels(expect.get("service_levels", {}), play)


def judge_incidents(expect: Mapping[str, Any], play: Play) -> Iterator[str]:
    wanted = sorted(expect.get("incidents", []))
    found = sorted(fault.node_id for fault in play.outcome.incidents)
    if found != wanted:
        told = [f"{fault.node_id} ({fault.message})" for fault in play.outcome.incidents]
        yield f"incidents at {write_list(told)}, expected {write_list(wanted)}"


def judge_end(wanted: Any, play: Play) -> Iterator[str]:
    if wanted is None:
        if play.ended:
            yield f"ended at {write_list(play.outcome.ended_in)}, expected to be still running"
        return
    if not play.ended:
        yield f"has not ended but waits at {write_list(list_waiting(play))}, expected to end at {write_list(wanted)}"
    elif sorted(set(play.outcome.ended_in)) != sorted(set(as_list(wanted))):
        yield f"ended at {write_list(play.outcome.ended_in)}, expected {write_list(as_list(wanted))}"


def judge_waiting(wanted: list[str], play: Play) -> Iterator[str]:
    found = list_waiting(play)
    if found != sorted(wanted):
        yield f"waits at {write_list(found)}, expected {write_list(sorted(wanted))}"


def list_waiting(play: Play) -> list[str]:
    """Where people, time or others are waited for; boundary events wait with their task and are not named."""
    outcome = play.outcome
    waits = {task.node_id for task in outcome.tasks} | {timer.node_id for timer in outcome.timers}
    waits |= {one.node_id for one in outcome.subscriptions}
    return sorted(waits - play.playable.boundaries)


def judge_data(wanted: Mapping[str, Any], play: Play) -> Iterator[str]:
    found = play.read_variables() if wanted else {}
    for name, value in wanted.items():
        if name not in found and value is not None:
            yield f"{name} is not set, expected {write_value(value)}"
        elif not is_same(found.get(name), value):
            yield f"{name} is {write_value(found.get(name))}, expected {write_value(value)}"


def judge_calls(wanted: list[Any], play: Play) -> Iterator[str]:
    names = [call if isinstance(call, str) else call["operation"] for call in wanted]
    found = [call.operation for call in play.calls]
    if found != names:
        yield f"called {write_list(found)}, expected {write_list(names)}"
        return
    for call, want in zip(play.calls, wanted, strict=True):
        if isinstance(want, Mapping):
            yield from judge_call(call, want)


def judge_call(call: PlayedCall, want: Mapping[str, Any]) -> Iterator[str]:
    """What it was given, and on which day."""
    day = f"{call.at.astimezone(BRUSSELS):%Y-%m-%d}"
    if str(want.get("on", day)) != day:
        yield f"{call.operation} was called on {day}, expected {want['on']}"
    for name, value in want.get("with", {}).items():
        if not is_same(call.inputs.get(name), value):
            given = write_value(call.inputs.get(name))
            yield f"{call.operation} was given {name} = {given}, expected {write_value(value)}"


def judge_path(expect: Mapping[str, Any], play: Play) -> Iterator[str]:
    entered = {event.node_id for _, event in play.events if event.kind is EventKind.NODE_ENTERED}
    entered |= {event.node_id for _, event in play.events if event.kind is EventKind.NODE_COMPLETED}
    for node in expect.get("passes", []):
        if node not in entered:
            yield f"did not pass {node}"
    for node in expect.get("never", []):
        if node in entered:
            yield f"passed {node}, which it must never"


def judge_levels(wanted: Mapping[str, Any], play: Play) -> Iterator[str]:
    for name, want in wanted.items():
        told: Mapping[str, Any] = want if isinstance(want, Mapping) else {"state": want}
        known = play.promises.names
        if name not in known:
            yield f"there is no service level {name}; there are: {write_list(known)}"
            continue
        clock = play.promises.clocks.get(name)
        state = clock.state if clock else "none"
        if "state" in told and state != told["state"]:
            yield f"the service level {name} is {state}, expected {told['state']}"
        if clock and "fired" in told and list(clock.fired) != told["fired"]:
            yield f"of {name} fired {write_list(clock.fired)}, expected {write_list(told['fired'])}"
        if clock and "target" in told:
            yield from judge_target(name, told["target"], clock.target_at.astimezone(BRUSSELS))


def judge_target(name: str, wanted: Any, found: Any) -> Iterator[str]:
    """A target given as a day is met by any instant of it."""
    moment = read_moment(wanted).astimezone(BRUSSELS)
    exact = "T" in str(wanted).replace(" ", "T")
    if (moment != found) if exact else (moment.date() != found.date()):
        yield f"the target of {name} is {found:%Y-%m-%d %H:%M}, expected {wanted}"


def is_same(found: Any, wanted: Any) -> bool:
    """Compared as plain data: whoever writes a scenario writes dates and durations as text."""
    if isinstance(wanted, Mapping) and isinstance(found, Mapping):
        return all(is_same(found.get(name), value) for name, value in wanted.items())
    if isinstance(wanted, list) and isinstance(found, list):
        return len(found) == len(wanted) and all(map(is_same, found, wanted))
    return bool(write_plain(found) == write_plain(normalise(wanted)))


def as_list(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def write_list(names: Any) -> str:
    return ", ".join(as_list(names)) or "nothing"


def write_value(value: Any) -> str:
    return repr(write_plain(normalise(value)))
