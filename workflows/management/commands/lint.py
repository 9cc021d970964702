"""`manage.py lint PATH…`: check any BPMN or DMN file, process folder or tree. Needs no database."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from workflows.errors import WorkflowError
from workflows.known_names import gather_names, load_guards
from workflows.lint import Finding, Severity
from workflows.lint.folders import PathRefused, lint_path
from workflows.process_folders import Library


class Command(BaseCommand):
    requires_system_checks = ()
    help = "Check BPMN and DMN files; ends with exit code 1 when one of them has an error."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
        parser.add_argument("--json", action="store_true", help="print the findings as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        findings = _lint(options["paths"])
        errors = sum(finding.severity is Severity.ERROR for finding in findings)
        if options["json"]:
            told = {"errors": errors, "findings": [finding.as_json() for finding in findings]}
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=1))
        else:
            for finding in findings:
                self.stdout.write(str(finding))
            self.stdout.write(f"{errors} errors, {len(findings) - errors} warnings and notes")
        if errors:
            raise SystemExit(1)


def _lint(paths: list[Path]) -> list[Finding]:
    try:
        registry, guards = gather_names(Library()), load_guards()
        return [finding for path in paths for finding in lint_path(path, registry, guards=guards)]
    except (PathRefused, WorkflowError, OSError) as error:
        raise CommandError(str(error)) from error
