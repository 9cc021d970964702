"""Look for parties that may be one and put them on the work list."""

from typing import Any

from django.core.management.base import BaseCommand

from app.people.duplicates import find_suspicions
from workflows import clock


class Command(BaseCommand):
    help = (
        "Look for persons and companies registered twice; people judge the pairs on the page of duplicates."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        found = find_suspicions(clock.now())
        self.stdout.write(f"{found} new pairs to judge.")
