"""Take running instances to another version of their process, try it, go on with a stopped batch, or undo one."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from workflows import migration
from workflows.actors import operator
from workflows.errors import WorkflowError
from workflows.json_text import JsonRefused, read_object
from workflows.models.migration import MigrationBatch


class Command(BaseCommand):
    help = "Take running instances to another version of their process by a plan {old node: new node}."

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        for action in ("plan", "try", "run"):
            one = actions.add_parser(action)
            one.add_argument("process")
            one.add_argument("source", type=int, help="number of the version they run in")
            one.add_argument("target", type=int, help="number of the version they go to")
            if action != "plan":
                one.add_argument("--plan", type=Path, help="JSON file; equal names when left out")
            if action == "run":
                one.add_argument("--reason", required=True)
                one.add_argument("--by", required=True, help="who decides: a user's number or a word")
        for action in ("resume", "undo"):
            one = actions.add_parser(action)
            one.add_argument("batch", type=int)
            one.add_argument("--reason", required=action == "undo", default="")
            one.add_argument("--by", required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            getattr(self, f"_{options['action']}")(options)
        except MigrationBatch.DoesNotExist as error:
            raise CommandError(f"There is no batch {options['batch']}.") from error
        except WorkflowError as error:
            raise CommandError(str(error)) from error

    def _plan(self, options: dict[str, Any]) -> None:
        plan = migration.suggest_plan(options["process"], options["source"], options["target"])
        self.stdout.write(json.dumps(plan, indent=2, ensure_ascii=False))

    def _try(self, options: dict[str, Any]) -> None:
        plan = self._read(options)
        trials = migration.try_out(options["process"], options["source"], options["target"], plan)
        for trial in trials:
            self.stdout.write(f"{trial.instance_id}\t{trial.problem or 'can migrate'}")
        if any(trial.problem for trial in trials):
            raise SystemExit(1)

    def _run(self, options: dict[str, Any]) -> None:
        batch = migration.prepare(
            options["process"],
            options["source"],
            options["target"],
            self._read(options),
            reason=options["reason"],
            by=operator(options["by"]),
        )
        self._carry_out(batch.id, options["by"])

    def _resume(self, options: dict[str, Any]) -> None:
        migration.retry_failed(options["batch"])
        self._carry_out(options["batch"], options["by"])

    def _undo(self, options: dict[str, Any]) -> None:
        count = migration.undo(options["batch"], by=operator(options["by"]), reason=options["reason"])
        self.stdout.write(f"Batch {options['batch']}: {count} instances taken back.")

    def _carry_out(self, batch_id: int, by: str) -> None:
        migration.run(batch_id, by=operator(by))
        items = MigrationBatch.objects.get(id=batch_id).items
        for item in items.filter(state="failed").order_by("id"):
            self.stderr.write(f"{item.instance_id}\t{item.error}")
        states = Counter(items.values_list("state", flat=True))
        self.stdout.write(
            f"Batch {batch_id}: " + ", ".join(f"{n} {state}" for state, n in sorted(states.items()))
        )
        if states["failed"]:
            raise SystemExit(1)

    def _read(self, options: dict[str, Any]) -> dict[str, str]:
        if options["plan"] is None:
            return migration.suggest_plan(options["process"], options["source"], options["target"])
        try:
            plan = read_object(options["plan"].read_text(encoding="utf-8"))
        except (OSError, UnicodeError, JsonRefused) as error:
            raise CommandError(f"{options['plan']}: {error}") from error
        if not all(isinstance(node, str) for node in plan.values()):
            raise CommandError(f"{options['plan']} must be a JSON object of node names.")
        return plan
