"""Make the demo fund: one person per role, then a year lived. Refused on a database of the site's own."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any, TextIO, cast

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from app.accounts.models import User
from app.cases.models import Case
from app.demo.errors import DemoFailed
from app.demo.year import Plan, Year, begin, is_begun, is_lived
from app.embedded.sign_ins import PEOPLE, has_embedded_database, make_sign_ins
from workflows import clock
from workflows.clock import BRUSSELS

OWN = "This database is the site's own: no demo fund (VIGIE_DEMO=true makes one)."


class Command(BaseCommand):
    help = "make the demo fund: its people, one per role, and a year of its life that ends now"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--people-only", action="store_true", help="the sign-ins, without the year")
        parser.add_argument("--persons", type=int, default=Plan.persons, help="affiliates (60)")
        parser.add_argument("--companies", type=int, default=Plan.companies, help="companies (10)")
        parser.add_argument(
            "--months", type=int, default=Plan.months, help="how long the fund has lived (12)"
        )
        parser.add_argument("--seed", type=int, default=Plan.seed, help="another seed makes another fund")

    def handle(self, *, people_only: bool, **options: Any) -> None:
        if not settings.DEMO:
            self.stdout.write(OWN)
            return
        if not has_embedded_database() and has_own_people():
            raise CommandError("This database has people of its own; the demo's are not mixed in.")
        self.make_people()
        if not people_only:
            self.live(options)

    @transaction.atomic
    def make_people(self) -> None:
        for sign_in in make_sign_ins():
            username, first, last, language = PEOPLE[sign_in.role]
            group, _ = Group.objects.get_or_create(name=sign_in.role)
            user, created = User.objects.get_or_create(
                username=username, defaults={"first_name": first, "last_name": last, "language": language}
            )
            if created or not user.check_password(sign_in.password):
                user.set_password(sign_in.password)
                user.save(update_fields=["password"])
            user.groups.add(group)
            self.stdout.write(f"{sign_in.role:<24} {username:<10} {sign_in.password}")

    def live(self, options: dict[str, Any]) -> None:
        """Live the year, or what an interruption has left of it."""
        if is_lived() or (Case.objects.exists() and not is_begun()):
            return
        if not settings.VIRTUAL_CLOCK:
            raise CommandError("The demo fund needs VIGIE_VIRTUAL_CLOCK=true: it has lived a year by today.")
        sizes = {name: options[name] for name in ("persons", "companies", "months", "seed")}
        plan = Plan(until=datetime.now(BRUSSELS), **sizes)
        with (
            connection.cursor() as cursor
        ):  # a crash costs the last moments, which the next start lives again
            cursor.execute("SET synchronous_commit = off")
        try:
            with transaction.atomic():
                if not is_begun():
                    begin(plan)
            Year(plan).live(cast(TextIO, self.stdout._out))  # a wrapper ends each text with a new line
        except DemoFailed as error:
            raise CommandError(f"The demo fund stopped on {clock.today():%d/%m/%Y}: {error}") from error


def has_own_people() -> bool:
    names = [person[0] for person in PEOPLE.values()]
    return User.objects.exclude(username__in=names).exists()
