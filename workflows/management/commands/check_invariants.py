"""Check that rows, states and history agree; exit 1 with a sentence for each that does not."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from workflows import invariants


class Command(BaseCommand):
    help = "Check that rows, states and history agree; exit 1 with a sentence for each that does not."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", help="look into every instance, not a sample")

    def handle(self, *args: Any, **options: Any) -> None:
        found = 0
        for breach in invariants.check(everything=options["all"]):
            self.stdout.write(str(breach))
            found += 1
        if found:
            self.stderr.write(f"{found} invariants are broken.")
            raise SystemExit(1)
        self.stdout.write("All invariants hold.")
