"""Build the dump that `make run` puts back, or build it again and compare."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TextIO, cast

from django.core.management.base import BaseCommand, CommandError

from app.demo.building import build, list_differences
from app.demo.dump_file import Dump
from app.demo.dump_loading import SHIPPED
from app.demo.dump_writing import read_until
from app.demo.errors import DemoFailed
from app.demo.year import Plan


class Command(BaseCommand):
    help = "Build the shipped demo fund anew from its seed (many minutes), or compare it with a new building."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--compare", action="store_true", help="build as shipped, and tell which tables differ"
        )
        parser.add_argument("--until", help="the last instant of the fund, with its zone")
        parser.add_argument("--persons", type=int, default=400)
        parser.add_argument("--companies", type=int, default=60)
        parser.add_argument("--months", type=int, default=12)
        parser.add_argument("--seed", type=int, default=Plan.seed)
        parser.add_argument("--file", type=Path, default=SHIPPED, help="where to write it (app/demo/fund)")

    def handle(self, *, compare: bool, until: str | None, file: Path, **options: Any) -> None:
        stream = cast(TextIO, self.stdout._out)
        sizes = {name: options[name] for name in ("persons", "companies", "months", "seed")}
        try:
            if compare:
                self.compare(Dump(file), stream)
            elif until is None:
                raise CommandError("--until says when the fund ends, such as 2026-11-27T17:00+01:00.")
            else:
                build(Plan(until=read_until(until), **sizes), file, stream)
        except DemoFailed as error:
            raise CommandError(str(error)) from error

    def compare(self, shipped: Dump, stream: TextIO) -> None:
        there = shipped.manifest
        plan = Plan(
            until=there.ends_at,
            persons=there.persons,
            companies=there.companies,
            seed=there.seed,
            since=date.fromisoformat(there.first),
        )
        with TemporaryDirectory() as folder:
            differences = list_differences(there, build(plan, Path(folder) / "fund.tar.xz", stream))
        if differences:
            raise CommandError("Another life: " + "; ".join(differences))
        self.stdout.write("The same life, table by table.")
