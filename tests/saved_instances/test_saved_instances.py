"""Whatever an earlier release saved runs to its end today. A file that fails asks for an upgrade, not for an edit."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from tests.saved_instances.situations import SITUATIONS
from tests.saved_instances.write import FILES, take_step
from tests.workflows.engine.play import MONDAY, Case
from workflows.engine import Bundle, Host, SetVariables, administer, compile_definition
from workflows.engine.codec import FORMAT
from workflows.feel.codec import decode


def _resume(path: Path) -> tuple[Case, dict[str, Any]]:
    kept = json.loads(path.read_text())
    files = {name: text.encode() for name, text in kept["bundle"]["bpmn"].items()}
    definition = compile_definition(Bundle(kept["bundle"]["process_id"], kept["bundle"]["sha256"], files))
    case = Case.__new__(Case)
    case.definition, case.now, case.host = definition, MONDAY, Host()
    case.last = administer(definition, base64.b64decode(kept["state"]), SetVariables({}), MONDAY)
    return case, kept


@pytest.mark.parametrize("path", sorted(FILES.glob("*.json")), ids=lambda path: path.stem)
def test_a_saved_instance_runs_to_its_end(path: Path) -> None:
    case, kept = _resume(path)
    for step in kept["then"]:
        take_step(case, step)
    assert case.last.completed
    assert case.last.incidents == ()
    assert case.variables() == decode(kept["variables"])


def test_every_situation_is_saved_in_the_format_of_today() -> None:
    assert {path.stem for path in FILES.glob(f"{FORMAT:03}-*.json")} == {
        f"{FORMAT:03}-{name}" for name in SITUATIONS
    }
