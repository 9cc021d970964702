"""`manage.py import_payments FILE…`: bank files into the books, each once."""

from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from app.ledger.bank.errors import StatementRefused
from app.ledger.bank.importing import ImportReport, import_file
from app.ledger.bank.reports import write_report
from workflows import clock

WIDTH = 30


class Command(BaseCommand):
    help = "Import bank statements: CODA 2.x or CAMT.053. A file imported again changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", help="a CODA or CAMT.053 file")
        parser.add_argument(
            "--no-report", action="store_true", help="do not write FILE.report.csv beside each file"
        )

    def handle(self, *, files: list[str], no_report: bool, **options: Any) -> None:
        """One file after the other; a file that is refused does not stop the next, but the command fails."""
        refused = 0
        for path in map(Path, files):
            try:
                self.import_one(path, no_report=no_report)
            except StatementRefused as refusal:
                refused += 1
                self.stderr.write(self.style.ERROR(f"refused: {refusal}"))
        if refused:
            raise CommandError(f"{refused} of {len(files)} files refused; nothing of them is booked.")

    def import_one(self, path: Path, *, no_report: bool) -> None:
        progress = Progress(self)
        report = import_file(path, by="command", today=clock.today(), follow=progress.show)
        progress.end()
        for warning in report.warnings:
            self.stderr.write(self.style.WARNING(f"{path.name}: {warning}"))
        self.stdout.write(f"{path.name}: {summarise(report)}")
        if not no_report:
            place = path.with_name(f"{path.name}.report.csv")
            write_report(report.file, place)
            self.stdout.write(f"report: {place}")


class Progress:
    """One line rewritten on a terminal; a line every tenth of the file elsewhere."""

    def __init__(self, command: BaseCommand) -> None:
        self.stream = command.stderr
        self.started = monotonic()
        self.tenth = -1

    def show(self, done: int, total: int) -> None:
        share = done / total if total else 1.0
        rate = done / max(monotonic() - self.started, 0.001)
        bar = "█" * int(share * WIDTH) + "·" * (WIDTH - int(share * WIDTH))
        text = f"{bar} {share:4.0%}  {done} movements, {rate:,.0f}/s"
        if self.stream.isatty():
            self.stream.write(f"\r{text}\x1b[K", ending="")
            self.stream.flush()
        elif int(share * 10) > self.tenth:
            self.tenth = int(share * 10)
            self.stream.write(text)

    def end(self) -> None:
        if self.stream.isatty():
            self.stream.write("\r\x1b[K", ending="")


def summarise(report: ImportReport) -> str:
    """`10 movements: 6 matched, 1 suspense, …`; nothing new when all was in the books."""
    counts: Counter[str] = report.outcomes
    parts = ", ".join(f"{counts[one]} {one}" for one in sorted(counts) if counts[one])
    return f"{report.done} movements: {parts or 'none'}"
