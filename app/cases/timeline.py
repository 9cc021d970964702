"""The history of a case in words: what people want to know happened, and who did it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from app.accounts.models import User
from app.cases.wording import Wording
from workflows.models.history import HistoryEvent

Data = Mapping[str, Any]


@dataclass(frozen=True)
class Entry:
    """One line. `tone` colours the dot: empty, brand-dot, ok, info or late."""

    at: datetime
    actor: str
    text: str
    note: str
    tone: str


@dataclass(frozen=True)
class Wordings:
    """How a kind of event reads. `text` has %(node)s and the event's own data."""

    text: Any
    tone: str = ""


KINDS: dict[str, Wordings] = {
    "instance_started": Wordings(gettext_lazy("Case opened"), "brand-dot"),
    "instance_completed": Wordings(gettext_lazy("Case closed"), "ok"),
    "instance_cancelled": Wordings(gettext_lazy("Case cancelled"), "late"),
    "task_completed": Wordings(gettext_lazy("Done: %(node)s"), "ok"),
    "task_claimed": Wordings(gettext_lazy("Taken: %(node)s")),
    "task_released": Wordings(gettext_lazy("Given back: %(node)s")),
    "task_assigned": Wordings(gettext_lazy("Assigned to a colleague: %(node)s")),
    "task_delegated": Wordings(gettext_lazy("Assigned to a colleague: %(node)s")),
    "task_priority_raised": Wordings(gettext_lazy("More urgent: %(node)s"), "info"),
    "decision_made": Wordings(gettext_lazy("Decided: %(node)s"), "info"),
    "timer_fired": Wordings(gettext_lazy("Time passed: %(node)s"), "info"),
    "message_received": Wordings(gettext_lazy("Received: %(name)s"), "info"),
    "message_thrown": Wordings(gettext_lazy("Sent: %(name)s"), "info"),
    "signal_received": Wordings(gettext_lazy("Announced: %(name)s"), "info"),
    "job_done": Wordings(gettext_lazy("Done by the system: %(node)s")),
    "job_refused": Wordings(gettext_lazy("Refused by the system: %(node)s"), "late"),
    "escalation_thrown": Wordings(gettext_lazy("Escalated: %(node)s"), "late"),
    "error_thrown": Wordings(gettext_lazy("Ended with an error: %(node)s"), "late"),
    "instance_paused": Wordings(gettext_lazy("Paused"), "info"),
    "instance_resumed": Wordings(gettext_lazy("Resumed"), "info"),
    "instance_migrated": Wordings(gettext_lazy("Moved to a newer version of the process"), "info"),
    "operator_retry": Wordings(gettext_lazy("An operator tried again: %(node)s"), "info"),
    "operator_skip": Wordings(gettext_lazy("An operator skipped: %(node)s"), "late"),
    "operator_move": Wordings(gettext_lazy("An operator moved the case"), "late"),
    "operator_rewind": Wordings(gettext_lazy("An operator went back to: %(node)s"), "late"),
    "operator_cancel": Wordings(gettext_lazy("An operator cancelled the case"), "late"),
    "service_level_warned": Wordings(gettext_lazy("Deadline near: %(level)s"), "late"),
    "service_level_escalated": Wordings(gettext_lazy("Superiors told: %(level)s"), "late"),
    "service_level_extended": Wordings(gettext_lazy("Deadline extended: %(level)s"), "info"),
    "service_level_paused": Wordings(gettext_lazy("Clock paused: %(level)s"), "info"),
    "service_level_resumed": Wordings(gettext_lazy("Clock runs again: %(level)s"), "info"),
    "service_level_met": Wordings(gettext_lazy("Promise kept: %(level)s"), "ok"),
    "service_level_breached": Wordings(gettext_lazy("Deadline missed: %(level)s"), "late"),
}


PLACED = {"node_completed", "node_cancelled"}


def tell(events: Iterable[HistoryEvent], wording: Wording, language: str) -> list[Entry]:
    """The lines a reader sees, newest first; steps of the engine that say nothing to people are left out."""
    events = list(events)
    told = [event for event in events if event.kind in KINDS]
    names = name_actors(event.actor for event in told)
    # What an operation or a timer did is told by its token; the step's own lines say where that was.
    places = {(event.rev, event.token_id): event.node_id for event in events if event.kind in PLACED}
    for event in told:
        event.node_id = event.node_id or places.get((event.rev, event.token_id), "")
    return [tell_one(event, wording, language, names) for event in reversed(told)]


def tell_one(event: HistoryEvent, wording: Wording, language: str, names: Callable[[str], str]) -> Entry:
    kind = KINDS[event.kind]
    words = Fallback(event.data, node=wording.node(event.node_id, language) if event.node_id else "")
    if "level" in event.data:
        words["level"] = wording.level(str(event.data["level"]), language)
    text = (str(kind.text) % words).strip().removesuffix(":")
    return Entry(event.at, names(event.actor), text, find_note(event.data), kind.tone)


class Fallback(dict[str, Any]):
    """Words for a text: what an event does not tell reads as nothing rather than failing the page."""

    def __init__(self, data: Data, **words: str) -> None:
        super().__init__({**data, **words})

    def __missing__(self, key: str) -> str:
        return ""


def find_note(data: Data) -> str:
    """The reason a person gave, or the rules that decided."""
    if data.get("reason"):
        return str(data["reason"])
    rules = data.get("rules") or data.get("rule_ids")
    if isinstance(rules, list) and rules:
        return _("Rule %(rules)s") % {"rules": ", ".join(str(rule) for rule in rules)}
    return ""


def name_actors(actors: Iterable[str]) -> Callable[[str], str]:
    """Names for `user:12` and the like; the system's own parts have one name."""
    ids = {
        int(number)
        for kind, _colon, number in (actor.partition(":") for actor in actors)
        if number.isdecimal()
    }
    people = {user.pk: str(user) for user in User.objects.filter(pk__in=ids)} if ids else {}

    def name(actor: str) -> str:
        kind, _colon, number = actor.partition(":")
        if kind == "system" or not number:
            return _("Vigie")
        return people.get(int(number), actor) if number.isdecimal() else actor

    return name
