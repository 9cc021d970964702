"""What became of the movements of a file, as lines of a report: places and rules, never names or account numbers."""

import csv
from collections.abc import Iterator
from pathlib import Path

from app.ledger.bank.errors import StatementRefused
from app.ledger.bank_models import BankFile, BankTransaction

HEADER = ("statement", "sequence", "line", "booked_on", "amount", "outcome", "rule", "party", "payment")


def list_lines(file: BankFile) -> Iterator[tuple[object, ...]]:
    """The movements that this file brought, in its order; those another file brought before are not repeated."""
    found = BankTransaction.objects.filter(statement__file=file).order_by("id")
    for one in found.select_related("statement", "party", "payment").iterator(chunk_size=2000):
        yield (
            one.statement.number,
            one.sequence,
            one.place,
            one.booked_on.isoformat(),
            one.amount,
            one.state,
            one.rule,
            one.party.reference if one.party else "",
            one.payment.ref if one.payment else "",
        )


def write_report(file: BankFile, place: Path) -> None:
    """Raises StatementRefused when the report cannot be written; the import is done all the same."""
    try:
        with place.open("w", newline="", encoding="utf-8") as opened:
            writer = csv.writer(opened)
            writer.writerow(HEADER)
            writer.writerows(list_lines(file))
    except OSError as error:
        raise StatementRefused(f"the report cannot be written: {error.strerror}", file=str(place)) from error
