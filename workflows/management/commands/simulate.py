"""Move the virtual clock of a demo or test fund."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from workflows.clock import BRUSSELS, ClockError
from workflows.simulation import simulate


class Command(BaseCommand):
    help = "Let time pass on a demo or test fund (VIGIE_VIRTUAL_CLOCK=true), doing what falls due on the way."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--until", required=True, metavar="DATE", help="a day, or an instant in Brussels")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            done = simulate(read_instant(options["until"]))
        except (ClockError, OverflowError) as error:
            raise CommandError(str(error)) from error
        began, ended = done.began.astimezone(BRUSSELS), done.ended.astimezone(BRUSSELS)
        passed = f"From {began:%Y-%m-%d %H:%M} to {ended:%Y-%m-%d %H:%M}"
        self.stdout.write(f"{passed}: {done.work} pieces of work at {done.instants} instants.")


def read_instant(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"--until must be a date such as 2026-12-31; it is {text!r}.") from error
    return found if found.tzinfo else found.replace(tzinfo=BRUSSELS)
