"""Payment files for the bank by sepaxml: pain.001 for transfers, pain.008 for direct debits, held to the ISO schemas.

The library draws random identifiers and takes its own clock; ours are put in place, so that a file says when and as
what it was approved. The schemas are those that sepaxml ships.
"""

from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import sepaxml
from django.conf import settings
from lxml import etree
from sepaxml import SepaDD, SepaTransfer

from app.ledger.bank.account_numbers import main_account
from app.ledger.bank.errors import PaymentFileRefused
from app.ledger.bank_models import BatchKind, PaymentBatch, PaymentOrder
from workflows import clock
from workflows.xml import parse

TRANSFERS, DEBITS = "pain.001.001.09", "pain.008.001.08"
SCHEMAS = Path(sepaxml.__file__).parent / "schemas"
MAX_BYTES, MAX_NODES = 100_000_000, 5_000_000
FIRST, RECURRENT = "FRST", "RCUR"


def write_file(batch: PaymentBatch) -> bytes:
    """The file of a batch's orders. Raises PaymentFileRefused, which says what the schema refuses."""
    orders = list(batch.orders.select_related("mandate").order_by("id"))
    if batch.kind == BatchKind.PAYOUT:
        return finish(write_transfers(batch, orders), batch, TRANSFERS)
    return finish(write_debits(batch, orders), batch, DEBITS)


def write_transfers(batch: PaymentBatch, orders: list[PaymentOrder]) -> bytes:
    file = SepaTransfer(describe_fund(), schema=TRANSFERS, clean=True)
    for order in orders:
        file.add_payment(
            {
                "name": order.name,
                "IBAN": order.iban,
                "amount": to_cents(order.amount),
                "execution_date": batch.execute_on,
                "description": order.text,
                "endtoend_id": order.end_to_end_id,
            }
        )
    return bytes(file.export(validate=False))


def write_debits(batch: PaymentBatch, orders: list[PaymentOrder]) -> bytes:
    config = {**describe_fund(), "creditor_id": settings.FUND_CREDITOR_ID, "instrument": "CORE"}
    file = SepaDD(config, schema=DEBITS, clean=True)
    for order in orders:
        if order.mandate is None:
            raise PaymentFileRefused(f"the order {order.end_to_end_id} has no mandate")
        file.add_payment(
            {
                "name": order.name,
                "IBAN": order.iban,
                "amount": to_cents(order.amount),
                "type": RECURRENT if order.mandate.first_on else FIRST,
                "collection_date": batch.execute_on,
                "mandate_id": order.mandate.reference,
                "mandate_date": order.mandate.signed_on,
                "description": order.text,
                "endtoend_id": order.end_to_end_id,
            }
        )
    return bytes(file.export(validate=False))


def describe_fund() -> dict[str, Any]:
    return {
        "name": settings.FUND_NAME,
        "IBAN": main_account(),
        "BIC": settings.FUND["bic"],
        "batch": True,
        "currency": "EUR",
    }


def to_cents(amount: Decimal) -> int:
    return int(amount * 100)


def finish(data: bytes, batch: PaymentBatch, schema: str) -> bytes:
    """The library's file with our identifiers and moment, after the schema has accepted it."""
    root = parse(data, max_bytes=MAX_BYTES, max_nodes=MAX_NODES)
    space = {"p": f"urn:iso:std:iso:20022:tech:xsd:{schema}"}
    for place, text in (
        ("GrpHdr/p:MsgId", batch.reference),
        ("GrpHdr/p:CreDtTm", clock.now().strftime("%Y-%m-%dT%H:%M:%S")),
    ):
        root.find(f".//p:{place}", space).text = text
    for index, identifier in enumerate(root.findall(".//p:PmtInf/p:PmtInfId", space), start=1):
        identifier.text = batch.reference if index == 1 else f"{batch.reference}-P{index}"
    validate(root, schema)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


def list_part(file: bytes, name: str) -> list[str]:
    """The end-to-end ids of a part of our file, by its name; first and later collections are in parts of their own."""
    root = parse(file, max_bytes=MAX_BYTES, max_nodes=MAX_NODES)
    parts = (one for one in root.iter("{*}PmtInf") if one.findtext("{*}PmtInfId") == name)
    return [str(one.text) for part in parts for one in part.iter("{*}EndToEndId")]


def validate(root: Any, schema: str) -> None:
    """Raises PaymentFileRefused with the schema's words."""
    try:
        load_schema(schema).assertValid(root)
    except etree.DocumentInvalid as error:
        raise PaymentFileRefused(f"the file does not fit {schema}: {error}") from error


@cache
def load_schema(name: str) -> etree.XMLSchema:
    """A schema that the library ships: ours to read from its own folder, never from a file that came in."""
    path = SCHEMAS / f"{name}.xsd"
    if not path.is_file():
        raise PaymentFileRefused(f"sepaxml ships no schema {name}")
    return etree.XMLSchema(etree.parse(str(path)))
