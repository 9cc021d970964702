"""CAMT.053 of any version banks send (.02 to .13), read with lxml behind the house's bounded XML door.

Not through pycamt; docs/decisions/0012 says why. The reader goes by local names, so that a version's namespace or a
prefix does not matter, and by the place of an element, so that a balance is never taken for a movement.
"""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from app.ledger.bank.account_numbers import read_iban, read_own_iban
from app.ledger.bank.errors import StatementRefused
from app.ledger.bank.statements import (
    NOTHING,
    LineRead,
    StatementRead,
    check_statement,
    read_end_to_end,
    to_cents,
)
from app.registers.structured_reference import ReferenceRefused, parse_reference
from workflows.xml import XmlRefused, parse

#: A day's file of a large fund: 100,000 movements are about 100 MB of XML.
MAX_BYTES = 160_000_000
MAX_NODES = 8_000_000
NAMESPACE = re.compile(r"urn:iso:std:iso:20022:tech:xsd:camt\.053\.001\.(\d\d)")
OPENING, CLOSING = frozenset({"OPBD", "PRCD"}), frozenset({"CLBD"})
BOOKED = frozenset({"BOOK", ""})
DEBIT, CREDIT = "DBIT", "CRDT"


def read_camt(data: bytes) -> Iterator[StatementRead]:
    """The statements of a file, each checked. Raises StatementRefused with the line and the reason."""
    try:
        root = parse(data, max_bytes=MAX_BYTES, max_nodes=MAX_NODES)
    except XmlRefused as error:
        raise StatementRefused(error.message, line=error.line) from error
    if not NAMESPACE.fullmatch(_namespace(root)):
        raise StatementRefused(f"the namespace {_namespace(root) or '(none)'} is not CAMT.053", line=1)
    statements = _all(root, "BkToCstmrStmt", "Stmt")
    if not statements:
        raise StatementRefused("the file has no statement", line=root.sourceline)
    for statement in statements:
        yield check_statement(read_statement(statement))


def read_statement(element: Any) -> StatementRead:
    place = element.sourceline
    (old, old_on), (new, new_on) = read_balance(element, OPENING), read_balance(element, CLOSING)
    lines = tuple(
        read_entry(entry, index)
        for index, entry in enumerate(_all(element, "Ntry"), start=1)
        if (_text(entry, "Sts", "Cd") or _text(entry, "Sts")) in BOOKED
    )
    check_summary(element, lines)
    number = _text(element, "LglSeqNb") or _text(element, "ElctrncSeqNb") or _text(element, "Id")
    return StatementRead(
        account=read_own_iban(
            _text(element, "Acct", "Id", "IBAN") or _text(element, "Acct", "Id", "Othr", "Id"), place
        ),
        number=number,
        currency=_text(element, "Acct", "Ccy") or _currency(element),
        old_balance=old,
        new_balance=new,
        old_on=old_on,
        new_on=new_on,
        lines=lines,
        place=place,
        holder=_text(element, "Acct", "Ownr", "Nm"),
        warnings=("the bank marks this file as a duplicate",)
        if _text(element, "CpyDplctInd") in {"DUPL", "CODU"}
        else (),
    )


def read_balance(statement: Any, kinds: frozenset[str]) -> tuple[Decimal, date]:
    """The balance of one of these kinds and its day. Raises StatementRefused when there is none."""
    for balance in _all(statement, "Bal"):
        if _text(balance, "Tp", "CdOrPrtry", "Cd") in kinds:
            return read_amount(balance), read_date(balance, "Dt")
    wanted = " or ".join(sorted(kinds))
    raise StatementRefused(f"the statement has no balance {wanted}", line=statement.sourceline)


def check_summary(statement: Any, lines: tuple[LineRead, ...]) -> None:
    """The bank's own totals, where it gives them."""
    summary = _first(statement, "TxsSummry", "TtlNtries")
    if summary is None:
        return
    count, total = _text(summary, "NbOfNtries"), _text(summary, "Sum")
    entries = _all(statement, "Ntry")
    if count and count != str(len(entries)):
        raise StatementRefused(
            f"the summary says {count} entries, there are {len(entries)}", line=summary.sourceline
        )
    found = sum((abs(line.amount) for line in lines), NOTHING)
    if total and len(lines) == len(entries) and _decimal(total, summary) != found:
        raise StatementRefused(
            f"the summary says {total} in all, the entries make {found}", line=summary.sourceline
        )


def read_entry(entry: Any, index: int) -> LineRead:
    """One entry; several transactions in it become its details."""
    amount = read_amount(entry)
    transactions = [one for group in _all(entry, "NtryDtls") for one in _all(group, "TxDtls")]
    sequence = f"{index:04d}.0000"
    if len(transactions) == 1:
        return read_transaction(transactions[0], entry, sequence, amount)
    details = tuple(
        read_transaction(one, entry, f"{index:04d}.{at:04d}", read_detail_amount(one, entry))
        for at, one in enumerate(transactions, start=1)
    )
    return read_transaction(entry, entry, sequence, amount, details)


def read_transaction(
    element: Any, entry: Any, sequence: str, amount: Decimal, details: tuple[LineRead, ...] = ()
) -> LineRead:
    """A transaction's own words, with the entry's where it has none."""
    parties = _first(element, "RltdPties")
    other = "Dbtr" if amount > 0 else "Cdtr"
    reason = read_return_reason(element, entry)
    if reason and parties is not None and _first(parties, other) is None:
        other = "Cdtr" if other == "Dbtr" else "Dbtr"
    reference, message = read_remittance(element)
    booked_on = read_date(entry, "BookgDt")
    return LineRead(
        sequence=sequence,
        amount=amount,
        booked_on=booked_on,
        value_on=read_date(entry, "ValDt") if _first(entry, "ValDt") is not None else booked_on,
        place=element.sourceline,
        bank_reference=_text(element, "Refs", "AcctSvcrRef") or _text(entry, "AcctSvcrRef"),
        code=read_code(element) or read_code(entry),
        reference=reference,
        message=message or _text(element, "AddtlTxInf") or _text(entry, "AddtlNtryInf"),
        counterparty_iban=read_iban(_text(parties, f"{other}Acct", "Id", "IBAN")),
        counterparty_name=_text(parties, other, "Pty", "Nm") or _text(parties, other, "Nm"),
        end_to_end_id=read_end_to_end(_text(element, "Refs", "EndToEndId") or read_batch(element)),
        mandate_reference=_text(element, "Refs", "MndtId"),
        return_reason=reason,
        details=details,
    )


def read_batch(element: Any) -> str:
    """The name of the file's part that an entry was ordered with, when the bank books it as one sum."""
    batch = _first(element, "NtryDtls", "Btch")
    return _text(batch, "PmtInfId") or _text(batch, "MsgId")


def read_return_reason(element: Any, entry: Any) -> str:
    """The ISO reason of what the bank undoes; "?" where it only says that it does."""
    returned = _first(element, "RtrInf")
    if returned is not None:
        return _text(returned, "Rsn", "Cd") or _text(returned, "Rsn", "Prtry") or "?"
    return "?" if _text(entry, "RvslInd") in {"true", "1"} else ""


def read_remittance(element: Any) -> tuple[str, str]:
    """The structured reference (twelve digits or "") and the free text."""
    remittance = _first(element, "RmtInf")
    if remittance is None:
        return "", ""
    text = " ".join(" ".join((one.text or "").split()) for one in _all(remittance, "Ustrd"))
    for structured in _all(remittance, "Strd"):
        given = _text(structured, "CdtrRefInf", "Ref")
        try:
            return parse_reference(given), text
        except ReferenceRefused:
            text = " ".join(part for part in (text, given, _text(structured, "AddtlRmtInf")) if part)
    return "", text


def read_code(element: Any) -> str:
    domain = _first(element, "BkTxCd", "Domn")
    parts = (_text(domain, "Cd"), _text(domain, "Fmly", "Cd"), _text(domain, "Fmly", "SubFmlyCd"))
    return "/".join(part for part in parts if part) or _text(element, "BkTxCd", "Prtry", "Cd")


def read_detail_amount(transaction: Any, entry: Any) -> Decimal:
    """A detail's amount with its own sign or else the entry's; version .02 keeps it in AmtDtls."""
    sign = _text(transaction, "CdtDbtInd") or _text(entry, "CdtDbtInd")
    amount = _first(transaction, "Amt")
    if amount is None:
        amount = _first(transaction, "AmtDtls", "TxAmt", "Amt")
    if amount is None:
        raise StatementRefused("a transaction among several has no amount", line=transaction.sourceline)
    return _signed(amount, sign)


def read_amount(element: Any) -> Decimal:
    amount = _first(element, "Amt")
    if amount is None:
        raise StatementRefused("the amount is missing", line=element.sourceline)
    return _signed(amount, _text(element, "CdtDbtInd"))


def _signed(amount: Any, sign: str) -> Decimal:
    if sign not in {CREDIT, DEBIT}:
        raise StatementRefused("an amount is neither CRDT nor DBIT", line=amount.sourceline)
    if amount.get("Ccy", "EUR") != "EUR":
        raise StatementRefused(f"an amount in {amount.get('Ccy')}, not EUR", line=amount.sourceline)
    value = to_cents(_decimal(amount.text or "", amount), amount.sourceline)
    return -value if sign == DEBIT else value


def _decimal(text: str, element: Any) -> Decimal:
    try:
        value = Decimal(text.strip())
    except InvalidOperation as error:
        raise StatementRefused(f"{text.strip()!r} is not an amount", line=element.sourceline) from error
    if not value.is_finite() or value < 0:
        raise StatementRefused(f"{text.strip()!r} is not an amount", line=element.sourceline)
    return value


def read_date(element: Any, name: str) -> date:
    """A day, from a date or from a moment."""
    text = _text(element, name, "Dt") or _text(element, name, "DtTm")
    try:
        return date.fromisoformat(text[:10])
    except ValueError as error:
        raise StatementRefused(f"{name} is not a day: {text!r}", line=element.sourceline) from error


def _currency(statement: Any) -> str:
    """Where the account does not say its currency, its first balance does."""
    amount = _first(statement, "Bal", "Amt")
    return "" if amount is None else str(amount.get("Ccy", ""))


def _namespace(element: Any) -> str:
    tag = str(element.tag)
    return tag[1:].partition("}")[0] if tag.startswith("{") else ""


def _all(element: Any, *path: str) -> list[Any]:
    """The descendants along a path of local names, step by step."""
    found = [element]
    for name in path:
        found = [child for one in found for child in one if _local(child) == name]
    return found


def _local(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _first(element: Any, *path: str) -> Any:
    for name in path:
        element = (
            next((child for child in element if _local(child) == name), None) if element is not None else None
        )
    return element


def _text(element: Any, *path: str) -> str:
    found = _first(element, *path)
    return "" if found is None else (found.text or "").strip()
