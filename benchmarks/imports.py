"""Files of the outside world: affiliates and incomes (CSV), days of the bank (CODA), by the commands of an officer."""

import csv
import io
import tempfile
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from time import perf_counter, process_time

from django.core.management import call_command

from app.contributions.models import Income
from app.ledger.bank.coda_writing import Movement, Statement, write_coda
from app.ledger.models import Payment, Receivable
from app.ledger.proofs import list_faults
from app.ledger.receivables import Claim, book_many
from app.ledger.references import references_for
from app.ledger.surcharges import accrue
from app.people.models import Party
from app.registers.identifiers import compose_niss
from benchmarks import population
from benchmarks.measuring import Chapter, Scale

LINES, PAYMENTS, LATE = 200_000, 20_000, 1_000
#: By then a debt of the first quarter unpaid bears 3 % of 31 March and 3 % of 30 June.
SURCHARGED_ON = date(2026, 7, 1)
#: 200,000 lines in five minutes.
WANTED = 200_000 / 300
BORN = date(1950, 1, 1)
ACCOUNT, DAY = "BE71096123456769", date(2026, 3, 3)
PER_DAY = 400


def run(scale: Scale) -> Chapter:
    chapter = Chapter("Imports: affiliates, incomes, a bank's file")
    lines, payments = scale.count(LINES, 200), scale.count(PAYMENTS, 60)
    with tempfile.TemporaryDirectory() as folder:
        report(chapter, "affiliates", lines, *time_affiliates(Path(folder), lines))
        report(chapter, "incomes", lines, *time_incomes(Path(folder), lines))
        measure_payments(chapter, Path(folder), payments, owe(payments))
        late = owe(scale.count(LATE, 40))
        for receivable in Receivable.objects.filter(state="open", kind="contribution"):
            accrue(receivable, SURCHARGED_ON)
        measure_payments(chapter, Path(folder), len(late), late, what=", each undoing two surcharges")
    return chapter


def report(chapter: Chapter, what: str, lines: int, seconds: float, accepted: int) -> None:
    rate = lines / seconds
    chapter.figures[what] = rate
    chapter.add(
        f"import_{what}: {lines:,} lines",
        f"{seconds:,.0f} s = {rate:,.0f}/s; {accepted:,} accepted",
        "200,000 in ≤ 5 min, all accepted",
        rate >= WANTED and accepted == lines,
    )


def time_affiliates(folder: Path, lines: int) -> tuple[float, int]:
    """Seconds of the import, and how many parties it made."""
    head = (
        "key,kind,language,niss,last_name,first_name,street,number,postal_code,city,started_on,registered_on,"
        "capacity,activity"
    )
    rows = (
        (
            *(
                f"B{number}",
                "person",
                "nl",
                compose(number),
                f"Peeters {number}",
                "An",
                "Kerkstraat",
                number + 1,
            ),
            *("9000", "Gent", "2019-01-01", "2019-01-01", "self_employed", "IT"),
        )
        for number in range(lines)
    )
    path = write(folder / "affiliates.csv", head.split(","), rows)
    before = Party.objects.count()
    return time_command("import_affiliates", path), Party.objects.count() - before


def time_incomes(folder: Path, lines: int) -> tuple[float, int]:
    head = ("niss", "year", "amount", "kind", "source", "received_on")
    rows = (
        (compose(number), 2023, f"{15000 + number % 60000}.00", "definitive", "tax", "2025-09-01")
        for number in range(lines)
    )
    path = write(folder / "incomes.csv", head, rows)
    before = Income.objects.count()
    return time_command("import_incomes", path), Income.objects.count() - before


def measure_payments(
    chapter: Chapter, folder: Path, count: int, references: Sequence[str], what: str = ""
) -> None:
    """A CODA file that pays as many debts: the movements read, matched, booked and imputed."""
    path = folder / f"bank{len(what)}.cod"
    path.write_bytes(write_coda(list_statements(references, 501 if what else 1)))
    before, own = Payment.objects.count(), process_time()
    seconds = time_command("import_payments", path)
    own = process_time() - own
    booked, faults = Payment.objects.count() - before, len(list(list_faults()))
    chapter.figures[f"payments{what}"] = count / seconds
    chapter.add(
        f"import_payments: {count:,} movements of a CODA file{what}",
        f"{seconds:,.1f} s = {count / seconds:,.0f}/s; {own / count * 1000:.2f} ms of our processor time each",
    )
    chapter.add(
        "Payments booked · faults in the books",
        f"{booked:,} · {faults}",
        f"{count:,} · 0",
        booked == count and not faults,
    )


def owe(count: int) -> list[str]:
    """So many debts of 1,000 EUR, and the reference of each."""
    parties = Party.objects.filter(pk__in=population.settle(count)).order_by("pk")
    claims = [
        Claim(
            party=party,
            kind="contribution",
            year=2026,
            quarter=1,
            due_on=date(2026, 3, 31),
            booked_on=date(2026, 1, 5),
            principal=Decimal(1000),
            key=f"bench:{party.pk}",
        )
        for party in parties
    ]
    return [one.number for one in references_for([[one] for one in book_many(claims)])]


def list_statements(references: Sequence[str], first: int = 1) -> list[Statement]:
    """A statement a day, each with some hundred transfers, numbered from `first`."""
    statements: list[Statement] = []
    balance, day = Decimal(1000), DAY
    for number, begin in enumerate(range(0, len(references), PER_DAY), start=first):
        some = references[begin : begin + PER_DAY]
        movements = tuple(Movement(Decimal(1000), day, reference=one) for one in some)
        statements.append(Statement(ACCOUNT, number, day, balance, day, movements))
        balance, day = balance + 1000 * len(some), day + timedelta(days=1)
    return statements


def compose(number: int) -> str:
    """A valid national number, another for each: eight hundred births a day."""
    return compose_niss(BORN + timedelta(days=number // 400), 1 + number % 400 * 2)


def write(path: Path, head: Sequence[str], rows: Iterable[Sequence[object]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target)
        writer.writerow(head)
        writer.writerows(rows)
    return path


def time_command(name: str, path: Path) -> float:
    begun = perf_counter()
    call_command(name, str(path), stdout=io.StringIO(), stderr=io.StringIO())
    return perf_counter() - begun
