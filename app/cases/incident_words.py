"""What stopped and why, in the reader's words: the kernel keeps incidents in its own.

A kind has a title and a sentence that says what it means for the case. What a package refused is told by the
translation of its docstring where there is one; the text as it was kept stands beside it, in English.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from app.cases.told_values import ToldValue, tell_values
from app.cases.wording import find_wording, tell_apart
from app.registers.missing_values import tell_refusal
from workflows.models import DefinitionVersion, InboxMessage, Incident

KINDS: dict[str, tuple[Any, Any]] = {
    "operation_failed": (
        gettext_lazy("Automatic step failed"),
        gettext_lazy("The system could not do this step, and the attempts it had are used up. The case waits here."),
    ),
    "timer_failed": (
        gettext_lazy("Deadline without effect"),
        gettext_lazy("A date has come, but the case could not go on from it. The case waits here."),
    ),
    "periodic_failed": (
        gettext_lazy("Regular duty failed"),
        gettext_lazy("A duty the system has at fixed times failed. It tries again by itself at its next time."),
    ),
    "message_failed": (
        gettext_lazy("Message not sent"),
        gettext_lazy("What the system should have handed over was not taken, and the attempts it had are used up."),
    ),
    "ambiguous_message": (
        gettext_lazy("Message with several receivers"),
        gettext_lazy("A message has come that more than one waits for. None has it yet: a person chooses who gets it."),
    ),
    "unclaimed_message": (
        gettext_lazy("Message without a receiver"),
        gettext_lazy("A message has come that no case waited for, and the time it was kept for is over."),
    ),
    "undeliverable_message": (
        gettext_lazy("Message not taken"),
        gettext_lazy("A message has come, but the case that waited for it could not take it."),
    ),
    "service_level_failed": (
        gettext_lazy("Promise without a clock"),
        gettext_lazy("The clock of a promise could not be kept. The case goes on; its deadline is not watched."),
    ),
    "expression": (
        gettext_lazy("Expression not calculated"),
        gettext_lazy("An expression of the process cannot be calculated from the data of the case."),
    ),
    "condition": (
        gettext_lazy("Condition not decided"),
        gettext_lazy("Which way the case goes on cannot be decided from its data: a value is missing or unusable."),
    ),
    "no_flow": (
        gettext_lazy("No way on"),
        gettext_lazy("None of the ways out of this step fits the data of the case."),
    ),
    "decision": (
        gettext_lazy("Decision without a result"),
        gettext_lazy("The decision table gives no usable result for the data of the case."),
    ),
    "unhandled_error": (
        gettext_lazy("Refusal without a way"),
        gettext_lazy("A step ended with a refusal for which the process has drawn no way."),
    ),
    "dead_end": (
        gettext_lazy("Dead end"),
        gettext_lazy("The case has come to a place from which nothing leads on."),
    ),
    "step_budget": (
        gettext_lazy("Too many steps at once"),
        gettext_lazy("The case took too many steps without a pause and was stopped."),
    ),
    "call_depth": (
        gettext_lazy("Calls nested too deeply"),
        gettext_lazy("Processes call one another too deeply; the case was stopped."),
    ),
    "timer": (
        gettext_lazy("Date not calculated"),
        gettext_lazy("The date this step waits for cannot be calculated from the data of the case."),
    ),
    "data": (
        gettext_lazy("Unusable value"),
        gettext_lazy("A value this step gave is not of the kind the process has declared."),
    ),
    "engine": (
        gettext_lazy("Engine stopped"),
        gettext_lazy("The engine could not go on with this case. Nothing was changed by the step."),
    ),
}  # fmt: skip
OURS = {"app", "forms", "workflows"}
CONTEXT = re.compile(r"\s*\((?P<pairs>\w+=[^()]*)\)$")
PAIR = re.compile(r"(?:^|, )(\w+)=(.*?)(?=, \w+=|$)")


@dataclass(frozen=True)
class IncidentWords:
    """`refusal` is what the system said, translated where it can be; `facts` what it said it about."""

    title: str
    meaning: str
    node: str
    process: str
    refusal: str
    facts: list[ToldValue]


def name_kind(kind: str) -> str:
    return str(KINDS[kind][0]) if kind in KINDS else tell_apart(kind)


def describe_incident(incident: Incident, language: str) -> IncidentWords:
    """For a list and for the page; `incident.instance` should be read along."""
    version = incident.instance.version_id if incident.instance else None
    wording = find_wording(version) if version else None
    refusal, context = read_refusal(incident.message)
    return IncidentWords(
        title=name_kind(incident.kind),
        meaning=str(KINDS[incident.kind][1]) if incident.kind in KINDS else "",
        node=wording.node(incident.node_id, language) if wording and incident.node_id else "",
        process=wording.title(language) if wording else "",
        refusal=refusal,
        facts=tell_values(context, version, language, unveiled=False),
    )


def read_refusal(message: str) -> tuple[str, Mapping[str, str]]:
    """`CalledAlready: The quarter … (quarter=2026Q4)` → its docstring translated, and what stands in brackets."""
    name, _colon, _rest = message.partition(": ")
    found = list_errors().get(name)
    brackets = CONTEXT.search(message)
    context = dict(PAIR.findall(brackets["pairs"])) if brackets else {}
    missing = tell_refusal(message)
    if missing != message:
        return missing, {}
    if found is None:
        return "", context
    text = _(found)
    is_readable = text != found or (get_language() or "").startswith("en")
    return text if is_readable else "", context


def tell_error(text: str, language: str) -> str:
    """An error kept as text, without its class: translated where a catalogue has it, with what it was about."""
    missing = tell_refusal(text)
    if missing != text:
        return missing
    brackets = CONTEXT.search(text)
    said = _(CONTEXT.sub("", text)) if text else ""
    context = dict(PAIR.findall(brackets["pairs"])) if brackets else {}
    facts = [
        f"{one.label}{_(': ')}{', '.join(one.lines)}"
        for one in tell_values(context, None, language, unveiled=False)
    ]
    return " ".join([said, *(f"({fact})" for fact in facts)])


@lru_cache(maxsize=1)
def list_errors() -> Mapping[str, str]:
    """Name of an error of ours → its docstring, which is its message."""
    found: dict[str, str] = {}
    waiting: list[type[Exception]] = [Exception]
    while waiting:
        kind = waiting.pop()
        if kind.__module__.partition(".")[0] in OURS:
            found[kind.__name__] = (kind.__doc__ or "").strip()
        waiting += kind.__subclasses__()
    return found


def find_message(incident: Incident) -> InboxMessage | None:
    """The message an incident is about."""
    place, _colon, key = incident.engine_token.partition(":")
    return InboxMessage.objects.filter(id=int(key)).first() if place == "inbox" and key.isdecimal() else None


def find_declaring(name: str) -> int | None:
    """The newest version of a process that declares a message: its words are the message's."""
    versions = DefinitionVersion.objects.filter(manifest__messages__has_key=name).order_by("-id")
    return versions.values_list("id", flat=True).first()
