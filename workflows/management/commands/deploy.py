"""Publish process folders: all of them or none."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from workflows import clock
from workflows.actors import system
from workflows.catalogue import Deployment, DeploymentRefused, deploy
from workflows.errors import WorkflowError
from workflows.yaml_source import SourceRefused


class Command(BaseCommand):
    help = "Check and publish processes. Running cases keep the version they started with."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("process", nargs="*", help="process folders; without any, all of them")
        parser.add_argument("--json", action="store_true", help="what was published, or why not, as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            done = deploy(options["process"], by=system("deploy"), now=clock.now())
        except WorkflowError as error:
            if options["json"]:
                self.stdout.write(json.dumps({"deployed": [], "errors": describe_refusal(error)}, indent=2))
            raise CommandError(f"Nothing was published.\n{error}") from error
        if options["json"]:
            text = json.dumps({"deployed": [one.as_json() for one in done], "errors": []}, indent=2)
        else:
            text = "\n".join(describe(one) for one in done) or "There is no process folder."
        self.stdout.write(text)


def describe(one: Deployment) -> str:
    told = "published" if one.changed else "unchanged"
    lines = [f"{one.key}: version {one.number} {told} ({one.sha256[:12]})"]
    return "\n".join([*lines, *(f"  {finding}" for finding in one.findings)])


def describe_refusal(error: WorkflowError) -> list[dict[str, Any]]:
    if isinstance(error, DeploymentRefused):
        return [finding.as_json() for finding in error.findings]
    if isinstance(error, SourceRefused):
        return [
            {"file": found.file, "line": found.line, "key": found.key, "message": found.message}
            for found in error.problems
        ]
    return [{"message": str(error)}]
