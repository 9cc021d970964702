"""Bank files for tests: a day of the fund's account with one of everything, from the test bank of coda_writing."""

from datetime import date
from decimal import Decimal

from app.ledger.bank.coda_writing import (
    BATCH_OF_DEBITS,
    DEBIT_OF_BATCH,
    DEBIT_UNPAID,
    TRANSFER_OUT,
    Movement,
    Statement,
)

ACCOUNT = "BE71096123456769"
DAY = date(2026, 3, 3)
ANNA, BEN, CLARA, STRANGER = "BE43068999999501", "BE62510007547061", "BE39103123456719", "NL91ABNA0417164300"
REFERENCE, PARTLY, OVER, OF_BATCH = "000000001111", "000000002222", "000000003333", "000000004444"
CREDITOR = "BE81ZZZ0123456749"


def euros(text: str) -> Decimal:
    return Decimal(text)


def a_statement(*movements: Movement, number: int = 1, day: date = DAY, old: str = "1000.00") -> Statement:
    return Statement(ACCOUNT, number, day, euros(old), day, movements)


def paid(amount: str, **told: str) -> Movement:
    return Movement(euros(amount), DAY, **told)  # type: ignore[arg-type]


def a_collection() -> Movement:
    """Two debits of a batch."""
    return Movement(
        euros("300.00"),
        DAY,
        code=BATCH_OF_DEBITS,
        message="SEPA DIRECT DEBIT COLLECTION",
        details=(
            Movement(
                euros("100.00"),
                DAY,
                code=DEBIT_OF_BATCH,
                reference=OF_BATCH,
                mandate_reference="VIGIE-0001",
                creditor_id=CREDITOR,
                iban=ANNA,
                name="ANNA LAMBERT",
                end_to_end_id="E2E-COLLECT-1",
            ),
            Movement(
                euros("200.00"),
                DAY,
                code=DEBIT_OF_BATCH,
                reference=OF_BATCH,
                mandate_reference="VIGIE-0002",
                creditor_id=CREDITOR,
                iban=BEN,
                name="BEN PEETERS",
                end_to_end_id="E2E-COLLECT-2",
            ),
        ),
    )


def a_return() -> Movement:
    """The first of the two, unpaid for want of money."""
    return Movement(
        euros("-100.00"),
        DAY,
        code=DEBIT_UNPAID,
        mandate_reference="VIGIE-0001",
        creditor_id=CREDITOR,
        return_reason="AM04",
        end_to_end_id="E2E-COLLECT-1",
        reference=OF_BATCH,
        iban=ANNA,
        name="ANNA LAMBERT",
    )


def one_of_everything() -> Statement:
    """Eight movements; their references are examples, tests that book replace them by the fund's own."""
    return a_statement(
        paid("850.12", reference=REFERENCE, iban=ANNA, name="ANNA LAMBERT"),
        paid(
            "400.00",
            message=f"Trimestre 1 +++{PARTLY[:3]}/{PARTLY[3:7]}/{PARTLY[7:]}+++ merci",
            iban=BEN,
            name="BEN PEETERS",
        ),
        paid("99.99", reference=PARTLY, iban=BEN, name="BEN PEETERS"),
        paid("1200.00", reference=OVER, iban=CLARA, name="CLARA MÜLLER"),
        paid("77.70", message="Cotisation été, voilà", iban=STRANGER, name="UNKNOWN PAYER B.V."),
        a_return(),
        a_collection(),
        Movement(
            euros("-150.00"),
            DAY,
            code=TRANSFER_OUT,
            end_to_end_id="E2E-REFUND-1",
            message="Remboursement",
            iban=CLARA,
            name="CLARA MÜLLER",
        ),
    )
