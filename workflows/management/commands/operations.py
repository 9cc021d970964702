"""List the operations processes may call, with their inputs and outputs."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from workflows import operations


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="for other programs")

    def handle(self, *args: Any, **options: Any) -> None:
        described = operations.describe()
        if options["json"]:
            self.stdout.write(json.dumps(described, indent=2, ensure_ascii=False))
            return
        for one in described:
            inputs = ", ".join(_show(each) for each in one["inputs"])
            outputs = ", ".join(f"{name}: {kind}" for name, kind in one["outputs"].items())
            self.stdout.write(f"{one['name']}({inputs}){f' → {outputs}' if outputs else ''}")
            self.stdout.write(f"    {one['summary']}  [{one['queue']}, {one['attempts']} attempts]")


def _show(given: dict[str, Any]) -> str:
    return f"{given['name']}{'' if given['required'] else '?'}: {given['type']}"
