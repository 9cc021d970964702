"""`manage.py calculate NAME --input JSON`: one calculation with its result and its trace, as JSON."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from app.registers.calculations import calculate, list_calculations
from app.registers.missing_values import tell_refusal
from app.registers.rendering import render
from app.registers.traces import Trace
from workflows.errors import WorkflowError
from workflows.json_text import JsonRefused, read_object


class Command(BaseCommand):
    requires_system_checks = ()
    help = "Calculate one amount: JSON with its result and how it came about. --list tells what there is."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", nargs="?", help="the calculation")
        parser.add_argument(
            "--input", default="{}", metavar="JSON", help="the inputs by name, as a JSON object"
        )
        parser.add_argument("--list", action="store_true", help="every calculation with its inputs")
        parser.add_argument("--explain", choices=["fr", "nl", "de", "en"], help="add the trace in words")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["list"]:
            self.stdout.write(write_json([found.describe() for found in list_calculations()]))
            return
        if not options["name"]:
            raise CommandError("Name a calculation, or ask for --list.")
        try:
            found = calculate(options["name"], read_object(options["input"]))
        except JsonRefused as error:
            raise CommandError(f"--input is not usable: {error}") from error
        except WorkflowError as error:
            with override(options["explain"] or "en"):
                raise CommandError(tell_refusal(error.message)) from error
        told = {"calculation": options["name"], **found.to_json()}
        if options["explain"]:
            told["explanation"] = explain(found.trace, options["explain"])
        self.stdout.write(write_json(told))


def explain(trace: Trace, language: str) -> list[str]:
    return [line.as_text() for line in render(trace, language)]


def write_json(data: Any) -> str:
    return json.dumps(data, indent=2, ensure_ascii=False)
