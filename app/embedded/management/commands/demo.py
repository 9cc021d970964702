"""Make the trial fund: one person per role. Refused on a database of the site's own unless VIGIE_DEMO=true."""

from typing import Any

from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from app.accounts.models import User
from app.embedded.demo_cases import open_demo_cases
from app.embedded.sign_ins import PEOPLE, has_embedded_database, is_trial, make_sign_ins


class Command(BaseCommand):
    help = "make the trial fund's people, one per role, and print their sign-ins"

    def handle(self, *args: Any, **options: Any) -> None:
        if not is_trial():
            self.stdout.write(
                "This database is the site's own: no trial people (VIGIE_DEMO=true makes them)."
            )
            return
        if (
            not has_embedded_database()
            and User.objects.exclude(username__in=[p[0] for p in PEOPLE.values()]).exists()
        ):
            raise CommandError("This database has people of its own; the trial's are not mixed in.")
        self._make_people()
        opened = open_demo_cases()
        if opened:
            self.stdout.write(f"{opened} questions opened")

    @transaction.atomic
    def _make_people(self) -> None:
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
            self.stdout.write(f"{sign_in.role:<16} {username:<16} {sign_in.password}")
