"""What the page of a run shows: its time, what it waits for, what it knows, what happened."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from app.cases.wording import choose, tell_apart
from app.studio.bench_forms import write_nested
from app.studio.bench_letters import BenchLetter, list_letters
from app.studio.bench_models import BenchRun
from app.studio.bench_runs import read_manifest
from workflows.clock import BRUSSELS
from workflows.engine import EventKind
from workflows.testing.bench import BenchPlay, find_next_instant
from workflows.testing.writing import write_value

MOST_LINES = 40
MOST_TEXT = 200
TONES = {
    "met": "ok",
    "met_late": "warn",
    "breached": "late",
    "paused": "",
    "running": "info",
    "cancelled": "",
}


@dataclass(frozen=True)
class Waiting:
    """Something the run waits for: `key` is what the page's form names, `more` what stands beside the title."""

    key: str
    title: str
    more: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class Level:
    title: str
    state: str
    words: str
    tone: str
    target_at: datetime


@dataclass(frozen=True)
class Line:
    """One line of the history, newest first."""

    at: datetime
    text: str
    more: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Present:
    """The run as it stands."""

    now: datetime
    day: int
    tasks: list[Waiting]
    jobs: list[Waiting]
    messages: list[Waiting]
    timers: list[Waiting]
    incidents: list[Waiting]
    variables: list[tuple[str, str, str]]
    answers: list[Waiting]
    letters: list[BenchLetter]
    levels: list[Level]
    lines: list[Line]
    more_lines: int
    next_at: datetime | None
    ended_in: str


class Words:
    """Titles of a manifest in the reader's language."""

    def __init__(self, manifest: Mapping[str, Any], language: str) -> None:
        self.manifest, self.language = manifest, language

    def node(self, node_id: str) -> str:
        return choose(self.manifest.get("nodes", {}).get(node_id, {}), self.language) or tell_apart(node_id)

    def message(self, name: str) -> str:
        about = self.manifest.get("messages", {}).get(name, {})
        return choose(about.get("titles", {}), self.language) or tell_apart(name.rpartition(".")[2])

    def variable(self, name: str) -> str:
        about = self.manifest.get("variables", {}).get(name, {})
        return choose(about.get("label") or {}, self.language) or tell_apart(name)

    def level(self, name: str) -> str:
        process, _slash, level_id = name.rpartition("/")
        owner = self.manifest.get("called", {}).get(process, {}) if process else self.manifest
        found: Mapping[str, Any] = next(
            (one for one in owner.get("service_levels", []) if one["id"] == level_id), {}
        )
        return choose(found.get("titles", {}), self.language) or tell_apart(level_id)


def describe(run: BenchRun, play: BenchPlay, language: str) -> Present:
    words, outcome = Words(read_manifest(run), language), play.outcome
    lines = list(tell_lines(play, words))[::-1]
    return Present(
        now=play.now,
        day=(play.now.astimezone(BRUSSELS).date() - run.begins.astimezone(BRUSSELS).date()).days,
        tasks=[
            Waiting(one.node_id, words.node(one.node_id), ", ".join(one.candidates)) for one in outcome.tasks
        ],
        jobs=[Waiting(one.id, words.node(one.node_id), one.operation) for one in outcome.jobs],
        messages=[
            Waiting(one.id, words.message(one.name), one.correlation)
            for one in outcome.subscriptions
            if one.kind == "message"
        ],
        timers=[
            Waiting(one.id, words.node(one.node_id), "", one.due_at)
            for one in sorted(outcome.timers, key=lambda timer: timer.due_at)
        ],
        incidents=[Waiting(one.token_id, words.node(one.node_id), one.message) for one in outcome.incidents],
        variables=[
            (name, words.variable(name), write_short(value))
            for name, value in sorted(play.read_variables().items())
        ],
        answers=[
            Waiting(name, name, tell_answer(given.given)) for name, given in sorted(play.answers.items())
        ],
        letters=list_letters(play, read_manifest(run), language),
        levels=list(tell_levels(play, words)),
        lines=lines[:MOST_LINES],
        more_lines=max(0, len(lines) - MOST_LINES),
        next_at=None if play.ended else find_next_instant(play),
        ended_in=", ".join(words.node(one) for one in outcome.ended_in) if play.ended else "",
    )


def write_short(value: Any) -> str:
    text = write_words(value)
    return text if len(text) <= MOST_TEXT else f"{text[:MOST_TEXT]}…"


def write_words(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return write_nested(value) if isinstance(value, list | Mapping) else str(write_value(value))


def tell_answer(given: Any) -> str:
    if isinstance(given, Mapping) and "error" in given:
        return _("fails: %(code)s") % {"code": given["error"]}
    if isinstance(given, list):
        return " → ".join(tell_answer(one) for one in given)
    plain = given["result"] if isinstance(given, Mapping) and set(given) == {"result"} else given
    return write_short(plain)


def tell_levels(play: BenchPlay, words: Words) -> Iterator[Level]:
    states = {
        "met": _("kept"),
        "met_late": _("kept late"),
        "breached": _("broken"),
        "paused": _("stands still"),
        "running": _("running"),
        "cancelled": _("no longer asked"),
    }
    for name, clock in sorted(play.promises.clocks.items()):
        yield Level(words.level(name), clock.state, states[clock.state], TONES[clock.state], clock.target_at)


def tell_lines(play: BenchPlay, words: Words) -> Iterator[Line]:
    """What happened in the order it did: steps done, messages, decisions, faults."""
    for at, event in play.events:
        told = tell_event(event.kind, event.node_id, event.data, words)
        if told:
            yield Line(at, *told)


def tell_event(
    kind: EventKind, node: str, data: Mapping[str, Any], words: Words
) -> tuple[str, str, str] | None:
    match kind:
        case EventKind.NODE_COMPLETED:
            return words.node(node), "", ""
        case EventKind.DECISION_MADE:
            rules = ", ".join(data.get("rules", ()))
            return _("Decision: %(node)s") % {"node": words.node(node)}, rules, "info"
        case EventKind.MESSAGE_THROWN | EventKind.SIGNAL_THROWN:
            return _("Sent: %(name)s") % {"name": words.message(str(data.get("name", node)))}, "", "info"
        case EventKind.ERROR_THROWN:
            return _("Error: %(node)s") % {"node": words.node(node)}, str(data.get("code", "")), "warn"
        case EventKind.FAULT_RAISED:
            return _("Stopped: %(node)s") % {"node": words.node(node)}, str(data.get("message", "")), "late"
        case EventKind.INSTANCE_STARTED:
            return _("The run begins"), "", ""
        case EventKind.INSTANCE_COMPLETED | EventKind.INSTANCE_CANCELLED:
            return _("The run has ended"), "", "ok"
    return None
