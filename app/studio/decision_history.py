"""What a decision answered in real cases: how often each rule spoke, and the last inputs it was asked with."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from workflows.models.definition import DefinitionVersion
from workflows.process_folders import CALLED
from workflows.rows import fetch

#: Decided in this process, or in one that calls it. A case that was moved since decided under the version which the
#: first move behind it left.
EVENTS = """
FROM workflows_historyevent e
JOIN workflows_processinstance i ON i.id = e.instance_id
JOIN workflows_definitionversion v ON v.id = i.version_id
WHERE e.kind = 'decision_made' AND e.data->>'decision' = %(decision)s
  AND e.at >= %(first)s AND e.at < %(last)s
  AND v.definition_id = ANY(%(keys)s)
  AND (%(number)s::int IS NULL OR (v.definition_id = %(process)s AND %(number)s = COALESCE((
      SELECT (m.data->>'from')::int FROM workflows_historyevent m
      WHERE m.instance_id = e.instance_id AND m.id > e.id AND m.kind IN ('operator_migrate', 'operator_restore')
      ORDER BY m.id LIMIT 1
  ), v.number)))
"""
COUNT = f"SELECT count(*), count(DISTINCT e.instance_id) {EVENTS}"
HITS = f"""
SELECT rule, count(*), max(found.at) FROM (
    SELECT e.at, jsonb_array_elements_text(e.data->'rules') AS rule {EVENTS}
) found GROUP BY rule
"""  # noqa: S608 – our own statement
LAST = f"""
SELECT e.at, e.data, i.case_ref {EVENTS} ORDER BY e.at DESC, e.id DESC LIMIT %(most)s
"""


@dataclass(frozen=True)
class Window:
    """Of what is counted: `decision` is its id; `number` a version of the process, None for all."""

    process: str
    decision: str
    first: datetime
    last: datetime
    number: int | None = None

    def bind(self, keys: list[str]) -> dict[str, Any]:
        return {
            "process": self.process,
            "decision": self.decision,
            "first": self.first,
            "last": self.last,
            "number": self.number,
            "keys": keys,
        }


@dataclass(frozen=True)
class Hits:
    """`by_rule`: rule id → (how often, when last). A case that stands twice at a decision counts twice."""

    decisions: int
    instances: int
    by_rule: Mapping[str, tuple[int, datetime]]


@dataclass(frozen=True)
class Asked:
    """One real decision: `data` as the history keeps it; inputs are gone where the case's content was removed."""

    at: datetime
    data: Mapping[str, Any]
    case_ref: str


def list_callers(process: str) -> list[str]:
    """The process and those whose versions in force bring it along."""
    path = f"{CALLED}/{process}/process.bpmn"
    found = DefinitionVersion.objects.filter(files__has_key=path).values_list("definition_id", flat=True)
    return [process, *sorted(set(found) - {process})]


def count_hits(window: Window, keys: list[str]) -> Hits:
    told = window.bind(keys)
    [(decisions, instances)] = fetch(COUNT, told)
    rules = {str(rule): (int(times), at) for rule, times, at in fetch(HITS, told)}
    return Hits(int(decisions), int(instances), rules)


def list_last(window: Window, keys: list[str], most: int) -> list[Asked]:
    """The newest decisions, newest first."""
    rows = fetch(LAST, {**window.bind(keys), "most": most})
    return [Asked(at, json.loads(data), case_ref or "") for at, data, case_ref in rows]
