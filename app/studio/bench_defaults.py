"""What a run may begin from: the scenarios of the process, with their data, answers and days."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.studio.bench_runs import Source
from app.studio.drafts import read_trials
from workflows.process_folders import is_trial
from workflows.testing.reports import list_scenarios
from workflows.testing.scenarios import Scenario, StepKind
from workflows.yaml_source import SourceRefused


def list_known(source: Source) -> list[Scenario]:
    """The scenarios of a draft or version; none where their files cannot be read: the draft's page says why."""
    try:
        return list(list_scenarios(source.process, find_trials(source)))
    except SourceRefused:
        return []


def find_trials(source: Source) -> Mapping[str, str]:
    if source.draft is not None:
        return {path: text for path, text in source.draft.files.items() if is_trial(path)}
    trials: Mapping[str, str] = source.version.trials if source.version else {}
    return trials or read_trials(source.process)


def find_scenario(source: Source, place: str) -> Scenario | None:
    """The scenario that stands at a place of its file, as the page names it."""
    return next((one for one in list_known(source) if one.place == place), None)


def gather_task_answers(scenario: Scenario) -> dict[str, list[Mapping[str, Any]]]:
    """Node → what its task is answered, the first time, the second time, …"""
    found: dict[str, list[Mapping[str, Any]]] = {}
    for step in scenario.steps:
        if step.kind is StepKind.COMPLETE:
            found.setdefault(step.value, []).append(step.data)
    return found


def tell_begin(scenario: Scenario | None, now: datetime) -> datetime:
    return scenario.begins if scenario else now.replace(minute=0, second=0, microsecond=0)
