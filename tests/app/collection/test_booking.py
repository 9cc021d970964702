"""Lines are assessed, booked and followed together; a call that was killed goes on with what still waits."""

from collections.abc import Sequence
from decimal import Decimal

import pytest

from app.cases.models import Case
from app.collection import booking, calls
from app.collection.models import CallLine, CallState, LineState, QuarterlyCall
from app.ledger.models import Receivable, StructuredReference
from app.ledger.queries import balance
from app.people.models import Party
from app.registers.quarters import Quarter
from app.registers.traces import Trace, render
from tests.app.collection.conftest import NOW, affiliate
from tests.factories.affiliation import QuarterStatusFactory
from tests.factories.ledger import pay
from workflows.actors import user
from workflows.models import ProcessInstance

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_deployed")]
ANNA, BEN = user(1, "Anna"), user(2, "Ben")
# 30,000 × 1.07236269 = 32,170.88; × 20.5 % / 4 = 1,648.76; fee 4.10 % = 67.60
PRINCIPAL, FEE = Decimal("1648.76"), Decimal("67.60")


def begin() -> QuarterlyCall:
    call = calls.prepare_call(Quarter(2026, 1), by=ANNA, now=NOW)
    return calls.approve_call(call.pk, checksum=call.checksum, by=BEN, now=NOW)


def run(call: QuarterlyCall) -> CallLine:
    booking.run_call(call.pk, by=ANNA, now=NOW)
    call.refresh_from_db()
    return call.lines.select_related("receivable").order_by("number").last()


def test_a_line_becomes_a_receivable_with_its_trace_reference_and_case() -> None:
    affiliate()
    line = run(begin())
    assert line.receivable is not None
    owed = balance(line.receivable)
    assert (line.state, owed.principal, owed.fee) == (LineState.BOOKED, PRINCIPAL, FEE)
    assert StructuredReference.objects.filter(targets__receivable=line.receivable).count() == 1
    assert Case.objects.get().reference == line.case_ref == line.receivable.case_ref
    assert ProcessInstance.objects.get().business_key == line.case_ref
    words = " ".join(one.text for one in render(Trace.from_json(line.receivable.trace or {}), "en"))
    assert "1.07236269" in words


def test_a_call_that_is_done_is_booked() -> None:
    affiliate()
    call = begin()
    run(call)
    assert call.state == CallState.BOOKED
    assert booking.run_chunk(call.pk, by=ANNA, now=NOW) == 0


def test_a_quarter_that_is_exempt_is_not_claimed() -> None:
    QuarterStatusFactory(person=affiliate(), year=2026, number=1, exempt=True)
    line = run(begin())
    assert (line.state, line.amount) == (LineState.NOTHING_DUE, Decimal("0.00"))
    assert not Receivable.objects.exists()


def test_a_line_without_a_known_income_fails_alone_and_says_why() -> None:
    affiliate("Ann")
    affiliate("Bo", income=None)
    call = begin()
    line = run(call)
    assert (line.state, "income" in line.error.lower()) == (LineState.FAILED, True)
    assert call.lines.filter(state=LineState.BOOKED).count() == 1


def test_a_failed_line_is_booked_once_its_file_is_complete() -> None:
    from tests.factories.affiliation import IncomeFactory

    party = affiliate(income=None)
    call = begin()
    run(call)
    IncomeFactory(party=party, year=2023, amount=Decimal(30_000), received_on=NOW.date().replace(year=2025))
    calls.retry_failed(call.pk)
    assert run(call).amount == PRINCIPAL + FEE


def test_a_paused_call_books_nothing_until_it_is_resumed() -> None:
    affiliate()
    call = begin()
    calls.pause_call(call.pk)
    assert run(call).state == LineState.WAITING
    calls.resume_call(call.pk)
    assert run(call).state == LineState.BOOKED


def test_a_chunk_that_is_interrupted_leaves_nothing_and_is_done_once(monkeypatch: pytest.MonkeyPatch) -> None:
    parties = [affiliate(f"Ann {number}") for number in range(3)]
    call = begin()
    follow = booking.follow

    def die(lines: Sequence[CallLine], **given: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(booking, "follow", die)
    with pytest.raises(KeyboardInterrupt):
        booking.run_chunk(call.pk, by=ANNA, now=NOW)
    assert not Receivable.objects.exists()
    monkeypatch.setattr(booking, "follow", follow)
    run(call)
    booked = {one.party_id for one in Receivable.objects.all()}
    assert (booked, Case.objects.count()) == ({party.pk for party in parties}, 3)


def test_what_a_credit_covers_is_not_followed() -> None:
    party: Party = affiliate()
    pay(2_000, on=NOW.date(), party=party)
    line = run(begin())
    assert line.receivable is not None
    assert balance(line.receivable).total == 0
    assert not Case.objects.exists()


def test_whom_a_cancelled_call_booked_is_not_called_again() -> None:
    affiliate("Ann")
    affiliate("Bo")
    first = begin()
    booking.run_chunk(first.pk, by=ANNA, now=NOW, size=1)
    calls.cancel_call(first.pk, now=NOW)
    second = begin()
    assert second.population == 1
    run(second)
    assert (Receivable.objects.count(), Case.objects.count()) == (2, 2)
