"""What a letter is shown with: the sample beside it, or what a scenario's task puts into it when it is played."""

import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import yaml
from django.utils.translation import gettext as _

from app.correspondence.errors import LetterError
from app.correspondence.letter_data import build_data
from app.correspondence.samples import NOW, RECIPIENT, SAMPLE, fill_sample
from app.studio.errors import FileRefused
from workflows.engine import DefinitionRefused
from workflows.errors import WorkflowError
from workflows.shelves import open_shelf
from workflows.testing.playing import Play
from workflows.testing.reports import list_scenarios, make_playable
from workflows.testing.scenarios import Scenario, StepKind
from workflows.xml import XmlRefused
from workflows.yaml_source import SourceRefused

SENDING = "correspondence.send_letter"
MOST_KEPT = 16
Files = Mapping[str, str]
_PLAYED: dict[str, dict[str, Any] | None] = {}


def list_cases(process: str, files: Files) -> list[str]:
    """The scenarios by name; those that cannot be read are said on the draft's own page."""
    try:
        return [one.name for one in list_scenarios(process, files)]
    except SourceRefused:
        return []


def build_case(process: str, files: Files, letter: str, language: str, case: str) -> dict[str, Any]:
    """The data for a letter in one language; `case` is a scenario, or empty for the sample. Raises FileRefused."""
    source = files.get(f"letters/{letter}.{language}.typ", "")
    if case:
        return build_played(process, files, letter, language, case)
    try:
        return fill_sample(files.get(f"letters/{SAMPLE}", ""), source, language)
    except (yaml.YAMLError, ValueError, TypeError, KeyError, LetterError) as error:
        told = _("letters/sample.yaml cannot be used: %(error)s")
        raise FileRefused(told % {"error": error}) from error


def build_played(process: str, files: Files, letter: str, language: str, case: str) -> dict[str, Any]:
    inputs = play_kept(process, files, letter, case)
    if inputs is None:
        told = _("The scenario “%(case)s” does not send this letter.")
        raise FileRefused(told % {"case": case[:200]})
    recipient, content = inputs.get("recipient") or RECIPIENT, inputs.get("content") or {}
    try:
        return build_data(
            reference="Q-2026-000001",
            now=NOW,
            language=language,
            recipient={**RECIPIENT, **{key: value for key, value in dict(recipient).items() if value}},
            content=dict(content),
            payment=inputs.get("payment"),
        )
    except (LetterError, TypeError, ValueError) as error:
        raise FileRefused(str(error)) from error


def play_kept(process: str, files: Files, letter: str, case: str) -> dict[str, Any] | None:
    """As `play`, kept while only the texts of letters change: compiling the drawing for each key would take long."""
    told = {path: text for path, text in files.items() if not path.endswith(".typ")}
    key = hashlib.sha256(json.dumps([process, letter, case, told], sort_keys=True).encode()).hexdigest()
    if key not in _PLAYED:
        while len(_PLAYED) >= MOST_KEPT:
            _PLAYED.pop(next(iter(_PLAYED)))
        _PLAYED[key] = play(process, files, letter, case)
    return _PLAYED[key]


def play(process: str, files: Files, letter: str, case: str) -> dict[str, Any] | None:
    """What the first task that sends the letter puts into it; None where none does. Raises FileRefused."""
    try:
        scenario = next((one for one in list_scenarios(process, files) if one.name == case), None)
        if scenario is None:
            return None
        playable = make_playable(open_shelf({process: files}).read(process))
    except (SourceRefused, XmlRefused, DefinitionRefused, WorkflowError) as error:
        raise FileRefused(_("The scenario cannot be played: %(error)s") % {"error": error}) from error
    calls = play_through(Play(playable, scenario), scenario)
    return next((dict(one) for one in calls if one.get("letter") == letter), None)


def play_through(run: Play, scenario: Scenario) -> list[Mapping[str, Any]]:
    """What was sent until the scenario ended or stopped: whether it holds the draft's page says."""
    with suppress(WorkflowError):
        run.begin()
        for step in scenario.steps:
            if step.kind is not StepKind.EXPECT:
                run.do(step)
    return [call.inputs for call in run.calls if call.operation == SENDING]
