"""The history of a case in words: what people want to know happened, and who did it."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from app.accounts.models import User
from app.cases.needlessness import is_needless
from app.cases.wording import ADDED_BY_HAND, Wording, find_rules, tell_apart
from app.correspondence.queries import Happening
from workflows.models import Job
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
    link: str = ""


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
    "task_taken_back": Wordings(gettext_lazy("Taken back, open again: %(node)s"), "info"),
    "task_named": Wordings(gettext_lazy("Added by hand: %(words)s"), "brand-dot"),
    "task_claimed": Wordings(gettext_lazy("Taken: %(node)s")),
    "task_released": Wordings(gettext_lazy("Given back: %(node)s")),
    "task_assigned": Wordings(gettext_lazy("Assigned to a colleague: %(node)s")),
    "task_delegated": Wordings(gettext_lazy("Assigned to a colleague: %(node)s")),
    "task_put_aside": Wordings(gettext_lazy("Put aside: %(node)s")),
    "task_brought_back": Wordings(gettext_lazy("Taken up again: %(node)s")),
    "task_priority_raised": Wordings(gettext_lazy("More urgent: %(node)s"), "info"),
    "decision_made": Wordings(gettext_lazy("Decided: %(node)s"), "info"),
    "timer_fired": Wordings(gettext_lazy("Time passed: %(node)s"), "info"),
    "message_received": Wordings(gettext_lazy("Received: %(name)s"), "info"),
    "message_thrown": Wordings(gettext_lazy("Sent: %(name)s"), "info"),
    "signal_received": Wordings(gettext_lazy("Announced: %(name)s"), "info"),
    "flow_taken": Wordings(gettext_lazy("%(node)s – %(way)s")),
    "job_done": Wordings(gettext_lazy("%(node)s – done by the system")),
    "job_refused": Wordings(gettext_lazy("Refused by the system: %(node)s"), "late"),
    "escalation_thrown": Wordings(gettext_lazy("Escalated: %(node)s"), "late"),
    "error_thrown": Wordings(gettext_lazy("Ended with an error: %(node)s"), "late"),
    "instance_paused": Wordings(gettext_lazy("Paused"), "info"),
    "instance_resumed": Wordings(gettext_lazy("Resumed"), "info"),
    "instance_migrated": Wordings(gettext_lazy("Moved to a newer version of the process"), "info"),
    "incident_opened": Wordings(gettext_lazy("Stopped: %(node)s"), "late"),
    "fault_raised": Wordings(gettext_lazy("Stopped: %(node)s"), "late"),
    "incident_resolved": Wordings(gettext_lazy("Incident closed: %(node)s"), "info"),
    "operator_retry": Wordings(gettext_lazy("An operator tried again: %(node)s"), "info"),
    "operator_skip": Wordings(gettext_lazy("An operator skipped: %(node)s"), "late"),
    "operator_move": Wordings(gettext_lazy("An operator moved the case"), "late"),
    "operator_shifttimers": Wordings(gettext_lazy("An operator changed a date"), "late"),
    "job_hastened": Wordings(gettext_lazy("An operator had it tried at once: %(node)s"), "info"),
    "job_stopped": Wordings(gettext_lazy("An operator stopped it: %(node)s"), "late"),
    "operator_rewind": Wordings(gettext_lazy("An operator went back to: %(node)s"), "late"),
    "operator_cancel": Wordings(gettext_lazy("An operator cancelled the case"), "late"),
    "sensitive_shown": Wordings(gettext_lazy("An operator saw what is sensitive: %(node)s"), "info"),
    "hold_placed": Wordings(gettext_lazy("Kept beyond its time: legal hold"), "info"),
    "hold_lifted": Wordings(gettext_lazy("Legal hold lifted"), "info"),
    "content_removed": Wordings(
        gettext_lazy("Personal content removed: its time of keeping is over"), "info"
    ),
    "service_level_warned": Wordings(gettext_lazy("Deadline near: %(level)s"), "late"),
    "service_level_escalated": Wordings(gettext_lazy("Superiors told: %(level)s"), "late"),
    "service_level_extended": Wordings(gettext_lazy("Deadline extended: %(level)s"), "info"),
    "service_level_set_anew": Wordings(gettext_lazy("Deadline counted anew: %(level)s"), "info"),
    "service_level_paused": Wordings(gettext_lazy("Clock paused: %(level)s"), "info"),
    "service_level_resumed": Wordings(gettext_lazy("Clock runs again: %(level)s"), "info"),
    "service_level_pause_withdrawn": Wordings(gettext_lazy("Pause undone: %(level)s"), "info"),
    "service_level_pause_outlasted": Wordings(gettext_lazy("Paused longer than planned: %(level)s"), "late"),
    "service_level_reset": Wordings(
        gettext_lazy("Clock set on another edition of its policy: %(level)s"), "info"
    ),
    "service_level_set_back": Wordings(gettext_lazy("Clock set back as it was: %(level)s"), "info"),
    "service_level_met": Wordings(gettext_lazy("Promise kept: %(level)s"), "ok"),
    "service_level_breached": Wordings(gettext_lazy("Deadline missed: %(level)s"), "late"),
}


#: What an operator did about an incident, by the first word the kernel keeps of it.
REPAIRED: dict[str, Any] = {
    "retry": gettext_lazy("An operator had it tried again: %(node)s"),
    "complete": gettext_lazy("An operator gave the result by hand: %(node)s"),
    "skip": gettext_lazy("An operator skipped: %(node)s"),
    "delivered": gettext_lazy("An operator chose who receives the message"),
    "cancel": gettext_lazy("An operator cancelled the case"),
}
#: A task added by hand is a run of its own, whose beginning and end are those of no case.
ADDED_CANCELLED = Wordings(gettext_lazy("Cancelled: %(node)s"), "late")
OF_CASES = frozenset({"instance_started", "instance_completed"})
NOT_NEEDED = Wordings(gettext_lazy("Not needed any more: %(level)s"))
NAMED = {"message_received", "message_thrown", "signal_received"}
PLACED = {"node_completed", "node_cancelled"}
STOOD = {"service_level_paused", "service_level_resumed"}


@dataclass(frozen=True)
class Teller:
    """What is needed to word the events of one instance."""

    wording: Wording
    rules: Mapping[str, str]
    letters: Mapping[str, str]
    language: str
    names: Callable[[str], str]
    #: The nodes completed, by the step of the engine.
    completed: Mapping[int, Collection[str]] = field(default_factory=dict)
    #: What a task added by hand is called.
    own_words: str = ""

    def tell(self, event: HistoryEvent, place: str) -> Entry:
        kind = self.find_kind(event)
        words = Fallback(
            event.data, node=self.own_words or self.name_node(place), way=self.name_node(event.node_id)
        )
        if "level" in event.data:
            words["level"] = self.wording.level(
                str(event.data["level"]), self.language, str(event.data.get("process", ""))
            )
        named = event.data.get("name") or event.data.get("message") or event.data.get("signal")
        if named and event.kind in NAMED:
            words["name"] = self.wording.message(str(named), self.language)
        text = (str(find_text(event, kind)) % words).strip().removesuffix(":")
        return Entry(event.at, self.names(event.actor), text, self.find_note(event), kind.tone)

    def find_kind(self, event: HistoryEvent) -> Wordings:
        """How it reads; a promise that was not needed is no promise kept."""
        if event.kind == "instance_cancelled" and self.wording.key == ADDED_BY_HAND:
            return ADDED_CANCELLED
        needless = is_needless(event, self.wording, self.completed.get(event.rev, ()))
        return NOT_NEEDED if needless else KINDS[event.kind]

    def name_node(self, node_id: str) -> str:
        return self.wording.node(node_id, self.language) if node_id else ""

    def find_note(self, event: HistoryEvent) -> str:
        """The reason a person gave, the rules that decided, or the letter that was made."""
        if event.kind in STOOD:
            return tell_days(event.data, self.wording, self.language)
        if event.kind == "incident_resolved":
            return str(event.data.get("resolution", "")).partition(": ")[2]
        if event.data.get("reason"):
            return self.wording.reason(str(event.data["reason"]), self.language)
        made = self.letters.get(event.token_id, "") if event.kind == "job_done" else ""
        if made in self.wording.letters:  # an operation may also read a letter, by its id
            return self.wording.letter(made, self.language)
        rules = event.data.get("rules")
        if isinstance(rules, list) and rules:
            named = (self.rules.get(str(rule)) or tell_apart(str(rule)) for rule in rules)
            return _("Rule “%(rules)s”") % {"rules": "; ".join(named)}
        return ""


def find_text(event: HistoryEvent, kind: Wordings) -> Any:
    """How an event reads. A result given by hand was not done by the system."""
    if event.kind == "job_done" and event.data.get("by_hand"):
        return REPAIRED["complete"]
    if event.kind == "incident_resolved":
        act = str(event.data.get("resolution", "")).replace(":", " ").partition(" ")[0]
        return REPAIRED.get(act, kind.text)
    return kind.text


def tell_days(data: Data, wording: Wording, language: str) -> str:
    """Why a clock stopped and for how long as planned, or how long it really stood."""
    parts = [wording.reason(str(data["reason"]), language)] if data.get("reason") else []
    if data.get("planned_days") is not None:
        planned = int(data["planned_days"])
        parts.append(
            ngettext("planned for %(days)s day", "planned for %(days)s days", planned) % {"days": planned}
        )
    if data.get("actual_days") is not None:
        stood = int(data["actual_days"])
        parts.append(ngettext("stood %(days)s day", "stood %(days)s days", stood) % {"days": stood})
    return " · ".join(parts)


def tell(
    events: Iterable[HistoryEvent],
    wording: Wording,
    language: str,
    letters: Mapping[str, str] | None = None,
    names: Callable[[str], str] | None = None,
) -> list[Entry]:
    """The lines a reader sees, newest first; steps of the engine that say nothing to people are left out.

    `letters` are the names of the letters made, by the token of their step; `names` those of the actors, if read
    already.
    """
    events = list(events)
    told = [event for event in events if is_told(event, wording)]
    has_rules = any(event.data.get("rules") for event in told)
    rules = find_rules(wording.version_id, language) if has_rules else {}
    names = names or name_actors(event.actor for event in told)
    completed: dict[int, set[str]] = {}
    for event in events:
        if event.kind == "node_completed":
            completed.setdefault(event.rev, set()).add(event.node_id)
    teller = Teller(
        wording, rules, letters or {}, language, names, completed, find_own_words(events, wording, language)
    )
    # What an operation or a timer did is told by its token; the step's own lines say where that was.
    places = {(event.rev, event.token_id): event.node_id for event in events if event.kind in PLACED}
    return [teller.tell(event, find_place(event, places)) for event in reversed(told)]


def find_own_words(events: Iterable[HistoryEvent], wording: Wording, language: str) -> str:
    """What the task added by hand is called that these events are of; nothing for the run of a case."""
    if wording.key != ADDED_BY_HAND:
        return ""
    named = (str(event.data.get("words", "")) for event in events if event.kind == "task_named")
    return next(named, "") or wording.title(language)


def weave(told: Iterable[Entry], happenings: Iterable[Happening]) -> list[Entry]:
    """The lines of the process and of its correspondence in one history, newest first."""
    others = (Entry(one.at, one.actor, one.text, one.note, one.tone, one.link) for one in happenings)
    return sorted([*told, *others], key=lambda entry: entry.at, reverse=True)


def is_told(event: HistoryEvent, wording: Wording) -> bool:
    """A way taken says something where the model gives it a name: the answer to a gateway's question."""
    if event.kind in OF_CASES and wording.key == ADDED_BY_HAND:
        return False
    return event.kind in KINDS and (event.kind != "flow_taken" or event.node_id in wording.nodes)


def find_place(event: HistoryEvent, places: Mapping[tuple[int, str], str]) -> str:
    """The node an event is about; for a way taken, the gateway it leaves."""
    own = "" if event.kind == "flow_taken" else event.node_id
    return own or places.get((event.rev, event.token_id), "")


def find_letters(*instances: UUID) -> dict[str, str]:
    """The letters these instances had made: token of the step → name of the letter."""
    jobs = Job.objects.filter(instance__in=instances, inputs__has_key="letter")
    return {token: str(name) for token, name in jobs.values_list("engine_job", "inputs__letter")}


class Fallback(dict[str, Any]):
    """Words for a text: what an event does not tell reads as nothing rather than failing the page."""

    def __init__(self, data: Data, **words: str) -> None:
        super().__init__({**data, **words})

    def __missing__(self, key: str) -> str:
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
