"""The same bank that does not exist, writing CAMT.053; for tests and for the demo fund, like coda_writing."""

from collections.abc import Sequence
from decimal import Decimal
from xml.etree import ElementTree as ET  # only writes; reading goes through workflows.xml

from app.ledger.bank.coda_writing import Movement, Statement

URN = "urn:iso:std:iso:20022:tech:xsd:camt.053.001."
#: Since this version a party is a choice of person or agent, one element deeper.
PARTY_CHOICE = "08"


def write_camt(statements: Sequence[Statement], version: str = "08", prefix: str = "") -> bytes:
    """A file of these statements in the version "02", "04", "08" …; `prefix` names the namespace as some banks do."""
    name = f"{prefix}:" if prefix else ""
    root = ET.Element("Document")
    body = ET.SubElement(root, "BkToCstmrStmt")
    head = ET.SubElement(body, "GrpHdr")
    _put(head, "MsgId", f"TB{statements[0].number:06d}")
    _put(head, "CreDtTm", f"{statements[0].day.isoformat()}T20:00:00")
    for statement in statements:
        _write_statement(ET.SubElement(body, "Stmt"), statement, version)
    for element in root.iter():
        element.tag = f"{name}{element.tag}"
    root.set(f"xmlns:{prefix}" if prefix else "xmlns", URN + version)
    ET.indent(root)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def _write_statement(element: ET.Element, statement: Statement, version: str) -> None:
    _put(element, "Id", f"{statement.account}-{statement.day.year}-{statement.number}")
    _put(element, "ElctrncSeqNb", str(statement.number))
    _put(element, "LglSeqNb", str(statement.number))
    _put(element, "CreDtTm", f"{statement.day.isoformat()}T20:00:00")
    account = ET.SubElement(element, "Acct")
    _put(ET.SubElement(account, "Id"), "IBAN", statement.account)
    _put(account, "Ccy", statement.currency)
    _put(ET.SubElement(account, "Ownr"), "Nm", statement.holder)
    balances = (
        ("OPBD", statement.old_balance, statement.old_on),
        ("CLBD", statement.new_balance, statement.day),
    )
    for kind, amount, day in balances:
        balance = ET.SubElement(element, "Bal")
        _put(ET.SubElement(ET.SubElement(balance, "Tp"), "CdOrPrtry"), "Cd", kind)
        _put_amount(balance, amount, statement.currency)
        _put(ET.SubElement(balance, "Dt"), "Dt", day.isoformat())
    summary = ET.SubElement(ET.SubElement(element, "TxsSummry"), "TtlNtries")
    _put(summary, "NbOfNtries", str(len(statement.movements)))
    _put(summary, "Sum", f"{sum(abs(one.amount) for one in statement.movements):.2f}")
    for sequence, movement in enumerate(statement.movements, start=1):
        _write_entry(ET.SubElement(element, "Ntry"), movement, sequence, statement, version)


def _write_entry(
    entry: ET.Element, movement: Movement, sequence: int, statement: Statement, version: str
) -> None:
    _put_amount(entry, movement.amount, statement.currency)
    _put(entry if version < "08" else ET.SubElement(entry, "Sts"), "Sts" if version < "08" else "Cd", "BOOK")
    _put(ET.SubElement(entry, "BookgDt"), "Dt", movement.booked_on.isoformat())
    _put(ET.SubElement(entry, "ValDt"), "Dt", (movement.value_on or movement.booked_on).isoformat())
    reference = movement.bank_reference or f"TB{statement.number:03d}{sequence:04d}"
    _put(entry, "AcctSvcrRef", reference)
    _put(ET.SubElement(ET.SubElement(entry, "BkTxCd"), "Prtry"), "Cd", movement.code)
    details = ET.SubElement(entry, "NtryDtls")
    for part in movement.details or (movement,):
        _write_transaction(
            ET.SubElement(details, "TxDtls"),
            part,
            statement,
            version,
            is_part=bool(movement.details),
        )


def _write_transaction(
    element: ET.Element, movement: Movement, statement: Statement, version: str, *, is_part: bool
) -> None:
    references = ET.SubElement(element, "Refs")
    _put(references, "EndToEndId", movement.end_to_end_id or "NOTPROVIDED")
    if movement.mandate_reference:
        _put(references, "MndtId", movement.mandate_reference)
    if version == "02" and is_part:
        amounts = ET.SubElement(ET.SubElement(element, "AmtDtls"), "TxAmt")
        _put(amounts, "Amt", f"{abs(movement.amount):.2f}").set("Ccy", statement.currency)
    else:
        _put_amount(element, movement.amount, statement.currency)
    _write_parties(ET.SubElement(element, "RltdPties"), movement, version)
    _write_remittance(ET.SubElement(element, "RmtInf"), movement)
    if movement.return_reason:
        _put(ET.SubElement(ET.SubElement(element, "RtrInf"), "Rsn"), "Cd", movement.return_reason)


def _write_parties(parties: ET.Element, movement: Movement, version: str) -> None:
    side = "Dbtr" if movement.amount > 0 else "Cdtr"
    party = ET.SubElement(parties, side)
    if movement.name:
        _put(ET.SubElement(party, "Pty") if version >= PARTY_CHOICE else party, "Nm", movement.name)
    if movement.iban:
        _put(ET.SubElement(ET.SubElement(parties, f"{side}Acct"), "Id"), "IBAN", movement.iban)


def _write_remittance(remittance: ET.Element, movement: Movement) -> None:
    if not movement.reference:
        _put(remittance, "Ustrd", movement.message)
        return
    reference = ET.SubElement(ET.SubElement(remittance, "Strd"), "CdtrRefInf")
    kind = ET.SubElement(reference, "Tp")
    _put(ET.SubElement(kind, "CdOrPrtry"), "Cd", "SCOR")
    _put(kind, "Issr", "BBA")
    _put(reference, "Ref", movement.reference)


def _put(parent: ET.Element, name: str, text: str) -> ET.Element:
    child = ET.SubElement(parent, name)
    child.text = text
    return child


def _put_amount(parent: ET.Element, amount: Decimal, currency: str) -> None:
    _put(parent, "Amt", f"{abs(amount):.2f}").set("Ccy", currency)
    _put(parent, "CdtDbtInd", "DBIT" if amount < 0 else "CRDT")
