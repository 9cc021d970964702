"""Let somebody sign in again who is locked out or has lost a factor; an operator's act, written down."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from app.accounts.models import User
from app.sign_in import releases


class Command(BaseCommand):
    help = "Lift a lockout. With --factors also remove the person's second factors; with --sessions end all sessions."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--factors", action="store_true", help="remove app, keys and recovery codes")
        parser.add_argument("--sessions", action="store_true", help="end all sessions")

    def handle(self, *args: Any, **options: Any) -> None:
        person = User.objects.filter(username=options["username"]).first()
        if person is None:
            raise CommandError(f"Nobody has the user name {options['username']!r}.")
        done = releases.release(person, factors=options["factors"], sessions=options["sessions"])
        self.stdout.write(
            f"{person.username}: {done.attempts} locked attempts lifted, {done.factors} factors removed, "
            f"{done.sessions} sessions ended."
        )
