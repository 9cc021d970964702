"""`manage.py open_regularisations`: open the cases of all incomes that were told and not regularised yet."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from app.cases.errors import ProcessNotDeployed
from app.years.duties import BY
from app.years.opening import open_waiting
from workflows import clock


class Command(BaseCommand):
    help = (
        "Open the regularisations of all incomes told; killed or run again, it goes on with those that wait."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        try:
            opened = open_waiting(by=BY, now=clock.now())
        except ProcessNotDeployed as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{opened} regularisations opened")
