"""Incidents that say the same, as one line of the list."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from app.cases.incident_words import IncidentWords, describe_incident, find_message
from app.supervision.details import name_message
from workflows.models import Incident


@dataclass(frozen=True)
class Line:
    """The newest incident of those alike, and the others. `about` is the message it is about, and whom."""

    incident: Incident
    words: IncidentWords
    about: str
    others: tuple[Incident, ...] = ()


def list_lines(found: Iterable[Incident], language: str) -> list[Line]:
    """In the order found; incidents that follow each other and say the same of the same place are one line."""
    lines = []
    for _key, alike in groupby(found, key=tell_apart):
        first, *others = alike
        lines.append(
            Line(first, describe_incident(first, language), tell_about(first, language), tuple(others))
        )
    return lines


def tell_apart(incident: Incident) -> tuple[object, ...]:
    return incident.kind, incident.node_id, incident.instance_id, incident.message


def tell_about(incident: Incident, language: str) -> str:
    """The message nobody took, with what it is about: two of them differ in nothing else."""
    row = find_message(incident)
    if row is None:
        return ""
    return " · ".join(part for part in (name_message(row.name, language), row.correlation) if part)
