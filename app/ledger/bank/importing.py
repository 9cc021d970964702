"""Bank files into the books: each file once, in batches of one transaction each, each movement once for ever.

Interrupted, an import is simply started again: movements that are in the books are passed over.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import file_digest
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from app.ledger.bank.account_numbers import own_accounts
from app.ledger.bank.booking import Booked, book, book_credits, is_plain
from app.ledger.bank.errors import StatementRefused
from app.ledger.bank.files import Format, find_format, read_file
from app.ledger.bank.matching import Match, Matcher
from app.ledger.bank.overlaps import find_before, list_repeated
from app.ledger.bank.statements import LineRead, StatementRead, check_account
from app.ledger.bank_models import BankFile, BankStatement, BankTransaction, FileState, MovementState
from app.ledger.entries import lock_accounts
from app.registers.copying import copy_rows, take_ids
from workflows import clock

#: Movements of one transaction: enough to share its statements, few enough to lose little when it is killed.
BATCH = 500
KNOWN = "known"
Follow = Callable[[int, int], None]


@dataclass
class ImportReport:
    """What became of a file's movements: counts by state, "known" for those that were in the books before."""

    file: BankFile
    outcomes: Counter[str] = field(default_factory=Counter)
    warnings: list[str] = field(default_factory=list)

    @property
    def done(self) -> int:
        return self.outcomes.total()


@dataclass(frozen=True)
class Checked:
    """A file of which every statement was read and its sums agreed."""

    format: Format
    movements: int


def import_file(
    path: Path, *, by: str, today: date, name: str = "", keep: bool = False, follow: Follow | None = None
) -> ImportReport:
    """Import a file. `keep` stores its content; `follow` hears (movements done, movements in all).

    Raises StatementRefused, naming file, line and reason; then nothing of the file is booked.
    """
    file = receive_file(path, by=by, name=name, keep=keep)
    report = ImportReport(file)
    for statement in read_file(path):
        for _ in import_statement(file, statement, report, today=today):
            if follow is not None:
                follow(report.done, file.movements)
    finish_file(file)
    return report


def receive_file(path: Path, *, by: str, name: str = "", keep: bool = False) -> BankFile:
    """The file's row, after the whole of it was read and checked. Raises StatementRefused."""
    title = name or path.name
    facts: dict[str, Any] = {"format": "", "movements": 0, "reason": ""}
    told = {"name": title, "imported_by": by, "received_at": clock.now()}
    digest, told["size"] = take_digest(path, title)
    try:
        checked = check_file(path)
    except StatementRefused as refusal:
        refused = refusal.in_file(title)
        keep_state(digest, told, {**facts, "state": FileState.REFUSED, "reason": str(refused)})
        raise refused from refusal
    facts |= {"format": checked.format, "movements": checked.movements, "state": FileState.READING}
    return keep_state(digest, {**told, "content": path.read_bytes() if keep else None}, facts)


def keep_state(digest: str, told: dict[str, Any], facts: dict[str, Any]) -> BankFile:
    """A new file as it is now; one that came before only when it had been refused, or is refused now."""
    file, is_new = BankFile.objects.get_or_create(sha256=digest, defaults={**told, **facts})
    if not is_new and file.state == FileState.REFUSED:
        BankFile.objects.filter(pk=file.pk).update(**facts)
        file.refresh_from_db()
    return file


def take_digest(path: Path, title: str) -> tuple[str, int]:
    """The SHA-256 and size of a file. Raises StatementRefused when it cannot be read."""
    try:
        with path.open("rb") as opened:
            return file_digest(opened, "sha256").hexdigest(), path.stat().st_size
    except OSError as error:
        raise StatementRefused(f"cannot be read: {error.strerror}", file=title) from error


def check_file(path: Path) -> Checked:
    """Read the whole file without booking. Raises StatementRefused; foreign accounts and currencies too."""
    ours, movements = own_accounts(), 0
    found = find_format(path)
    for statement in read_file(path):
        check_account(statement, ours)
        movements += sum(1 for _ in statement.bookable())
    return Checked(found, movements)


def finish_file(file: BankFile) -> None:
    BankFile.objects.filter(pk=file.pk, state=FileState.READING).update(
        state=FileState.IMPORTED, finished_at=clock.now()
    )
    file.refresh_from_db()


def import_statement(
    file: BankFile, statement: StatementRead, report: ImportReport, *, today: date
) -> Iterator[int]:
    """Book what is new of a statement, batch after batch; yields how many movements of each were new.

    Credits come before what undoes them, which may stand earlier in the same statement. The batches of a statement are
    always the same ones, each whole or not at all, so a killed import goes on where it was.
    """
    lines = sorted(statement.bookable(), key=lambda one: one.is_return)
    for start in range(0, max(len(lines), 1), BATCH):
        yield import_batch(file, statement, lines[start : start + BATCH], report, today=today)


@transaction.atomic
def import_batch(
    file: BankFile,
    statement: StatementRead,
    lines: Sequence[LineRead],
    report: ImportReport,
    *,
    today: date,
) -> int:
    """Book what is new of these lines. One import of an account at a time."""
    lock_account_number(statement.account)
    keyed = [(line, statement.key_of(line)) for line in lines]
    known = list_known([key for _, key in keyed])
    kept = BankStatement.objects.filter(key=statement.key).first()
    if kept is None:
        kept = keep_statement(file, statement, report)
    else:
        known |= list_taken(kept, keyed)
    repeated = list_repeated(statement, lines)
    known |= {key for line, key in keyed if line.sequence in repeated}
    if known:
        report.outcomes[KNOWN] += len(known)
    new = [(line, key) for line, key in keyed if key not in known]
    report.outcomes.update(str(state) for state in import_lines(kept, new, today=today))
    return len(new)


def keep_statement(file: BankFile, statement: StatementRead, report: ImportReport) -> BankStatement:
    keys = [statement.key_of(line) for line in statement.bookable()]
    warnings = [*statement.warnings, *check_continuity(statement)]
    report.warnings.extend(f"{statement.number}: {warning}" for warning in warnings)
    lines = list(statement.bookable())
    repeated = list_repeated(statement, lines)
    known = list_known(keys) | {statement.key_of(one) for one in lines if one.sequence in repeated}
    if known:
        warnings.append(f"{len(known)} movements came with another file before")
    return BankStatement.objects.create(
        file=file,
        key=statement.key,
        account=statement.account,
        number=statement.number,
        old_on=statement.old_on,
        new_on=statement.new_on,
        old_balance=statement.old_balance,
        new_balance=statement.new_balance,
        movements=len(keys),
        warnings=warnings,
        imported_at=clock.now(),
    )


def list_known(keys: Sequence[str]) -> set[str]:
    return set(BankTransaction.objects.filter(key__in=keys).values_list("key", flat=True))


def list_taken(statement: BankStatement, keyed: Sequence[tuple[LineRead, str]]) -> set[str]:
    """Keys of lines whose place in the statement is taken: a statement that is in the books stays as it came."""
    wanted = [line.sequence for line, _ in keyed]
    taken = set(statement.transactions.filter(sequence__in=wanted).values_list("sequence", flat=True))
    return {key for line, key in keyed if line.sequence in taken}


def import_lines(
    statement: BankStatement, lines: Sequence[tuple[LineRead, str]], *, today: date
) -> list[MovementState]:
    """Match and book: money that simply came in together, the rest one by one, in their order."""
    matcher = Matcher.for_lines([line for line, _ in lines], today)
    lock_concerned(matcher, [line for line, _ in lines])
    pending: list[tuple[BankTransaction, Match]] = []
    states: list[MovementState] = []
    for line, key in lines:
        if line.is_return or matcher.depends_on(line) & {
            match.party.pk for _, match in pending if match.party
        }:
            states += book_pending(pending, matcher, today=today)
        match = matcher.match(line)
        movement = make_movement(statement, line, key)
        if is_plain(movement, match):
            pending.append((movement, match))
            continue
        states += book_pending(pending, matcher, today=today)
        booked = book(movement, match, today=today)
        fill_in(movement, match, booked).save(force_insert=True)
        states.append(booked.state)
    return states + book_pending(pending, matcher, today=today)


def lock_concerned(matcher: Matcher, lines: Sequence[LineRead]) -> None:
    """All that the lines may change, in the one order: movements, then accounts by their keys. Who decides about a
    movement in suspense, or calls a quarter, waits or goes first; nobody blocks the other for good."""
    undone = {found.pk for line in lines if line.is_return and (found := matcher.find_undone(line))}
    held = list(BankTransaction.objects.select_for_update().filter(pk__in=undone).order_by("pk"))
    lock_accounts({*matcher.list_parties(), *(one.party_id for one in held if one.party_id)})


def book_pending(
    pending: list[tuple[BankTransaction, Match]], matcher: Matcher, *, today: date
) -> list[MovementState]:
    """Book what has gathered and forget it; what the parties owe is read anew."""
    if not pending:
        return []
    done = book_credits(pending, today=today)
    ids = take_ids(BankTransaction, len(pending))
    for (movement, match), booked, key in zip(pending, done, ids, strict=True):
        fill_in(movement, match, booked).pk = key
    copy_rows(BankTransaction, (movement for movement, _ in pending))
    matcher.forget({match.party.pk for _, match in pending if match.party})
    pending.clear()
    return [booked.state for booked in done]


def fill_in(movement: BankTransaction, match: Match, booked: Booked) -> BankTransaction:
    movement.state, movement.payment = booked.state, booked.payment
    movement.party, movement.rule = match.party, match.rule
    movement.undoes, movement.order = match.undoes, match.order
    return movement


def make_movement(statement: BankStatement, line: LineRead, key: str) -> BankTransaction:
    return BankTransaction(
        statement=statement,
        key=key,
        sequence=line.sequence,
        place=line.place,
        amount=line.amount,
        booked_on=line.booked_on,
        value_on=line.value_on,
        code=line.code,
        bank_reference=line.bank_reference,
        reference=line.reference,
        message=line.message,
        counterparty_iban=line.counterparty_iban,
        counterparty_name=line.counterparty_name,
        end_to_end_id=line.end_to_end_id,
        mandate_reference=line.mandate_reference,
        return_reason=line.return_reason,
    )


def lock_account_number(account: str) -> None:
    """Until the transaction ends, nobody else imports statements of this account."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('bank:' || %s, 0))", [account])


def check_continuity(statement: StatementRead) -> list[str]:
    """What does not follow on the statement before: a balance, or a number of the same year. Warned, not refused."""
    before = find_before(statement)
    if before is None:
        return []
    found = []
    if before.new_balance != statement.old_balance:
        found.append(
            f"the statement before ({before.number}) ended at {before.new_balance}, "
            f"this one begins at {statement.old_balance}"
        )
    same_year = before.new_on.year == statement.new_on.year
    numbers = before.number.isdecimal() and statement.number.isdecimal()
    if same_year and numbers and int(statement.number) not in {int(before.number), int(before.number) + 1}:
        found.append(
            f"statement {int(before.number) + 1} is missing: after {before.number} comes {statement.number}"
        )
    return found
