"""What is past its time of keeping, removing its content, and the legal holds that keep it."""

from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from workflows import clock, holds, retention
from workflows.actors import operator
from workflows.errors import WorkflowError
from workflows.models.retention import LegalHold


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        due = actions.add_parser("due", help="what would go, and what is kept and why; changes nothing")
        due.add_argument("--on", default="", help="as of this day, 2036-01-31; without it, now")
        actions.add_parser("remove", help="take away now what is due, instead of waiting for the worker")
        actions.add_parser("holds", help="the legal holds in force")
        for action in ("hold", "lift"):
            one = actions.add_parser(action)
            one.add_argument("case", help="the case's reference")
            one.add_argument("--reason", required=True)
            one.add_argument("--by", required=True, help="who decides: a user's number or a word")

    def handle(self, *args: Any, **options: Any) -> None:
        match options["action"]:
            case "due":
                self._tell_due(read_day(options["on"]))
            case "remove":
                self._remove()
            case "holds":
                self._tell_holds()
            case _:
                self._hold(options)

    def _tell_due(self, on: datetime) -> None:
        for one in retention.tell_standing(on):
            kept = "".join(f"\t{count} kept: {reason}" for reason, count in one.kept.items() if count)
            self.stdout.write(f"{one.policy.process}\t{one.policy.period}\t{one.due} due{kept}")

    def _remove(self) -> None:
        total = 0
        while count := retention.remove_expired():
            total += count
        self.stdout.write(f"The content of {total} instances was removed.")

    def _tell_holds(self) -> None:
        held = LegalHold.objects.filter(lifted_at=None).order_by("placed_at", "id")
        if not held:
            self.stdout.write("No case is held.")
        for one in held:
            self.stdout.write(f"{one.case_ref}\t{one.placed_at:%Y-%m-%d}\t{one.placed_by}\t{one.reason}")

    def _hold(self, options: dict[str, Any]) -> None:
        act = holds.place if options["action"] == "hold" else holds.lift
        try:
            act(options["case"], options["reason"], by=operator(options["by"]))
        except WorkflowError as error:
            raise CommandError(str(error)) from error
        done = "held" if options["action"] == "hold" else "no longer held"
        self.stdout.write(f"{options['case']} is {done}.")


def read_day(text: str) -> datetime:
    """Midnight of the day in Brussels. Raises CommandError for what is none."""
    if not text:
        return clock.now()
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=clock.BRUSSELS)
    except ValueError as error:
        raise CommandError(f"--on takes a day such as 2036-01-31, not {text!r}.") from error
