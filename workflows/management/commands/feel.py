"""`manage.py feel 'EXPR'`: evaluate an expression by hand."""

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from workflows import clock
from workflows.feel import Environment, FeelError, FeelSyntaxError, parse, write
from workflows.feel.codec import decode, encode
from workflows.json_text import JsonRefused, read_object


class Command(BaseCommand):
    requires_system_checks: list[str] = []
    help = "Evaluate a FEEL expression and print its value; reasons for null go to the error output."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("expression")
        parser.add_argument("--context", default="{}", help='variables as JSON, typed ones as {"$date": "…"}')
        parser.add_argument("--json", action="store_true", help="print value and warnings as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        variables = _read_context(options["context"])
        warnings: list[str] = []
        value = _evaluate(options["expression"], variables, warnings)
        if options["json"]:
            self.stdout.write(
                json.dumps({"value": _to_json(value), "warnings": warnings}, ensure_ascii=False)
            )
            return
        self.stdout.write(write(value, quoted=True))
        for warning in warnings:
            self.stderr.write(f"warning: {warning}")


def _read_context(text: str) -> dict[str, Any]:
    try:
        variables = decode(read_object(text))
    except (JsonRefused, FeelError) as error:
        raise CommandError(f"--context is not usable: {error}") from error
    if not isinstance(variables, dict):
        raise CommandError('--context must name its variables, such as {"x": {"$date": "2026-05-12"}}.')
    return variables


def _evaluate(text: str, variables: dict[str, Any], warnings: list[str]) -> Any:
    try:
        expression = parse(text, names=variables)
        environment = Environment(now=clock.now() if expression.reads_clock else None)
        return expression.evaluate(variables, environment, warnings=warnings)
    except FeelSyntaxError as error:
        sys.stderr.write(f"{error.pointer}\n")
        raise CommandError(f"Line {error.line}, column {error.column}: {error.message}") from error
    except FeelError as error:
        raise CommandError(str(error)) from error


def _to_json(value: Any) -> Any:
    try:
        return encode(value)
    except FeelError:
        return write(value)
