"""What a letter needs for a payment: the words of the payment block, and the code that a bank's application scans.

The code is the European Payments Council's (EPC069-12, version 002): twelve lines, UTF-8, error level M, version 13 at
most. The Belgian structured communication is no ISO 11649 reference, so it goes into the line for free text, written
as on paper; Belgian banks' applications know it by its signs.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

import segno
from django.conf import settings

from app.correspondence.dates import write_date
from app.correspondence.errors import PaymentRefused
from app.registers.structured_reference import ReferenceRefused, format_reference, parse_reference

CENT = Decimal("0.01")
MOST = Decimal("999999999.99")
LONGEST_NAME = 70
LARGEST_VERSION = 13
MASK = 2
#: Modules of quiet zone around the code.
BORDER = 2
DARK = re.compile(b"\x01+")


def build_payload(*, name: str, iban: str, bic: str, amount: Decimal, communication: str) -> str:
    """The text of the code. `amount` in euro, 0.01 … 999,999,999.99. Raises PaymentRefused."""
    if not CENT <= amount <= MOST:
        raise PaymentRefused(f"A payment of {amount} EUR cannot be coded.", amount=str(amount))
    lines = [
        "BCD",
        "002",
        "1",  # UTF-8
        "SCT",
        bic.replace(" ", ""),
        name[:LONGEST_NAME],
        iban.replace(" ", ""),
        f"EUR{amount:.2f}",
        "",  # purpose
        "",  # ISO 11649 reference
        communication,
    ]
    return "\n".join(lines)


def draw_code(payload: str) -> str:
    """The code as an SVG drawing with its quiet zone of two modules."""
    # A fixed mask: every reader takes any of the eight, and looking for the prettiest costs most of the time.
    code = segno.make(payload.encode(), error="m", micro=False, boost_error=False, mask=MASK)
    if int(code.version) > LARGEST_VERSION:
        raise PaymentRefused("The payment's texts are too long for its code.")
    side = len(code.matrix) + 2 * BORDER
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{side}" height="{side}">'
        f'<path stroke="#000" d="{draw_lines(code.matrix)}"/></svg>'
    )


def draw_lines(matrix: Iterable[bytes | bytearray]) -> str:
    """A stroke for each run of dark modules; segno finds the runs module by module, in twice the time."""
    return "".join(
        f"M{run.start() + BORDER} {row}.5h{run.end() - run.start()}"
        for row, modules in enumerate(matrix, start=BORDER)
        for run in DARK.finditer(modules)
    )


def describe_payment(payment: Mapping[str, Any], language: str) -> dict[str, str]:
    """The data of the payment block from {reference, amount, due_on}. Raises PaymentRefused naming what is wrong."""
    amount = read_amount(payment.get("amount"))
    reference = read_reference(payment.get("reference"))
    fund = settings.FUND
    payload = build_payload(
        name=fund["name"], iban=fund["iban"], bic=fund["bic"], amount=amount, communication=reference
    )
    due_on = payment.get("due_on")
    return {
        "amount": f"{amount:.2f}",
        "due_on": write_date(read_day(due_on), language) if due_on else "",
        "holder": fund["name"],
        "iban": fund["iban"],
        "bic": fund["bic"],
        "reference": reference,
        "qr": draw_code(payload),
    }


def read_amount(value: Any) -> Decimal:
    try:
        return Decimal(str(value)).quantize(CENT, ROUND_HALF_UP)
    except InvalidOperation as error:
        raise PaymentRefused(f"{value!r} is no amount.", input="payment.amount") from error


def read_reference(value: Any) -> str:
    try:
        return format_reference(parse_reference(str(value)))
    except ReferenceRefused as error:
        raise PaymentRefused(str(error), input="payment.reference") from error


def read_day(value: Any) -> date:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise PaymentRefused(f"{value!r} is no day.", input="payment.due_on") from error
