"""What the fund pays: approved by one, ordered by another, executed by the bank."""

from __future__ import annotations

from datetime import date

from app.accounts.roles import Role
from app.ledger.bank import batches
from app.ledger.bank.coda_writing import TRANSFER_OUT, Movement
from app.ledger.bank.orders import order_refunds
from app.ledger.bank_models import BatchKind, PaymentBatch
from app.ledger.models import Refund
from app.ledger.refunds import approve_refund
from app.ledger.states import RefundState
from tests.journeys.life.fund import Fund
from tests.journeys.life.outside import receive_money
from workflows import clock
from workflows.calendars import load_calendar


def pay_out(fund: Fund, on: date | None = None) -> None:
    """Approved by another than who ordered it, given to the bank, and executed on the next working day, or `on`."""
    officer, lead = fund.staff[Role.FINANCE_OFFICER], fund.staff[Role.TEAM_LEAD]
    for refund in Refund.objects.filter(state=RefundState.PROPOSED).order_by("id"):
        approve_refund(refund, by=f"user:{lead.pk}", reason="Contrôlé")
    day = on or load_calendar("belgium").next_working_day(clock.today())
    batch = batches.start_batch(BatchKind.PAYOUT, day, by=officer)
    ordered, reasons = order_refunds(batch, on=clock.today())
    assert ordered, reasons
    batches.propose(batch, by=officer)
    batches.approve(batch, content=batches.content_of(batch), by=lead)
    batches.export(batch, by=officer)
    fund.live(day.isoformat())
    receive_money(*list_executed(batch))
    fund.work()


def pay_out_proposed(fund: Fund) -> None:
    """Where nothing was proposed nothing is ordered."""
    if Refund.objects.filter(state=RefundState.PROPOSED).exists():
        pay_out(fund)


def list_executed(batch: PaymentBatch) -> list[Movement]:
    today = clock.today()
    return [
        Movement(
            -one.amount,
            today,
            code=TRANSFER_OUT,
            end_to_end_id=one.end_to_end_id,
            iban=one.iban,
            name=one.name,
        )
        for one in batch.orders.order_by("id")
    ]
