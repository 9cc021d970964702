"""`manage.py verify_charter FILE`: a file of the charter is one the fund gave out, its data as they were hashed."""

import hashlib
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from app.charter.verifying import Verdict, find_file


class Command(BaseCommand):
    help = "Check a file of the charter's quarters against the database; exit code 1 when it is not ours."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}") from error
        verdict = find_file(digest)
        if verdict is None:
            raise CommandError(f"{path}: no file of this digest was ever made ({digest}).")
        if not verdict.is_whole:
            raise CommandError(f"{path}: the kept rows of {verdict.report} are not what was hashed.")
        self.stdout.write(f"{path}: {describe(verdict)}")


def describe(verdict: Verdict) -> str:
    report = verdict.report
    data = report.public_sha256 if verdict.audience == "public" else report.sha256
    language = f" in {verdict.language}" if verdict.language else ""
    newest = "the newest version" if verdict.is_newest else "replaced by a newer version"
    validated = "validated" if report.validated_at else "not validated"
    return (
        f"{verdict.form}{language} of quarter {report.quarter}, version {report.version} ({newest}, {validated}),"
        f" for {verdict.audience}; data {data}."
    )
