"""Say which subject of the organisation's directory a person of the fund is."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from app.accounts.models import User
from app.sign_in import directory_links
from app.sign_in.errors import SignInError


class Command(BaseCommand):
    help = "Link a user name with the subject (`sub`) by which the directory knows this person."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("subject")

    def handle(self, *args: Any, **options: Any) -> None:
        person = User.objects.filter(username=options["username"]).first()
        if person is None:
            raise CommandError(f"Nobody has the user name {options['username']!r}.")
        try:
            directory_links.link(person, options["subject"])
        except SignInError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{person.username} signs in as {options['subject']} of the directory.")
