"""Check the chain of seals over the history; exit 1 naming the first broken place."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from workflows import seals


class Command(BaseCommand):
    help = "Check the chain of seals over the history; exit 1 naming the first broken place."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--seal", action="store_true", help="seal what is not sealed yet, before checking"
        )
        parser.add_argument(
            "--head", metavar="SEAL:HASH", help="a head kept elsewhere, which the chain must still hold"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["seal"]:
            seals.seal()
        found = seals.verify()
        if found.broken is not None:
            self.stderr.write(f"BROKEN. {found.broken}")
            raise SystemExit(1)
        if options["head"] is not None and not seals.holds_head(options["head"]):
            self.stderr.write(
                f"BROKEN. The chain does not hold the head {options['head']}: its end was removed, or an older copy of "
                "the database was put in place."
            )
            raise SystemExit(1)
        self.stdout.write(
            f"The history holds: {found.events} events under {found.seals} seals, {found.unsealed} not sealed yet; "
            f"{found.redacted} redacted, their time of keeping being over."
        )
        self.stdout.write(f"Head, to be kept elsewhere: {seals.find_head() or 'none yet'}")
