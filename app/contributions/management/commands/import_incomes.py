"""Incomes of a CSV file. The file may be sent again; a corrected amount supersedes the earlier one."""

from argparse import ArgumentParser, RawDescriptionHelpFormatter
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from app.contributions.income_lines import COLUMNS, IncomeBatch
from app.registers.line_reports import FileRefused, run_import
from workflows import clock
from workflows.actors import system


class Command(BaseCommand):
    help = "Import incomes from a CSV file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.formatter_class = RawDescriptionHelpFormatter
        parser.epilog = "columns (cells between ;, comma or tab; * always filled):\n" + "\n".join(
            f"  {column.name + ('*' if column.required else ''):20}{column.meaning}" for column in COLUMNS
        )
        parser.add_argument("file", help="CSV with a header; samples/incomes.csv is one")
        parser.add_argument("--report", help="where the report goes; beside the file unless said")

    def handle(self, *args: Any, **options: Any) -> None:
        batch = IncomeBatch(by=system("import_incomes"), now=clock.now(), today=clock.today())
        try:
            sentence = run_import(
                options["file"], COLUMNS, batch.apply, report=options["report"], stderr=self.stderr
            )
        except FileRefused as refusal:
            raise CommandError(f"{options['file']}: {refusal}") from refusal
        self.stdout.write(sentence)
