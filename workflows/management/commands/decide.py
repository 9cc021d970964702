"""Take a decision from the command line: as deployed, else as a .dmn file has it."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from workflows.clock import now
from workflows.deployed_decisions import DeployedDecision, find_deployed
from workflows.dmn import DecisionResult, Definitions, DmnError, read
from workflows.dmn.plain import read_inputs, write_plain
from workflows.dmn.sources import find_decisions, list_decisions, resolve_beside
from workflows.dmn.trace import DecisionTrace, TableTrace
from workflows.dmn.walking import reads_clock
from workflows.errors import WorkflowError
from workflows.feel_functions import environment
from workflows.json_text import JsonRefused, read_object


class Command(BaseCommand):
    requires_system_checks = ()
    help = "Take a decision: JSON with its outputs, the ids of the rules that fired, and why they did."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("decision", nargs="?", help="id or name of the decision")
        parser.add_argument("--list", action="store_true", help="name the decisions of the folder instead")
        parser.add_argument(
            "--input", default="{}", metavar="JSON", help="the inputs by name, as a JSON object"
        )
        parser.add_argument("--file", type=Path, metavar="X.dmn", help="look only in this file")
        parser.add_argument("--process", help="the process, where several have such a decision")
        parser.add_argument("--strict", action="store_true", help="refuse where a process would stop")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            if options["list"]:
                self._list()
                return
            if options["decision"] is None:
                raise CommandError("Which decision? --list names those of the folder.")
            plain = read_json(options["input"])
            model, identifier = self.find(options["decision"], options["file"], options["process"])
            inputs = read_inputs(model, model.find_decision(identifier), plain)
            # Only a model that asks for the time needs the clock, which may be the database's.
            host = environment(now() if reads_clock(model) else None)
            result = model.decide(identifier, inputs, host, strict=options["strict"])
        except (WorkflowError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(json.dumps(write_result(identifier, result), indent=2, ensure_ascii=False))

    def _list(self) -> None:
        folder = Path(settings.PROCESSES_DIR)
        for path, identifier in list_decisions(folder):
            self.stdout.write(f"{identifier}\t{path.relative_to(folder)}")

    def find(self, name: str, file: Path | None, process: str | None) -> tuple[Definitions, str]:
        """The deployed decision; a file's when one is named or none is deployed, which is said."""
        if file is None:
            deployed = choose_deployed(name, process)
            if deployed:
                return deployed.model, deployed.identifier
            self.stderr.write(f"No deployed version has a decision {name!r}: taken from the folder.")
        return find_model(name, file)


def choose_deployed(name: str, process: str | None) -> DeployedDecision | None:
    """The one deployed decision of that name. Raises DmnError when several processes have one."""
    found = [one for one in find_deployed(name) if process in (None, one.process)]
    if len(found) > 1:
        places = ", ".join(f"{one.process} ({one.path})" for one in found)
        raise DmnError(f"several deployed decisions are called {name!r}: {places}; choose one with --process")
    return found[0] if found else None


def read_json(text: str) -> dict[str, Any]:
    try:
        return read_object(text)
    except JsonRefused as error:
        raise CommandError(f"--input is not usable: {error}") from error


def find_model(name: str, file: Path | None) -> tuple[Definitions, str]:
    """The model that has the decision, and the decision's id. Raises DmnError."""
    if file is not None:
        if not file.is_file():
            raise DmnError(f"there is no file {file}")
        model = read(file.read_bytes(), imports=resolve_beside(file))
        return model, model.find_decision(name).id
    found = find_decisions(Path(settings.PROCESSES_DIR), name)
    if not found:
        told = f"no .dmn file below {settings.PROCESSES_DIR} has a decision {name!r}; --list names those there are"
        raise DmnError(told)
    if len(found) > 1:
        files = ", ".join(str(path) for path, _, _ in found)
        raise DmnError(f"several files have a decision {name!r}: {files}; choose one with --file")
    _, model, decision = found[0]
    return model, decision.id


def write_result(identifier: str, result: DecisionResult) -> dict[str, Any]:
    """`rules` are the rules of the decision asked for; `decisions` all that were taken, required ones first."""
    asked = next((trace for trace in result.decisions if trace.decision_id == identifier), None)
    return {
        "decision": identifier,
        "outputs": write_plain(result.value),
        "rules": list(asked.rule_ids) if asked else [],
        "decisions": [write_decision(trace) for trace in result.decisions],
        "warnings": list(result.warnings),
    }


def write_decision(trace: DecisionTrace) -> dict[str, Any]:
    return {
        "id": trace.decision_id,
        "name": trace.name,
        "inputs": write_plain(trace.inputs),
        "outputs": write_plain(trace.outputs),
        "tables": [write_table(table) for table in trace.tables],
    }


def write_table(table: TableTrace) -> dict[str, Any]:
    return {
        "id": table.table_id,
        "hit_policy": table.hit_policy,
        "inputs": write_plain(table.inputs),
        "defaulted": table.defaulted,
        "fired": [
            {
                "rule": rule.index,
                "id": rule.rule_id,
                "matched": [
                    {"column": cell.column, "value": write_plain(cell.value), "entry": cell.entry}
                    for cell in rule.matched
                ],
                "outputs": write_plain(rule.outputs),
            }
            for rule in table.fired
        ],
    }
