"""`manage.py detect_rights`: find rights nobody asked for, grant or contact; made to be run each night."""

import json
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from app.benefits.detection import detect_rights
from app.cases.detections import open_detected
from workflows import clock
from workflows.yaml_source import SourceRefused


class Command(BaseCommand):
    help = "Weigh new events for rights, keep each outcome, and open the cases of the people to contact."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--on", help="the day, today unless said", metavar="DATE")
        parser.add_argument("--cases", type=int, default=500, help="cases opened at most (0: none)")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            on = date.fromisoformat(options["on"]) if options["on"] else clock.today()
        except ValueError as error:
            raise CommandError("--on must be a date such as 2026-05-12.") from error
        try:
            report = detect_rights(on)
        except SourceRefused as error:
            raise CommandError("\n".join(str(one) for one in error.problems)) from error
        opened = open_detected(options["cases"]) if options["cases"] else 0
        self.stdout.write(json.dumps({"on": str(on), "weighed": report.to_json(), "cases": opened}, indent=2))
