"""Case references: `Q-2026-000123`, unique for each prefix and year, numbered by a database sequence.

A sequence never waits for another transaction; a number lost in a rollback is never given again.
"""

import re
from collections.abc import Mapping
from typing import Any

from django.db import connection, transaction

from app.cases.errors import ReferenceUnavailable

PREFIX = re.compile(r"[A-Z]{1,4}")
SEQUENCE_LOCK = 7_202_601


def choose_prefix(process: str, manifest: Mapping[str, Any]) -> str:
    """The manifest's `reference_prefix`, else the initials of the process key (`payment_plan` → `PP`).

    Raises ReferenceUnavailable unless it is one to four capitals.
    """
    prefix = str(
        manifest.get("reference_prefix") or "".join(word[:1] for word in process.split("_")).upper()[:4]
    )
    if not PREFIX.fullmatch(prefix):
        raise ReferenceUnavailable(f"The process {process} gives {prefix!r}; a prefix is 1 to 4 capitals.")
    return prefix


def take_reference(prefix: str, year: int) -> str:
    """The next reference of a prefix and year. Processes with the same prefix share one sequence."""
    return take_references(prefix, year, 1)[0]


def take_references(prefix: str, year: int, count: int) -> list[str]:
    """The next `count` references of a prefix and year, in their order."""
    if not PREFIX.fullmatch(prefix):
        raise ReferenceUnavailable(f"{prefix!r} is no prefix: 1 to 4 capitals.")
    sequence = f"cases_reference_{prefix.lower()}_{int(year)}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [sequence])
        if not cursor.fetchone()[0]:
            create_sequence(sequence)
        cursor.execute("SELECT nextval(%s) FROM generate_series(1, %s)", [sequence, count])
        numbers = sorted(number for (number,) in cursor.fetchall())
    return [f"{prefix}-{year}-{number:06d}" for number in numbers]


@transaction.atomic
def create_sequence(sequence: str) -> None:
    """Under a lock, because two transactions creating the same sequence would collide in the catalogue."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEQUENCE_LOCK])
        cursor.execute(f"CREATE SEQUENCE IF NOT EXISTS {connection.ops.quote_name(sequence)}")
