"""A fund with three affiliates, and bank files that pay what they owe."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from app.ledger.bank.coda_writing import Movement, Statement, write_coda
from app.ledger.bank.importing import ImportReport, import_file
from app.ledger.models import BankTransaction, Receivable
from app.ledger.references import reference_for
from app.people.contacts import open_bank_account
from app.people.models import Party
from app.registers.structured_reference import format_reference
from tests.factories.coda import ANNA, BEN, CLARA, DAY, a_statement
from tests.factories.ledger import owe
from tests.factories.people import CLERK, make_person

TODAY = date(2026, 3, 4)


@dataclass
class Debtor:
    """An affiliate who owes one quarter."""

    party: Party
    receivable: Receivable
    reference: str
    iban: str

    @property
    def owed(self) -> Decimal:
        return Receivable.objects.get(pk=self.receivable.pk).total

    @property
    def written(self) -> str:
        return format_reference(self.reference)


def a_debtor(iban: str = ANNA, amount: str = "850.12", *, tell_account: bool = True, **names: str) -> Debtor:
    """Owes a quarter that is due after the day of the files, so that no surcharge runs."""
    party = make_person(**names)  # type: ignore[arg-type]
    receivable = owe(party, amount, quarter="2026Q1")
    if tell_account:
        open_bank_account(party, iban=iban, by=CLERK, started_on=date(2020, 1, 1))
    return Debtor(party, receivable, reference_for(receivable).number, iban)


def put(folder: Path, *statements: Statement, name: str = "day.cod") -> Path:
    path = folder / name
    path.write_bytes(write_coda(statements))
    return path


def run(path: Path, today: date = TODAY) -> ImportReport:
    return import_file(path, by="test", today=today)


def take_in(folder: Path, *movements: Movement, number: int = 1, day: date = DAY) -> list[BankTransaction]:
    """Import one statement of these movements; what became of them, in their order."""
    statement = replace(a_statement(*movements, number=number), day=day)
    report = run(put(folder, statement, name=f"{number}.cod"))
    return list(BankTransaction.objects.filter(statement__file=report.file).order_by("sequence"))


__all__ = ["ANNA", "BEN", "CLARA", "DAY", "TODAY", "Debtor", "a_debtor", "put", "run", "take_in"]
