"""Real processes on a real database: two at once, and one that is killed between two statements."""

import os
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from time import monotonic, sleep

import pytest
from django.db import connection

from app.ledger.bank.coda_writing import Statement
from app.ledger.models import BankStatement, BankTransaction, Entry, Payment
from app.ledger.queries import trial_balance
from app.settings.environment import BASE_DIR
from tests.app.ledger.bank.days import DAY, Debtor, a_debtor, put
from tests.factories.coda import a_statement, paid

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def anna() -> Debtor:
    from app.ledger.chart import load_chart

    load_chart()
    return a_debtor(amount="900.00")


def many_days(debtor: Debtor, count: int) -> list[Statement]:
    """One statement a day with three payments of a euro by reference and one of an unknown payer."""
    days: list[Statement] = []
    balance = Decimal("1000.00")
    for index in range(count):
        movements = [*(paid("1.00", reference=debtor.reference) for _ in range(3)), paid("0.50", message="?")]
        day = replace(
            a_statement(*movements, number=index + 1), old_balance=balance, day=DAY + timedelta(index)
        )
        balance = day.new_balance
        days.append(day)
    return days


def start(path: Path) -> "subprocess.Popen[bytes]":
    found = connection.settings_dict
    host, port, user = found["HOST"], found["PORT"], found["USER"]
    password = f":{found['PASSWORD']}" if found["PASSWORD"] else ""
    url = f"postgresql://{user}{password}@{host}:{port}/{found['NAME']}"
    if host.startswith("/"):  # the embedded server listens on a socket
        url = f"postgresql://{user}{password}@/{found['NAME']}?host={host}"
    environment = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "app.settings.test"}
    command = [sys.executable, "manage.py", "import_payments", "--no-report", str(path)]
    return subprocess.Popen(
        command, cwd=BASE_DIR, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )


def check_exact(debtor: Debtor, days: int) -> None:
    """Each statement and movement once, and the books agree with the bank."""
    assert (BankStatement.objects.count(), BankTransaction.objects.count()) == (days, days * 4)
    assert Payment.objects.count() == days * 4
    assert debtor.owed == Decimal("900.00") - 3 * days
    bank = next(line.balance for line in trial_balance() if line.account.code == "5500")
    assert bank == Decimal("3.50") * days
    assert Entry.objects.filter(kind="payment").count() == days * 4


def test_two_processes_that_import_the_same_file_at_once_book_it_once(anna: Debtor, tmp_path: Path) -> None:
    path = put(tmp_path, *many_days(anna, 6))
    running = [start(path), start(path)]
    for process in running:
        _out, errors = process.communicate(timeout=120)
        assert process.returncode == 0, errors.decode()
    check_exact(anna, 6)


def test_an_import_killed_between_statements_is_exact_when_it_is_run_again(
    anna: Debtor, tmp_path: Path
) -> None:
    path = put(tmp_path, *many_days(anna, 40))
    process = start(path)
    until = monotonic() + 60
    while BankStatement.objects.count() < 3 and monotonic() < until:
        sleep(0.02)
    process.kill()
    process.communicate(timeout=30)
    booked = BankStatement.objects.count()
    assert 3 <= booked < 40
    assert BankTransaction.objects.count() == booked * 4
    again = start(path)
    _out, errors = again.communicate(timeout=200)
    assert again.returncode == 0, errors.decode()
    check_exact(anna, 40)
