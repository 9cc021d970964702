"""`manage.py verify_bundle FILE`: every piece of a litigation bundle is as it was made."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from app.recovery.bundle import verify_bundle
from app.recovery.errors import BundleBroken


class Command(BaseCommand):
    help = "Check the hashes of a litigation bundle; exit code 1 when a piece is missing, changed or added."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            manifest = verify_bundle(path.read_bytes())
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}") from error
        except BundleBroken as error:
            raise CommandError(error.message) from error
        self.stdout.write(f"{manifest['file']}: {len(manifest['pieces'])} pieces, all as they were made.")
