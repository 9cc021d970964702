"""A bank file into the books: who paid what, what waits, and that nothing is booked twice."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from app.ledger.bank import importing
from app.ledger.bank.camt_writing import write_camt
from app.ledger.bank.coda_writing import BATCH_OF_DEBITS, DEBIT_OF_BATCH, DEBIT_UNPAID, Movement, write_coda
from app.ledger.bank.errors import StatementRefused
from app.ledger.models import BankFile, BankStatement, BankTransaction, DirectDebitMandate, Payment
from app.ledger.queries import credit_of, trial_balance
from tests.app.ledger.bank.days import ANNA, BEN, DAY, a_debtor, put, run, take_in
from tests.factories.coda import STRANGER, a_statement, euros, paid
from tests.factories.ledger import owe

pytestmark = pytest.mark.django_db


def find_account(code: str) -> Decimal:
    return next(line.balance for line in trial_balance() if line.account.code == code)


def test_a_structured_reference_pays_its_debt(tmp_path: Path) -> None:
    anna = a_debtor()
    [movement] = take_in(tmp_path, paid("850.12", reference=anna.reference))
    assert (movement.state, movement.rule, movement.party) == (
        "matched",
        "structured reference",
        anna.party,
    )
    assert anna.owed == 0
    assert find_account("5500") == Decimal("850.12")


def test_a_reference_in_free_text_pays_too(tmp_path: Path) -> None:
    anna = a_debtor()
    [movement] = take_in(tmp_path, paid("850.12", message=f"Trimestre 1 {anna.written} merci"))
    assert (movement.state, movement.rule) == ("matched", "structured reference in the text")


def test_a_number_with_wrong_check_digits_is_no_reference(tmp_path: Path) -> None:
    anna = a_debtor(tell_account=False)
    wrong = f"{anna.reference[:10]}{(int(anna.reference[10:]) + 1) % 97:02d}"
    [movement] = take_in(tmp_path, paid("850.12", message=wrong))
    assert movement.state == "suspense"


def test_a_partial_payment_leaves_the_rest_open(tmp_path: Path) -> None:
    anna = a_debtor()
    take_in(tmp_path, paid("400.00", reference=anna.reference))
    assert anna.owed == Decimal("450.12")


def test_an_over_payment_becomes_credit(tmp_path: Path) -> None:
    anna = a_debtor()
    take_in(tmp_path, paid("900.00", reference=anna.reference))
    assert (anna.owed, credit_of(anna.party)) == (0, Decimal("49.88"))


def test_a_known_account_and_the_exact_amount_pay_that_debt(tmp_path: Path) -> None:
    anna = a_debtor()
    older = owe(anna.party, "100.00", quarter="2025Q4")
    [movement] = take_in(tmp_path, paid("850.12", iban=ANNA, message="cotisations"))
    assert (movement.state, movement.rule) == (
        "matched",
        "account of the payer and the exact amount",
    )
    older.refresh_from_db()
    assert (anna.owed, older.total) == (0, Decimal("100.00"))


def test_a_known_account_with_another_amount_waits(tmp_path: Path) -> None:
    anna = a_debtor()
    [movement] = take_in(tmp_path, paid("123.45", iban=ANNA, message="cotisations"))
    assert (movement.state, anna.owed) == ("suspense", Decimal("850.12"))


def test_an_account_that_two_parties_share_waits(tmp_path: Path) -> None:
    a_debtor(ANNA)
    a_debtor(ANNA)
    [movement] = take_in(tmp_path, paid("850.12", iban=ANNA))
    assert (movement.state, movement.rule) == ("suspense", "several parties are possible")


def test_an_unknown_payer_waits_in_suspense_with_the_money_on_our_account(tmp_path: Path) -> None:
    [movement] = take_in(tmp_path, paid("77.70", iban=STRANGER, message="bonjour"))
    assert (movement.state, movement.rule) == ("suspense", "nothing known")
    assert (find_account("5500"), find_account("4990")) == (Decimal("77.70"), Decimal("-77.70"))


def test_a_debit_nobody_ordered_waits_and_the_books_agree_with_the_bank(tmp_path: Path) -> None:
    [movement] = take_in(tmp_path, paid("-12.10", message="FRAIS"))
    assert (movement.state, find_account("5500")) == ("suspense", Decimal("-12.10"))


def test_a_bounced_direct_debit_reopens_the_debt(tmp_path: Path) -> None:
    anna = a_debtor()
    mandate = DirectDebitMandate.objects.create(
        reference="VIGIE-1", party=anna.party, iban=ANNA, holder="Anna", signed_on=date(2025, 1, 1)
    )
    debit = paid("850.12", mandate_reference="VIGIE-1", end_to_end_id="E2E-1", reference=anna.reference)
    [collected] = take_in(tmp_path, debit)
    assert (collected.state, anna.owed) == ("matched", 0)
    back = replace(debit, amount=euros("-850.12"), code=DEBIT_UNPAID, return_reason="MD01")
    [bounced] = take_in(tmp_path, back, number=2, day=DAY + timedelta(1))
    collected.refresh_from_db()
    mandate.refresh_from_db()
    assert (bounced.state, bounced.undoes, collected.state) == ("bounced", collected, "bounced")
    assert (anna.owed, find_account("5500"), mandate.state) == (Decimal("850.12"), 0, "suspended")


def test_a_bounce_that_stands_before_its_payment_in_the_file_still_finds_it(tmp_path: Path) -> None:
    anna = a_debtor()
    debit = paid("850.12", mandate_reference="VIGIE-1", end_to_end_id="E2E-1", reference=anna.reference)
    DirectDebitMandate.objects.create(
        reference="VIGIE-1", party=anna.party, iban=ANNA, holder="Anna", signed_on=date(2025, 1, 1)
    )
    back = replace(debit, amount=euros("-850.12"), code=DEBIT_UNPAID, return_reason="AM04")
    first, second = take_in(tmp_path, back, debit)
    assert (first.state, second.state, anna.owed) == ("bounced", "bounced", Decimal("850.12"))


def test_a_bounce_of_nothing_we_know_waits(tmp_path: Path) -> None:
    [movement] = take_in(
        tmp_path,
        Movement(euros("-50.00"), DAY, code=DEBIT_UNPAID, mandate_reference="X", return_reason="AM04"),
    )
    assert movement.state == "suspense"


def test_the_details_of_a_collection_pay_their_own_debts(tmp_path: Path) -> None:
    anna, ben = a_debtor(ANNA, "100.00"), a_debtor(BEN, "200.00")
    parts = tuple(
        Movement(euros(amount), DAY, code=DEBIT_OF_BATCH, mandate_reference=f"M-{index}", iban=one.iban)
        for index, (one, amount) in enumerate([(anna, "100.00"), (ben, "200.00")])
    )
    for index, one in enumerate([anna, ben]):
        DirectDebitMandate.objects.create(
            reference=f"M-{index}", party=one.party, iban=one.iban, holder="x", signed_on=date(2025, 1, 1)
        )
    found = take_in(tmp_path, Movement(euros("300.00"), DAY, code=BATCH_OF_DEBITS, details=parts))
    assert [one.rule for one in found] == ["mandate", "mandate"]
    assert (anna.owed, ben.owed) == (0, 0)


def test_the_same_file_twice_books_once(tmp_path: Path) -> None:
    anna = a_debtor()
    path = put(tmp_path, a_statement(paid("100.00", reference=anna.reference)))
    run(path)
    again = run(path)
    assert again.outcomes == {"known": 1}
    assert (Payment.objects.count(), BankFile.objects.count()) == (1, 1)


def test_an_overlapping_file_books_only_what_is_new(tmp_path: Path) -> None:
    anna = a_debtor()
    first = paid("100.00", reference=anna.reference)
    run(put(tmp_path, a_statement(first), name="morning.cod"))
    report = run(
        put(tmp_path, a_statement(first, paid("50.00", reference=anna.reference)), name="evening.cod")
    )
    assert report.outcomes == {"known": 1, "matched": 1}
    assert anna.owed == Decimal("700.12")


def test_the_same_statement_in_another_file_is_known(tmp_path: Path) -> None:
    one = a_statement(paid("5.00", message="x"))
    run(put(tmp_path, one, name="a.cod"))
    other = replace(a_statement(), number=2, old_balance=one.new_balance, day=DAY + timedelta(1))
    assert run(put(tmp_path, one, other, name="b.cod")).outcomes == {"known": 1}
    assert BankStatement.objects.count() == 2


def test_two_equal_payments_on_one_day_are_two_payments(tmp_path: Path) -> None:
    anna = a_debtor()
    twice = paid("100.00", reference=anna.reference)
    take_in(tmp_path, twice, twice)
    assert anna.owed == Decimal("650.12")


def test_a_camt_file_pays_like_a_coda_file(tmp_path: Path) -> None:
    anna = a_debtor()
    path = tmp_path / "day.xml"
    path.write_bytes(write_camt([a_statement(paid("850.12", reference=anna.reference))]))
    assert run(path).outcomes == {"matched": 1}
    assert anna.owed == 0


def test_a_broken_second_statement_keeps_the_first_from_being_booked(tmp_path: Path) -> None:
    first = a_statement(paid("5.00"))
    path = tmp_path / "broken.cod"
    lines = write_coda([first, replace(first, number=2)]).splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:-1]))
    with pytest.raises(StatementRefused, match=r"broken\.cod, line 9"):
        run(path)
    assert not BankTransaction.objects.exists()
    assert BankFile.objects.get().state == "refused"


def test_a_refused_file_can_be_imported_once_the_account_is_ours(tmp_path: Path, settings: object) -> None:
    path = put(tmp_path, replace(a_statement(paid("5.00")), account=BEN))
    with pytest.raises(StatementRefused, match="not the fund's"):
        run(path)
    settings.FUND_ACCOUNTS = [BEN]  # type: ignore[attr-defined]
    assert run(path).outcomes == {"suspense": 1}
    assert BankFile.objects.get().state == "imported"


def test_a_missing_statement_is_warned_about(tmp_path: Path) -> None:
    run(put(tmp_path, a_statement(paid("5.00")), name="1.cod"))
    late = replace(a_statement(paid("6.00")), number=4, day=DAY + timedelta(3))
    report = run(put(tmp_path, late, name="4.cod"))
    assert [warning.split(":")[0] for warning in report.warnings] == ["4", "4"]
    assert "statement 2 is missing" in report.warnings[1]


def test_the_command_reports_what_became_of_each_movement(tmp_path: Path) -> None:
    anna = a_debtor()
    path = put(tmp_path, a_statement(paid("850.12", reference=anna.reference), paid("5.00", message="x")))
    out = StringIO()
    call_command("import_payments", str(path), stdout=out, stderr=StringIO())
    assert "2 movements: 1 matched, 1 suspense" in out.getvalue()
    report = (tmp_path / "day.cod.report.csv").read_text(encoding="utf-8").splitlines()
    assert report[1].startswith("1,0001.0000,3,2026-03-03,850.12,matched,structured reference,P")


def test_the_command_fails_for_a_refused_file_and_imports_the_others(tmp_path: Path) -> None:
    good, bad = put(tmp_path, a_statement(paid("5.00"))), tmp_path / "bad.cod"
    bad.write_bytes(b"nonsense")
    errors = StringIO()
    with pytest.raises(CommandError, match="1 of 2 files refused"):
        call_command("import_payments", str(bad), str(good), stdout=StringIO(), stderr=errors)
    assert "bad.cod, line 1" in errors.getvalue()
    assert BankTransaction.objects.count() == 1


def test_what_the_bank_said_cannot_be_changed(tmp_path: Path) -> None:
    from django.db import InternalError, ProgrammingError, transaction

    [movement] = take_in(tmp_path, paid("5.00"))
    with pytest.raises((InternalError, ProgrammingError), match="never changes"), transaction.atomic():
        BankTransaction.objects.filter(pk=movement.pk).update(amount=Decimal("6.00"))


def test_a_long_statement_is_booked_in_batches_and_goes_on_where_it_was_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = a_debtor(amount="900.00")
    monkeypatch.setattr(importing, "BATCH", 2)
    path = put(tmp_path, a_statement(*(paid("1.00", reference=anna.reference) for _ in range(5))))
    whole = importing.import_batch
    left = iter([1, 1])

    def die(*given: Any, **named: Any) -> int:
        next(left)  # nothing left before the third batch: as good as a kill
        return whole(*given, **named)

    monkeypatch.setattr(importing, "import_batch", die)
    with pytest.raises(RuntimeError):
        run(path)
    assert BankTransaction.objects.count() == 4
    monkeypatch.setattr(importing, "import_batch", whole)
    assert run(path).outcomes == {"known": 4, "matched": 1}
    assert (anna.owed, BankStatement.objects.count()) == (Decimal("895.00"), 1)


def test_two_payments_of_one_payer_are_seen_one_after_the_other(tmp_path: Path) -> None:
    """The second is not the exact amount any more once the first has paid it."""
    anna = a_debtor()
    moves = take_in(tmp_path, paid("850.12", iban=ANNA), paid("850.12", iban=ANNA))
    assert [one.state for one in moves] == ["matched", "suspense"]
    assert anna.owed == 0
