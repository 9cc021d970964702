"""Adds the state of each situation that has no file yet: `python -m tests.saved_instances.write`.

Run it after adding a situation, and once for every new state format: the file name carries the format. A file that
is there is never written again; when one no longer runs, write an upgrade (`workflows/engine/upgrades`).
"""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

from tests.saved_instances.situations import SITUATIONS, Situation
from tests.workflows.engine.play import Case
from workflows.engine import Retry, SetVariables, compile_definition
from workflows.engine.codec import FORMAT
from workflows.feel.codec import encode

FILES = Path(__file__).parent / "files"


def take_step(case: Case, step: list[Any]) -> None:
    """Do [method, first argument, data]."""
    method, name, data = step
    if method == "retry":
        case.administer(Retry(case.last.incidents[0].token_id))
    elif method == "set":
        case.administer(SetVariables(data))
    elif method == "fire":
        case.fire(name)
    elif method == "result":
        case.result(name, data)
    else:
        getattr(case, method)(name, **data)


def write_missing() -> list[Path]:
    """Write what is missing and name it."""
    wanted = {FILES / f"{FORMAT:03}-{name}.json": situation for name, situation in SITUATIONS.items()}
    missing = {path: situation for path, situation in wanted.items() if not path.exists()}
    for path, situation in missing.items():
        path.write_text(json.dumps(_describe(situation), indent=1) + "\n")
    return list(missing)


def _describe(situation: Situation) -> dict[str, Any]:
    case = Case(compile_definition(situation.bundle), situation.data)
    for step in situation.before:
        take_step(case, step)
    return {
        "bundle": {
            "process_id": situation.bundle.process_id,
            "sha256": situation.bundle.sha256,
            "bpmn": {name: data.decode() for name, data in situation.bundle.bpmn.items()},
        },
        "state": base64.b64encode(case.last.state).decode(),
        "then": situation.then,
        "variables": encode(situation.variables),
    }


if __name__ == "__main__":
    for written in write_missing():
        print(written.name)  # noqa: T201 a script says what it wrote
