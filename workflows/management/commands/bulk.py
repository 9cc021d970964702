"""Start many cases from a list: prepare it, have somebody else approve it, watch it."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from workflows import actors, bulk, clock
from workflows.errors import WorkflowError


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        prepare = actions.add_parser(
            "prepare", help="read a CSV list: business_key, case_ref, then variables"
        )
        prepare.add_argument("process")
        prepare.add_argument("file", type=Path)
        prepare.add_argument("--title", default="")
        prepare.add_argument("--by", type=int, required=True, help="number of the user who prepares it")
        approve = actions.add_parser("approve", help="let a prepared list run")
        approve.add_argument("run", type=int)
        approve.add_argument("--checksum", required=True, help="as shown by prepare")
        approve.add_argument("--by", type=int, required=True, help="number of another user")
        for name in ("pause", "resume", "show", "retry"):
            actions.add_parser(name).add_argument("run", type=int)
        cancel = actions.add_parser("cancel")
        cancel.add_argument("run", type=int)
        cancel.add_argument("--reason", required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self._do(options)
        except (WorkflowError, OSError, UnicodeError, csv.Error) as error:
            raise CommandError(str(error)) from error

    def _do(self, options: dict[str, Any]) -> None:
        action = options["action"]
        if action == "prepare":
            self._prepare(options)
            return
        run, now = options["run"], clock.now()
        if action == "approve":
            bulk.approve(run, checksum=options["checksum"], by=actors.user(options["by"]), now=now)
        elif action == "cancel":
            bulk.cancel(run, options["reason"], now=now)
        elif action != "show":
            {"pause": bulk.pause, "resume": bulk.resume, "retry": bulk.retry_failed}[action](run)
        at = bulk.progress(run)
        self.stdout.write(f"{at.started} started, {at.failed} failed, {at.waiting} waiting of {at.total}")

    def _prepare(self, options: dict[str, Any]) -> None:
        file: Path = options["file"]
        run = bulk.prepare(
            options["title"] or file.name,
            options["process"],
            read_starts(file),
            by=actors.user(options["by"]),
            now=clock.now(),
        )
        self.stdout.write(f"run {run.id}: {run.total} lines, checksum {run.checksum}")


def read_starts(file: Path) -> Iterator[bulk.Start]:
    """The lines of a CSV file, one at a time. Raises BulkRefused without the column business_key."""
    with file.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.DictReader(stream)
        if "business_key" not in (reader.fieldnames or []):
            raise bulk.BulkRefused("The first line must name the columns, one of them business_key")
        for row in reader:
            key, case_ref = row.pop("business_key") or "", row.pop("case_ref", "") or ""
            data = {name: text for name, text in row.items() if name and text}
            yield bulk.Start(business_key=key, case_ref=case_ref, data=data)
