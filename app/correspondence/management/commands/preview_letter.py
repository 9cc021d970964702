"""Typeset a letter of a process folder, to look at it while writing."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from app.correspondence.errors import LetterError
from app.correspondence.letters import LANGUAGES
from app.correspondence.samples import NOW, build_sample
from app.correspondence.typesetting import typeset


class Command(BaseCommand):
    help = "Typeset a letter of a process folder with the data of its letters/sample.yaml."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("process")
        parser.add_argument("letter")
        parser.add_argument("language", choices=LANGUAGES)
        parser.add_argument("--output", type=Path, default=Path("letter.pdf"))

    def handle(self, *args: Any, **options: Any) -> None:
        folder = Path(settings.PROCESSES_DIR) / options["process"]
        path = folder / "letters" / f"{options['letter']}.{options['language']}.typ"
        if not path.is_file():
            raise CommandError(f"There is no letter {path}.")
        source = path.read_text(encoding="utf-8")
        try:
            pdf = typeset(
                source, build_sample(folder, source, options["language"]), now=NOW, name=options["letter"]
            )
        except LetterError as refusal:
            raise CommandError(refusal.message) from refusal
        options["output"].write_bytes(pdf)
        self.stdout.write(f"{options['output']}: {len(pdf)} bytes")
