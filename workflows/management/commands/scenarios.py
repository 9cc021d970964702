"""Play the scenarios and cases of processes, and name each flow and rule that none of them takes."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from workflows.errors import WorkflowError
from workflows.process_folders import Library
from workflows.testing.reports import ProcessReport, run_process
from workflows.testing.shared_decisions import SharedReport, run_all_shared


class Command(BaseCommand):
    help = "Play scenarios and decision cases; exit 1 when one fails or a flow or rule is not taken."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("process", nargs="*", help="process folders; without any, all of them")
        parser.add_argument("--json", action="store_true")

    def handle(self, *_args: Any, **options: Any) -> None:
        library = Library()
        try:
            reports = [run_process(key, library) for key in options["process"] or library.list_keys()]
            shared = [] if options["process"] else run_all_shared(library.processes)
        except WorkflowError as error:
            raise CommandError(str(error)) from error
        everything: list[ProcessReport | SharedReport] = [*reports, *shared]
        if options["json"]:
            self.stdout.write(json.dumps([report.as_json() for report in everything], indent=2))
        else:
            told = [line for report in reports for line in describe(report)]
            told += [line for one in shared for line in describe_shared(one)]
            self.stdout.write("\n".join(told) or "No process.")
        if not all(report.passed for report in everything):
            sys.exit(1)


def describe(report: ProcessReport) -> Iterator[str]:
    held = sum(one.passed for one in report.scenarios)
    cases = sum(one.passed for one in report.cases)
    yield f"{report.key}: {held}/{len(report.scenarios)} scenarios, {cases}/{len(report.cases)} cases"
    yield from (f"  ✗ {problem}" for problem in report.problems)
    flows, rules = len(report.flows), report.rules
    flown, fired = flows - len(report.missing_flows), rules - len(report.missing_rules)
    yield f"  flows taken {flown}/{flows}, rules fired {fired}/{rules}"
    yield from (f"  not taken: {flow}" for flow in report.missing_flows)
    yield from (f"  never fired: {rule}" for rule in report.missing_rules)


def describe_shared(report: SharedReport) -> Iterator[str]:
    held = sum(one.passed for one in report.cases)
    yield f"decisions/{report.name}: {held}/{len(report.cases)} cases, {report.rules} rules"
    yield from (f"  ✗ {problem}" for problem in report.problems)
