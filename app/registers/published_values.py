"""The published legal values as rows of the book, beside those of `processes/parameters`."""

import time
from collections.abc import Hashable, Iterator
from decimal import Decimal
from typing import Any

from django.db import connection

from app.registers.models import LegalValue, ValueState
from workflows.parameters import Row, RowSource, add_row_source

#: Another process sees a published value after at most so many seconds; the one that publishes sees it at once.
SECONDS = 2.0
_seen: dict[str, tuple[float, Hashable]] = {}


def read_version() -> Hashable:
    """Changes whenever a value is published or corrected; asked of the database at most every `SECONDS`."""
    known = _seen.get("version")
    if known is None or time.monotonic() - known[0] > SECONDS:
        known = _seen["version"] = (time.monotonic(), _ask_version())
    return known[1]


def _ask_version() -> Hashable:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('registers_legalvalue')")
        if cursor.fetchone()[0] is None:  # the schema is being made: only what is shipped counts
            return None
        cursor.execute(
            "SELECT count(*) FILTER (WHERE state = 'published'), count(*) FILTER (WHERE state = 'corrected'), "
            "max(decided_at) FROM registers_legalvalue WHERE state IN ('published', 'corrected')"
        )
        return tuple(cursor.fetchone())


def forget() -> None:
    """Ask the database again."""
    _seen.clear()


def read_rows() -> Iterator[Row]:
    if read_version() is None:
        return
    for value in LegalValue.objects.filter(state=ValueState.PUBLISHED).order_by("code", "valid_from"):
        yield to_row(value)


def to_row(value: LegalValue) -> Row:
    return Row(
        code=value.code,
        start=value.valid_from,
        until=value.valid_until,
        value=read(value.value),
        unit=value.unit,
        legal_basis=value.legal_basis,
        source=value.source,
        confidence=value.confidence,
        status=value.standing,
        place=f"published value {value.pk}" if value.pk else "the proposed value",
    )


def write(value: Any) -> Any:
    """A FEEL value as JSON that loses no digit: a number is {"number": "20.50"}."""
    if isinstance(value, Decimal):
        return {"number": str(value)}
    if isinstance(value, list):
        return [write(item) for item in value]
    if isinstance(value, dict):
        return {"context": {key: write(item) for key, item in value.items()}}
    return value


def read(value: Any) -> Any:
    if isinstance(value, list):
        return [read(item) for item in value]
    if isinstance(value, dict) and "number" in value:
        return Decimal(value["number"])
    if isinstance(value, dict):
        return {key: read(item) for key, item in value["context"].items()}
    return value


def offer() -> None:
    """Add the published values to the kernel's book; called once, when the app is ready."""
    add_row_source(RowSource(read_version, read_rows))
