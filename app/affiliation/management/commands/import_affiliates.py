"""Persons and companies of a CSV file, with their affiliation. The file may be sent again."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from app.affiliation import affiliate_lines
from app.affiliation.affiliate_lines import AffiliationPart
from app.people.importing import columns
from app.people.importing.batches import Batch
from app.registers.line_reports import FileRefused, run_import
from workflows import clock
from workflows.actors import system

COLUMNS = (*columns.COLUMNS, *affiliate_lines.COLUMNS)


class Command(BaseCommand):
    help = "Import affiliates (persons, companies, how they are reached, their activity) from a CSV file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="CSV with a header; see docs/howto/import-affiliates.md")
        parser.add_argument("--report", help="where the report goes; beside the file unless said")

    def handle(self, *args: Any, **options: Any) -> None:
        by = system("import_affiliates")
        part = AffiliationPart(by, clock.now(), clock.today())
        batch = Batch(by, clock.today(), (part,))
        try:
            self.stdout.write(
                run_import(
                    options["file"], COLUMNS, batch.apply, report=options["report"], stderr=self.stderr
                )
            )
        except FileRefused as refusal:
            raise CommandError(f"{options['file']}: {refusal}") from refusal
