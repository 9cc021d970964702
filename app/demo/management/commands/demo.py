"""Make the demo fund: one person per role, then a year lived. Refused on a database of the site's own."""

from argparse import ArgumentParser
from typing import Any, TextIO, cast

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from app.demo import house_rules, start
from app.demo.dump_loading import is_unsealed, seal_anew
from app.demo.errors import DemoFailed
from app.demo.people import has_own_people, make_people
from app.embedded.sign_ins import has_embedded_database
from workflows import clock

OWN = "This database is the site's own: no demo fund (VIGIE_DEMO=true makes one)."
SIZES = ("persons", "companies", "months", "seed")


class Command(BaseCommand):
    help = "make the demo fund: its people, one per role, and a year of its life that ends now"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--people-only", action="store_true", help="the sign-ins, without the year")
        parser.add_argument(
            "--before-schema",
            action="store_true",
            help="put a shipped fund of an older schema back, if it is one",
        )
        parser.add_argument("--persons", type=int, help="live a fund of so many affiliates instead")
        parser.add_argument("--companies", type=int, help="and so many companies")
        parser.add_argument("--months", type=int, help="that has lived so long (12)")
        parser.add_argument("--seed", type=int, help="another seed makes another fund")

    def handle(self, *, people_only: bool, before_schema: bool, **options: Any) -> None:
        if not settings.DEMO:
            self.stdout.write(OWN)
        elif before_schema:
            self.restore()
        else:
            self.make(people_only, {name: options[name] for name in SIZES if options[name] is not None})

    def make(self, people_only: bool, sizes: dict[str, int]) -> None:
        if not has_embedded_database() and has_own_people():
            raise CommandError("This database has people of its own; the demo's are not mixed in.")
        for sign_in in make_people(start.read_manifest()):
            self.stdout.write(f"{sign_in.role:<24} {sign_in.username:<10} {sign_in.password}")
        if is_unsealed():
            seal_anew()
        if not people_only:
            self.live(sizes)

    def live(self, sizes: dict[str, int]) -> None:
        if not settings.VIRTUAL_CLOCK:
            raise CommandError("The demo fund needs VIGIE_VIRTUAL_CLOCK=true: it has lived a year by today.")
        with (
            connection.cursor() as cursor
        ):  # a crash costs the last moments, which the next start lives again
            cursor.execute("SET synchronous_commit = off")
        try:
            is_whole = start.go_on(self.stream, sizes)
        except DemoFailed as error:
            raise CommandError(f"The demo fund stopped on {clock.today():%d/%m/%Y}: {error}") from error
        if not is_whole:
            self.stdout.write(
                f"vigie: The demo fund stands on {clock.today():%d/%m/%Y} and goes on from there; "
                "`manage.py simulate --until DATE` moves it on."
            )
        house_rules.settle()

    def restore(self) -> None:
        """Before the schema is made: an older fund goes into the schema it was written from."""
        manifest = start.read_manifest()
        if manifest is None or start.has_schema() or not start.make_old_schema(manifest):
            return
        if start.will_load():
            start.load_shipped(self.stream, is_old=True)

    @property
    def stream(self) -> TextIO:
        return cast(TextIO, self.stdout._out)  # a wrapper ends each text with a new line
