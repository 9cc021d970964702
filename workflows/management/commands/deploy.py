"""Publish process folders, all of them or none; or retire a process."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from workflows import clock
from workflows.actors import system
from workflows.catalogue import Deployment, DeploymentRefused, deploy
from workflows.errors import ReasonMissing, WorkflowError
from workflows.retiring import Retirement, list_without_folder, retire
from workflows.yaml_source import SourceRefused


class Command(BaseCommand):
    help = "Check and publish processes. Running cases keep the version they started with."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("process", nargs="*", help="process folders; without any, all of them")
        parser.add_argument(
            "--retire", metavar="PROCESS", help="start no new case of this process; running ones go on"
        )
        parser.add_argument("--reason", default="", help="why it is retired; kept with it")
        parser.add_argument("--json", action="store_true", help="what was published, or why not, as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["retire"]:
            self.retire(options)
        else:
            self.deploy(options)

    def retire(self, options: dict[str, Any]) -> None:
        if options["process"]:
            raise CommandError("Publish and retire with two commands.")
        try:
            done = retire(options["retire"], options["reason"], by=system("deploy"), now=clock.now())
        except ReasonMissing as error:
            raise CommandError("Say why, with --reason.") from error
        except WorkflowError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(json.dumps(done.as_json(), indent=2) if options["json"] else tell_retired(done))

    def deploy(self, options: dict[str, Any]) -> None:
        try:
            done = deploy(options["process"], by=system("deploy"), now=clock.now())
        except WorkflowError as error:
            if options["json"]:
                self.stdout.write(json.dumps({"deployed": [], "errors": describe_refusal(error)}, indent=2))
            raise CommandError(f"Nothing was published.\n{error}") from error
        lost = [] if options["process"] else list_without_folder()
        if options["json"]:
            told = {"deployed": [one.as_json() for one in done], "errors": [], "without_folder": lost}
            text = json.dumps(told, indent=2)
        else:
            text = "\n".join([describe(one) for one in done] or ["There is no process folder."])
            text += "".join(f"\n{tell_lost(key)}" for key in lost)
        self.stdout.write(text)


def tell_lost(key: str) -> str:
    return (
        f"{key}: published, and no folder holds it. It goes on starting cases; "
        f"to end that: manage.py deploy --retire {key} --reason '…'"
    )


def tell_retired(done: Retirement) -> str:
    what = "retired" if done.changed else "was retired already"
    lines = [f"{done.key}: {what}; no new case starts, {done.running} running ones go on"]
    if done.callers:
        lines.append(
            f"  still called by {', '.join(done.callers)}, which keep a copy of it in their versions"
        )
    if done.has_folder:
        lines.append(f"  processes/{done.key} is still there: the next deployment of all publishes it again")
    return "\n".join(lines)


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
