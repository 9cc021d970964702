"""Seal every sealed field anew under the first key of VIGIE_FIELD_KEY, batch by batch; may be stopped and started."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from app.registers.rotation import list_resealers
from app.registers.sealing import current_key

BATCH = 500


class Command(BaseCommand):
    help = (
        "Seal national numbers anew under the first key of VIGIE_FIELD_KEY. Put the new key in front, start Vigie "
        "again, run this, then take the old key away."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--batch", type=int, default=BATCH, help="rows in one transaction")

    def handle(self, *args: Any, **options: Any) -> None:
        for name, reseal in list_resealers():
            count = 0
            while sealed := reseal(options["batch"]):
                count += sealed
                self.stderr.write(f"{name}: {count}")
            self.stdout.write(f"{name}: {count} sealed anew under the key {current_key()}.")
