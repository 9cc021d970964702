"""The way cases took, as an event log for process mining: XES (IEEE 1849-2023), written while it is read.

Nobody is named. Cases are numbered in the order they ended, people in the order they appear; no answer, letter or
reference is in the log. The steps are those a person would name: tasks and events of the drawing, not its gateways.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from itertools import islice
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from lxml import etree

from app.cases.models import Case
from app.cases.wording import find_wording
from app.exports.workbooks import Drain
from app.periods import Period
from workflows import xml
from workflows.clock import BRUSSELS
from workflows.models import DefinitionVersion, HistoryEvent, InstanceStatus, ProcessInstance

MEDIA = "application/xml"
#: Cases read at a time.
PAGE = 200
#: Of the standard's life cycle.
TRANSITIONS = {"node_entered": "start", "node_completed": "complete", "node_cancelled": "ate_abort"}
EXTENSIONS = {"Concept": "concept", "Time": "time", "Lifecycle": "lifecycle", "Organizational": "org"}


@dataclass
class Names:
    """Numbers in the place of names, for one log only; step names in the reader's language."""

    language: str
    cases: int = 0
    people: dict[str, str] = field(default_factory=dict)

    def number_case(self) -> str:
        self.cases += 1
        return f"case {self.cases}"

    def number_person(self, actor: str) -> str:
        if actor.startswith("system:"):
            return "system"
        return self.people.setdefault(actor, f"person {len(self.people) + 1}")


def write(process: str, period: Period, language: str) -> Iterator[bytes]:
    """The completed cases of a process that ended in the period: those `durations.read_cases` counts."""
    drain, names = Drain(), Names(language)
    cases = list_cases(process, period).iterator(PAGE)
    with etree.xmlfile(drain, encoding="utf-8") as file:
        file.write_declaration()
        with file.element("log", {"xes.version": "1849-2023", "xes.features": ""}):
            for name, prefix in EXTENSIONS.items():
                uri = f"http://www.xes-standard.org/{prefix}.xesext"
                file.write(etree.Element("extension", name=name, prefix=prefix, uri=uri))
            file.write(tell("string", "concept:name", process))
            while page := list(islice(cases, PAGE)):
                for trace in make_traces(page, names):
                    file.write(trace)
                file.flush()
                yield drain.take()
    yield drain.take()


def list_cases(process: str, period: Period) -> QuerySet[Case]:
    ended = Case.objects.filter(period.covers("closed_at"), status=InstanceStatus.COMPLETED, process=process)
    return ended.order_by("closed_at", "pk")


def make_traces(cases: Sequence[Case], names: Names) -> Iterator[Any]:
    """One trace a case, the events of all its runs in the order they happened."""
    runs = ProcessInstance.objects.filter(case_ref__in=[case.reference for case in cases], is_test=False)
    of_case: dict[str, dict[UUID, ProcessInstance]] = {}
    for run in runs.only("id", "case_ref", "version_id"):
        of_case.setdefault(run.case_ref, {})[run.id] = run
    ids = [key for found in of_case.values() for key in found]
    events: dict[UUID, list[HistoryEvent]] = {}
    kept = HistoryEvent.objects.filter(instance_id__in=ids, kind__in=TRANSITIONS).defer("data").order_by("id")
    for event in kept:
        events.setdefault(event.instance_id, []).append(event)
    for case in cases:
        yield make_trace(of_case.get(case.reference, {}), events, names)


def make_trace(
    runs: dict[UUID, ProcessInstance], events: dict[UUID, list[HistoryEvent]], names: Names
) -> Any:
    trace = etree.Element("trace")
    trace.append(tell("string", "concept:name", names.number_case()))
    mine = sorted((event for run in runs for event in events.get(run, [])), key=lambda event: event.pk)
    for event in mine:
        version = runs[event.instance_id].version_id
        node = event.node_id.rpartition("/")[2]
        if node and node not in find_gateways(version):
            trace.append(make_event(event, find_wording(version).node(node, names.language), names))
    return trace


def make_event(event: HistoryEvent, name: str, names: Names) -> Any:
    told = etree.Element("event")
    told.append(tell("string", "concept:name", name))
    told.append(tell("string", "lifecycle:transition", TRANSITIONS[event.kind]))
    told.append(tell("date", "time:timestamp", write_instant(event.at)))
    told.append(tell("string", "org:resource", names.number_person(event.actor)))
    return told


def tell(kind: str, key: str, value: str) -> Any:
    return etree.Element(kind, key=key, value=value)


def write_instant(at: datetime) -> str:
    return at.astimezone(BRUSSELS).isoformat(timespec="milliseconds")


@lru_cache(maxsize=256)
def find_gateways(version_id: int) -> frozenset[str]:
    """Ids of the gateways of a version and of the processes it calls; published versions never change."""
    files: dict[str, str] = DefinitionVersion.objects.values_list("files", flat=True).get(pk=version_id)
    drawings = (text for path, text in files.items() if path.endswith(".bpmn"))
    nodes = (node for drawing in drawings for node in xml.parse(drawing.encode()).iter("{*}*"))
    return frozenset(node.get("id", "") for node in nodes if etree.QName(node).localname.endswith("Gateway"))
