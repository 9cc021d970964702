"""Payment batches: four eyes on one content, held by the database; files held to the ISO schemas."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import DatabaseError, transaction
from lxml import etree

from app.accounts.models import User
from app.ledger import refunds
from app.ledger.bank import batches, mandates, orders, suspense
from app.ledger.bank.coda_writing import TRANSFER_OUT, Movement
from app.ledger.bank.errors import (
    BatchRefused,
    ContentChanged,
    MandateRefused,
    PaymentFileRefused,
    SamePerson,
)
from app.ledger.bank.sepa_files import DEBITS, SCHEMAS, TRANSFERS, validate, write_file
from app.ledger.bank_models import BatchKind, PaymentBatch, PaymentOrder
from app.ledger.models import Refund
from app.ledger.payouts import propose_payout
from app.ledger.proofs import list_faults
from app.ledger.queries import credit_of, trial_balance
from app.people.contacts import end, open_bank_account
from tests.app.ledger.bank.days import ANNA, BEN, CLARA, DAY, TODAY, Debtor, a_debtor, take_in
from tests.factories.cases import make_user
from tests.factories.coda import STRANGER, paid
from tests.factories.ledger import pay
from tests.factories.people import CLERK

pytestmark = pytest.mark.django_db
FRIDAY = date(2026, 3, 6)


@pytest.fixture
def fay() -> User:
    return make_user("fay", "finance_officer")


@pytest.fixture
def finn() -> User:
    return make_user("finn", "finance_officer")


def a_refund(iban: str = CLARA, amount: str = "150.00", *, key: str = "r") -> Refund:
    """An approved refund of credit."""
    clara = a_debtor(iban, "100.00")
    pay(Decimal("100.00") + Decimal(amount), on=DAY, party=clara.party)
    refund = refunds.propose_refund(clara.party, on=DAY, key=f"{key}:{clara.party.pk}", by="user:7")
    return refunds.approve_refund(refund, by="user:8")


def a_benefit(debtor: Debtor) -> Refund:
    """An approved payout of a benefit of 150 euro."""
    payout = propose_payout(
        debtor.party,
        benefit=Decimal("150.00"),
        interest=Decimal("0.00"),
        on=DAY,
        key="benefit:C1:2026-02",
        by="user:7",
        reason="bridging_right 2026-02",
    )
    return refunds.approve_refund(payout, by="user:8")


def a_batch(by: User, *found: Refund) -> PaymentBatch:
    batch = batches.start_batch(BatchKind.PAYOUT, FRIDAY, by=by)
    for refund in found or (a_refund(),):
        orders.order_refund(batch, refund, on=TODAY)
    return batches.propose(batch, by=by)


def approve(batch: PaymentBatch, by: User) -> PaymentBatch:
    return batches.approve(batch, content=batches.content_of(batch), by=by)


def find_account(code: str) -> Decimal:
    return next(line.balance for line in trial_balance() if line.account.code == code)


def test_a_batch_goes_from_draft_to_the_bank(fay: User, finn: User) -> None:
    batch = approve(a_batch(fay), finn)
    assert (batch.state, batch.approved_by) == ("approved", finn)
    data = batches.export(batch, by=fay)
    batch.refresh_from_db()
    assert (batch.state, data) == ("exported", bytes(batch.file or b""))
    assert [event.kind for event in batch.events.all()] == ["start", "propose", "approve", "export"]


def test_whoever_prepared_cannot_approve(fay: User) -> None:
    with pytest.raises(SamePerson):
        approve(a_batch(fay), fay)


def test_whoever_proposed_cannot_approve(fay: User, finn: User) -> None:
    batch = batches.take_back(a_batch(fay), by=fay, reason="again")
    batches.propose(batch, by=finn)
    with pytest.raises(SamePerson):
        approve(batch, finn)


def test_the_database_too_refuses_that_preparer_and_approver_are_one(fay: User, finn: User) -> None:
    batch = a_batch(fay)
    content = batches.content_of(batch)
    with pytest.raises(DatabaseError, match="four_eyes"), transaction.atomic():
        PaymentBatch.objects.filter(pk=batch.pk).update(
            state="approved", approved_by=fay, approved_at="2026-03-04T10:00:00Z", approved_sha256=content
        )


def test_another_content_than_was_shown_is_not_approved(fay: User, finn: User) -> None:
    batch = a_batch(fay)
    shown = batches.content_of(batch)
    PaymentOrder.objects.filter(batch=batch).update(iban=BEN)
    with pytest.raises(ContentChanged):
        batches.approve(batch, content=shown, by=finn)


@pytest.mark.parametrize(
    "change", [{"iban": BEN}, {"amount": Decimal("150.01")}, {"name": "Mallory"}, {"text": "other"}]
)
def test_changing_an_order_ends_the_approval(fay: User, finn: User, change: dict[str, object]) -> None:
    batch = approve(a_batch(fay), finn)
    PaymentOrder.objects.filter(batch=batch).update(**change)
    batch.refresh_from_db()
    assert (batch.state, batch.approved_by, batch.file, batch.approved_sha256) == ("proposed", None, None, "")


def test_adding_or_deleting_an_order_ends_the_approval(fay: User, finn: User) -> None:
    batch = approve(a_batch(fay, a_refund(CLARA), a_refund(BEN)), finn)
    batch.orders.all()[0].delete()
    batch.refresh_from_db()
    assert batch.state == "proposed"


def test_an_order_of_an_exported_batch_cannot_change(fay: User, finn: User) -> None:
    batch = approve(a_batch(fay), finn)
    batches.export(batch, by=fay)
    with pytest.raises(DatabaseError, match="cannot change any more"), transaction.atomic():
        PaymentOrder.objects.filter(batch=batch).update(iban=BEN)


def test_the_day_of_an_approved_batch_cannot_change(fay: User, finn: User) -> None:
    batch = approve(a_batch(fay), finn)
    with pytest.raises(DatabaseError, match="another content"), transaction.atomic():
        PaymentBatch.objects.filter(pk=batch.pk).update(execute_on=FRIDAY + timedelta(1))


def test_a_step_out_of_order_is_refused_by_the_code_and_by_the_database(fay: User) -> None:
    batch = batches.start_batch(BatchKind.PAYOUT, FRIDAY, by=fay)
    with pytest.raises(BatchRefused):
        batches.export(batch, by=fay)
    with pytest.raises(DatabaseError, match="does not become"), transaction.atomic():
        PaymentBatch.objects.filter(pk=batch.pk).update(state="executed")


def test_an_empty_batch_is_not_proposed(fay: User) -> None:
    with pytest.raises(BatchRefused, match="empty"):
        batches.propose(batches.start_batch(BatchKind.PAYOUT, FRIDAY, by=fay), by=fay)


def test_a_refund_is_ordered_once(fay: User) -> None:
    refund = a_refund()
    a_batch(fay, refund)
    second = batches.start_batch(BatchKind.PAYOUT, FRIDAY, by=fay)
    assert orders.order_refund(second, refund, on=TODAY) is None


def test_after_a_cancelled_batch_a_refund_can_be_ordered_again(fay: User) -> None:
    refund = a_refund()
    batches.cancel(a_batch(fay, refund), by=fay, reason="wrong day")
    second = batches.start_batch(BatchKind.PAYOUT, FRIDAY, by=fay)
    order = orders.order_refund(second, refund, on=TODAY)
    assert order is not None
    assert order.key == f"refund:{refund.pk}/2"


def test_a_proposed_refund_is_not_ordered(fay: User) -> None:
    refund = a_refund()
    Refund.objects.filter(pk=refund.pk).update(state="proposed", decided_by="")
    refund.refresh_from_db()
    batch = batches.start_batch(BatchKind.PAYOUT, FRIDAY, by=fay)
    with pytest.raises(BatchRefused, match="not approved"):
        orders.order_refund(batch, refund, on=TODAY)


def test_an_account_changed_since_is_told(fay: User) -> None:
    refund = a_refund()
    order = a_batch(fay, refund).orders.get()
    assert orders.changed_account(order, on=TODAY) == ""
    end(refund.party.bank_accounts.get(), by=CLERK, day=TODAY - timedelta(1))
    open_bank_account(refund.party, iban=BEN, by=CLERK, started_on=TODAY)
    assert orders.changed_account(order, on=TODAY) == BEN


def test_the_transfer_file_fits_the_iso_schema_and_says_what_was_ordered(fay: User) -> None:
    batch = a_batch(fay, a_refund(CLARA, "150.00"), a_refund(BEN, "0.05"))
    root = etree.fromstring(write_file(batch))
    space = {"p": f"urn:iso:std:iso:20022:tech:xsd:{TRANSFERS}"}
    validate(root, TRANSFERS)
    assert root.findtext(".//p:MsgId", None, space) == batch.reference
    assert (root.findtext(".//p:NbOfTxs", None, space), root.findtext(".//p:CtrlSum", None, space)) == (
        "2",
        "150.05",
    )
    assert [one.text for one in root.findall(".//p:EndToEndId", space)] == [
        f"{batch.reference}-00001",
        f"{batch.reference}-00002",
    ]


def test_a_file_against_the_schema_is_refused(fay: User) -> None:
    batch = a_batch(fay)
    PaymentOrder.objects.filter(batch=batch).update(iban="NOT AN IBAN")
    with pytest.raises(PaymentFileRefused, match="IBAN"):
        write_file(batch)


def test_the_library_ships_the_schemas() -> None:
    assert {f"{name}.xsd" for name in (TRANSFERS, DEBITS)} <= {one.name for one in SCHEMAS.iterdir()}


def test_the_statement_closes_the_batch_and_pays_the_refund(tmp_path: Path, fay: User, finn: User) -> None:
    refund = a_refund()
    batch = approve(a_batch(fay, refund), finn)
    batches.export(batch, by=fay)
    order = batch.orders.get()
    before = find_account("5500")
    out = Movement(Decimal("-150.00"), FRIDAY, code=TRANSFER_OUT, end_to_end_id=order.end_to_end_id)
    [movement] = take_in(tmp_path, out)
    batch.refresh_from_db()
    refund.refresh_from_db()
    assert (movement.state, movement.order, batch.state, refund.state) == (
        "refunded",
        order,
        "executed",
        "paid",
    )
    assert find_account("5500") == before - Decimal("150.00")


def test_a_batch_booked_as_one_sum_is_recognised(tmp_path: Path, fay: User, finn: User) -> None:
    batch = approve(a_batch(fay, a_refund(CLARA), a_refund(BEN, "10.00")), finn)
    batches.export(batch, by=fay)
    [movement] = take_in(tmp_path, paid("-160.00", message=f"BATCH {batch.reference} 2 ORDERS"))
    batch.refresh_from_db()
    assert (movement.rule, batch.state) == ("our own batch", "executed")
    assert not Refund.objects.exclude(state="paid").exists()


def test_a_transfer_that_came_back_is_credit_again(tmp_path: Path, fay: User, finn: User) -> None:
    refund = a_refund()
    batch = approve(a_batch(fay, refund), finn)
    batches.export(batch, by=fay)
    e2e = batch.orders.get().end_to_end_id
    take_in(tmp_path, Movement(Decimal("-150.00"), FRIDAY, code=TRANSFER_OUT, end_to_end_id=e2e))
    [back] = take_in(
        tmp_path, paid("150.00", end_to_end_id=e2e, return_reason="AC04"), number=2, day=DAY + timedelta(3)
    )
    order = batch.orders.get()
    assert (back.state, back.party, order.state, order.failure) == (
        "matched",
        refund.party,
        "failed",
        "AC04",
    )


def test_a_benefit_that_came_back_pays_no_debt_and_is_ordered_anew(
    tmp_path: Path, fay: User, finn: User
) -> None:
    debtor = a_debtor(CLARA, "100.00")
    payout = a_benefit(debtor)
    batch = approve(a_batch(fay, payout), finn)
    batches.export(batch, by=fay)
    e2e = batch.orders.get().end_to_end_id
    take_in(tmp_path, Movement(Decimal("-150.00"), FRIDAY, code=TRANSFER_OUT, end_to_end_id=e2e))
    [back] = take_in(
        tmp_path, paid("150.00", end_to_end_id=e2e, return_reason="AC04"), number=2, day=DAY + timedelta(3)
    )
    payout.refresh_from_db()
    assert (back.state, payout.state, payout.paid_on) == ("bounced", "returned", None)
    assert [debtor.owed, credit_of(payout.party)] == [100, 0]
    assert [find_account("4110"), find_account("6200")] == [-150, 150]
    assert list(list_faults()) == []
    assert orders.order_refund(batches.start_batch(BatchKind.PAYOUT, FRIDAY, by=fay), payout, on=DAY)
    refunds.pay_refund(payout, on=FRIDAY)
    assert [find_account("4110"), find_account("5500")] == [0, -150]


def test_money_sent_back_leaves_suspense_when_the_bank_has_executed_it(
    tmp_path: Path, fay: User, finn: User
) -> None:
    [movement] = take_in(tmp_path, paid("77.70", iban=STRANGER, name="UNKNOWN"))
    batch = batches.start_batch(BatchKind.PAYOUT, FRIDAY, by=fay)
    suspense.send_back(movement, batch, by="user:1", reason="not ours")
    approve(batches.propose(batch, by=fay), finn)
    batches.export(batch, by=fay)
    e2e = batch.orders.get().end_to_end_id
    out = Movement(Decimal("-77.70"), FRIDAY, code=TRANSFER_OUT, end_to_end_id=e2e)
    take_in(tmp_path, out, number=2, day=DAY + timedelta(1))
    assert (find_account("4990"), find_account("5500")) == (0, 0)


def a_mandate(debtor: Debtor, reference: str = "VIGIE-0001") -> mandates.DirectDebitMandate:
    return mandates.sign(
        party=debtor.party,
        reference=reference,
        iban=debtor.iban,
        holder="Anna",
        signed_on=date(2026, 1, 2),
    )


def test_a_collection_fits_the_schema_and_begins_with_first(fay: User) -> None:
    anna = a_debtor(ANNA, "100.00")
    a_mandate(anna)
    batch = batches.start_batch(BatchKind.COLLECTION, FRIDAY, by=fay)
    assert orders.order_collections(batch, [anna.receivable]) == (1, [])
    root = etree.fromstring(write_file(batch))
    space = {"p": f"urn:iso:std:iso:20022:tech:xsd:{DEBITS}"}
    validate(root, DEBITS)
    assert root.findtext(".//p:SeqTp", None, space) == "FRST"
    assert root.findtext(".//p:MndtId", None, space) == "VIGIE-0001"


def test_after_the_first_collection_the_mandate_recurs(tmp_path: Path, fay: User, finn: User) -> None:
    anna = a_debtor(ANNA, "100.00")
    mandate = a_mandate(anna)
    batch = batches.start_batch(BatchKind.COLLECTION, FRIDAY, by=fay)
    order = orders.order_collection(batch, anna.receivable, mandate)
    assert order is not None
    approve(batches.propose(batch, by=fay), finn)
    batches.export(batch, by=fay)
    [movement] = take_in(tmp_path, paid("100.00", end_to_end_id=order.end_to_end_id))
    mandate.refresh_from_db()
    batch.refresh_from_db()
    assert (movement.state, anna.owed, batch.state, mandate.first_on) == (
        "matched",
        0,
        "executed",
        movement.booked_on,
    )
    later = batches.start_batch(BatchKind.COLLECTION, FRIDAY, by=fay)
    orders.add_order(later, batches.Order("x", Decimal(1), "Anna", ANNA, "x", {"mandate": mandate}))
    assert b"RCUR" in write_file(later)


def test_a_suspended_or_old_mandate_collects_nothing(fay: User) -> None:
    anna = a_debtor(ANNA, "100.00")
    mandate = mandates.change(a_mandate(anna), "suspend", by="user:1", reason="asked", on=TODAY)
    batch = batches.start_batch(BatchKind.COLLECTION, FRIDAY, by=fay)
    with pytest.raises(MandateRefused, match="not active"):
        orders.order_collection(batch, anna.receivable, mandate)
    mandate = mandates.change(mandate, "resume", by="user:1", reason="asked", on=TODAY)
    late = batches.start_batch(BatchKind.COLLECTION, date(2030, 1, 2), by=fay)
    with pytest.raises(MandateRefused, match="thirty-six"):
        orders.order_collection(late, anna.receivable, mandate)


def test_a_revoked_mandate_stays_revoked() -> None:
    mandate = mandates.change(
        a_mandate(a_debtor()), "revoke", by="user:1", reason="letter", on=date(2026, 3, 1)
    )
    with pytest.raises(MandateRefused):
        mandates.change(mandate, "resume", by="user:1", reason="no", on=TODAY)
