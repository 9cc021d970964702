"""The archive of family allowances from a CSV file. The file may be sent again; an archived month is not changed."""

from argparse import ArgumentParser, RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from app.benefits.family_lines import COLUMNS, FamilyBatch
from app.registers.line_reports import FileRefused, run_import


class Command(BaseCommand):
    help = "Import the family allowances paid until June 2014 from a CSV file, a line a child and month."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.formatter_class = RawDescriptionHelpFormatter
        parser.epilog = "columns (cells between ;, comma or tab; * always filled):\n" + "\n".join(
            f"  {column.name + ('*' if column.required else ''):20}{column.meaning}" for column in COLUMNS
        )
        parser.add_argument("file", help="CSV with a header; samples/family_allowances.csv is one")
        parser.add_argument("--report", help="where the report goes; beside the file unless said")

    def handle(self, *args: Any, **options: Any) -> None:
        batch = FamilyBatch(source=Path(options["file"]).name)
        try:
            sentence = run_import(
                options["file"], COLUMNS, batch.apply, report=options["report"], stderr=self.stderr
            )
        except FileRefused as refusal:
            raise CommandError(f"{options['file']}: {refusal}") from refusal
        self.stdout.write(sentence)
