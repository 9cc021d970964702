"""What an operator does about incidents from the command line: list, retry, skip, complete, cancel, close, deliver."""

from argparse import ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from workflows import incidents, queries
from workflows.actors import Actor, operator
from workflows.errors import WorkflowError
from workflows.feel import FeelError, codec
from workflows.json_text import JsonRefused, read_object


class Command(BaseCommand):
    help = "List open incidents; retry, skip, complete, cancel or close one, with the reason."

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        listing = actions.add_parser("list", help="open incidents, the oldest first")
        listing.add_argument("--process", default="", help="only those of this process")
        listing.add_argument("--limit", type=read_limit, default=100, help="1 to 10,000")
        for action in ("retry", "skip", "complete", "cancel", "close", "deliver"):
            one = actions.add_parser(action)
            one.add_argument("incident", type=int)
            one.add_argument("--reason", required=True)
            one.add_argument("--by", required=True, help="who decides: a user's number or a word")
            if action == "skip":
                one.add_argument("--flow", default="", help="the way out of a gateway that has several")
            if action in ("retry", "skip", "complete"):
                one.add_argument("--data", default="{}", help='JSON object; typed values as {"$date": …}')
            if action == "deliver":
                one.add_argument("--subscription", type=int, required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        if options["action"] == "list":
            self._list(options)
            return
        try:
            self._act(options, operator(options["by"]))
        except WorkflowError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Incident {options['incident']}: {options['action']} done.")

    def _list(self, options: dict[str, Any]) -> None:
        for one in queries.open_incidents(limit=options["limit"], definition_key=options["process"]):
            where = f"{one.instance.definition_key} {one.instance_id}" if one.instance else "no instance"
            self.stdout.write(
                f"{one.id}\t{one.opened_at:%Y-%m-%d %H:%M}\t{one.kind}\t{one.node_id}\t{where}\t{one.message}"
            )

    def _act(self, options: dict[str, Any], by: Actor) -> None:
        key, reason = options["incident"], options["reason"]
        match options["action"]:
            case "retry":
                incidents.retry(key, reason, by=by, data=self._read(options["data"]))
            case "skip":
                incidents.skip(key, reason, by=by, data=self._read(options["data"]), flow_id=options["flow"])
            case "complete":
                incidents.complete(key, self._read(options["data"]), reason, by=by)
            case "cancel":
                incidents.cancel(key, reason, by=by)
            case "close":
                incidents.close(key, reason, by=by)
            case "deliver":
                incidents.choose_receiver(key, options["subscription"], reason, by=by)

    def _read(self, text: str) -> dict[str, Any]:
        try:
            data = codec.decode(read_object(text))
        except (JsonRefused, FeelError) as error:
            raise CommandError(f"--data is not usable: {error}") from error
        if not isinstance(data, dict):
            raise CommandError("--data must be a JSON object.")
        return data


def read_limit(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 6 and 1 <= int(text) <= 10_000):
        raise ArgumentTypeError(f"must be a number from 1 to 10000, not {text[:40]!r}")
    return int(text)
