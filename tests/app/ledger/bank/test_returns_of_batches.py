"""A batch that the bank booked as one sum: one of its orders can still come back alone."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from app.accounts.models import User
from app.ledger.bank import batches, mandates, orders
from app.ledger.bank.camt_writing import write_camt
from app.ledger.bank.errors import MandateRefused
from app.ledger.bank_models import BankTransaction, BatchKind, PaymentBatch
from app.ledger.models import Receivable
from app.ledger.proofs import list_faults
from app.ledger.queries import credit_of
from app.ledger.refunds import approve_refund, propose_refund
from tests.app.ledger.bank.days import ANNA, BEN, DAY, TODAY, Debtor, a_debtor, run, take_in
from tests.factories.cases import make_user
from tests.factories.coda import a_statement, paid
from tests.factories.ledger import pay

pytestmark = pytest.mark.django_db
FRIDAY, LATER = date(2026, 3, 6), DAY + timedelta(5)


@pytest.fixture
def people() -> tuple[User, User]:
    return make_user("fay", "finance_officer"), make_user("finn", "finance_officer")


def send(batch: PaymentBatch, people: tuple[User, User]) -> list[str]:
    """Approve it and give it to the bank; the end-to-end ids of its orders."""
    fay, finn = people
    batches.propose(batch, by=fay)
    batches.approve(batch, content=batches.content_of(batch), by=finn)
    batches.export(batch, by=fay)
    return list(batch.orders.order_by("id").values_list("end_to_end_id", flat=True))


def sign(debtor: Debtor, reference: str) -> mandates.DirectDebitMandate:
    return mandates.sign(
        party=debtor.party,
        reference=reference,
        iban=debtor.iban,
        holder="x",
        signed_on=date(2023, 3, 6),
    )


def collect(tmp_path: Path, people: tuple[User, User]) -> tuple[Debtor, Debtor, list[str]]:
    """Collect 100 and 200 euro, which the bank books as 300."""
    anna, ben = a_debtor(ANNA, "100.00"), a_debtor(BEN, "200.00")
    batch = batches.start_batch(BatchKind.COLLECTION, FRIDAY, by=people[0])
    for debtor, reference in ((anna, "M-1"), (ben, "M-2")):
        orders.order_collection(batch, debtor.receivable, sign(debtor, reference))
    ids = send(batch, people)
    take_in(tmp_path, paid("300.00", message=f"BATCH {batch.reference} 2 ORDERS"))
    return anna, ben, ids


def come_back(tmp_path: Path, amount: str, end_to_end_id: str, number: int = 2) -> BankTransaction:
    told = paid(amount, end_to_end_id=end_to_end_id, return_reason="AM04")
    [movement] = take_in(tmp_path, told, number=number, day=LATER)
    return movement


def test_one_direct_debit_of_a_batch_bounces_alone(tmp_path: Path, people: tuple[User, User]) -> None:
    anna, ben, ids = collect(tmp_path, people)
    assert (anna.owed, ben.owed) == (0, 0)
    assert come_back(tmp_path, "-100.00", ids[0]).state == "bounced"
    assert (anna.owed, ben.owed) == (100, 0)
    assert list(list_faults()) == []


def test_a_direct_debit_bounces_once(tmp_path: Path, people: tuple[User, User]) -> None:
    anna, _ben, ids = collect(tmp_path, people)
    come_back(tmp_path, "-100.00", ids[0])
    assert come_back(tmp_path, "-100.00", ids[0], number=3).state == "suspense"
    assert anna.owed == 100


def test_one_transfer_of_a_batch_comes_back_to_its_payee(tmp_path: Path, people: tuple[User, User]) -> None:
    anna = a_debtor(ANNA, "100.00")
    pay(250, on=DAY, party=anna.party)
    refund = approve_refund(
        propose_refund(anna.party, on=DAY, key="r", by="user:7"),
        by="user:8",
    )
    batch = batches.start_batch(BatchKind.PAYOUT, FRIDAY, by=people[0])
    orders.order_refund(batch, refund, on=TODAY)
    [e2e] = send(batch, people)
    take_in(tmp_path, paid("-150.00", message=f"BATCH {batch.reference} 1 ORDER"))
    back = come_back(tmp_path, "150.00", e2e)
    assert (back.state, back.party, credit_of(anna.party)) == ("matched", anna.party, 150)


def test_a_mandate_is_at_an_end_thirty_six_months_after_its_last_use(people: tuple[User, User]) -> None:
    anna = a_debtor(ANNA, "100.00")
    mandate = sign(anna, "M-1")  # signed on 6 March 2023, never used
    last = batches.start_batch(BatchKind.COLLECTION, date(2026, 3, 6), by=people[0])
    assert orders.order_collection(last, anna.receivable, mandate)
    late = batches.start_batch(BatchKind.COLLECTION, date(2026, 3, 7), by=people[0])
    with pytest.raises(MandateRefused, match="thirty-six"):
        orders.order_collection(late, Receivable.objects.get(), mandate)


def test_first_and_later_collections_of_a_batch_may_be_booked_as_a_sum_each(
    tmp_path: Path, people: tuple[User, User]
) -> None:
    """The file has a part for each; the bank names the part."""
    anna, ben = a_debtor(ANNA, "100.00"), a_debtor(BEN, "200.00")
    batch = batches.start_batch(BatchKind.COLLECTION, FRIDAY, by=people[0])
    later = sign(ben, "M-2")
    mandates.DirectDebitMandate.objects.filter(pk=later.pk).update(first_on=DAY, last_on=DAY)
    orders.order_collection(batch, anna.receivable, sign(anna, "M-1"))
    later.refresh_from_db()
    orders.order_collection(batch, ben.receivable, later)
    send(batch, people)
    told = [paid("200.00", message=f"SEPA DD {batch.reference}-P2"), paid("100.00", message=batch.reference)]
    if b"RCUR" in bytes(batches.lock(batch).file or b"").split(b"FRST")[0]:
        told = [
            paid("200.00", message=batch.reference),
            paid("100.00", message=f"SEPA DD {batch.reference}-P2"),
        ]
    assert [one.rule for one in take_in(tmp_path, *told)] == ["our own batch", "our own batch"]
    batch.refresh_from_db()
    assert (anna.owed, ben.owed, batch.state) == (0, 0, "executed")
    assert list(list_faults()) == []


def test_a_camt_entry_of_a_whole_batch_names_it_in_its_details(
    tmp_path: Path, people: tuple[User, User]
) -> None:
    anna, ben = a_debtor(ANNA, "100.00"), a_debtor(BEN, "200.00")
    batch = batches.start_batch(BatchKind.COLLECTION, FRIDAY, by=people[0])
    for debtor, reference in ((anna, "M-1"), (ben, "M-2")):
        orders.order_collection(batch, debtor.receivable, sign(debtor, reference))
    send(batch, people)
    data = write_camt([a_statement(paid("300.00"))])
    start, end = data.index(b"<NtryDtls>"), data.index(b"</NtryDtls>")
    told = f"<NtryDtls><Btch><PmtInfId>{batch.reference}</PmtInfId><NbOfTxs>2</NbOfTxs></Btch>".encode()
    path = tmp_path / "batch.xml"
    path.write_bytes(data[:start] + told + data[end:])
    run(path)
    assert (BankTransaction.objects.get().rule, anna.owed, ben.owed) == ("our own batch", 0, 0)
