"""Bring the shipped articles into the database, where the public pages and their search find them."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from app.knowledge.shipping import ship
from app.knowledge.sources import shelf
from workflows import clock
from workflows.yaml_source import SourceRefused


class Command(BaseCommand):
    help = "Publish the shipped articles that are not in the database yet; the fund's own editions stay."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            done = ship(shelf(), now=clock.now())
        except SourceRefused as refused:
            raise CommandError(str(refused)) from refused
        for name in done.published:
            self.stdout.write(f"published: {name}")
        for name in done.kept_away:
            self.stdout.write(f"kept away by an edition of the fund's own: {name}")
