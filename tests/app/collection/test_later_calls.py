"""Who becomes liable after a quarter was called is called later: nobody owes a quarter that nobody claims."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from app.affiliation.coverages import set_coverage
from app.affiliation.models import Coverage
from app.collection import booking, calls
from app.collection.errors import CalledAlready
from app.collection.models import QuarterlyCall
from app.ledger.closing import cancel_contributions
from app.ledger.models import Receivable
from app.people.models import Party
from app.registers.quarters import Quarter
from tests.app.collection.conftest import NOW, affiliate
from workflows.actors import user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_deployed")]
ANNA, BEN = user(1, "Anna"), user(2, "Ben")
QUARTER = Quarter(2026, 1)
MEANWHILE = datetime(2026, 2, 2, 8, 0, tzinfo=UTC)
LATER = datetime(2026, 2, 20, 8, 0, tzinfo=UTC)


def prepare(now: datetime = NOW) -> QuarterlyCall:
    return calls.prepare_call(QUARTER, by=ANNA, now=now)


def call_all(now: datetime = NOW) -> QuarterlyCall:
    call = prepare(now)
    calls.approve_call(call.pk, checksum=call.checksum, by=BEN, now=now)
    booking.run_call(call.pk, by=BEN, now=now)
    return calls.finish_call(call.pk, now=now)


def assimilate(party: Party) -> None:
    """The quarter is not due: its claim is taken back."""
    set_coverage(party, QUARTER, Coverage.ASSIMILATED, reason="illness", by=BEN, now=MEANWHILE)
    cancel_contributions({(party.pk, QUARTER): "illness"}, on=MEANWHILE.date(), by="system:tests")


def test_who_is_affiliated_after_the_call_is_called_alone() -> None:
    affiliate("Ann")
    call_all()
    late = affiliate("Bo", started_on=date(2026, 2, 10))
    assert list(prepare(LATER).lines.values_list("party", flat=True)) == [late.pk]


def test_a_finished_call_is_not_repeated_for_nobody() -> None:
    affiliate("Ann")
    call_all()
    with pytest.raises(CalledAlready, match="2026Q1"):
        prepare(LATER)


def test_whom_the_first_call_could_not_assess_is_called_again() -> None:
    party = affiliate("Ann", income=None)
    assert call_all().lines.get().state == "failed"
    assert list(prepare(LATER).lines.values_list("party", flat=True)) == [party.pk]


def test_a_quarter_due_again_after_its_claim_was_cancelled_is_claimed_anew() -> None:
    party = affiliate("Ann")
    call_all()
    assimilate(party)
    set_coverage(party, QUARTER, Coverage.DUE, reason="illness: over", by=BEN, now=LATER)
    call_all(LATER)
    states = list(Receivable.objects.order_by("id").values_list("state", flat=True))
    assert states == ["cancelled", "open"]
    assert Receivable.objects.get(state="open").total == Decimal("1716.36")  # 1,648.76 + a fee of 67.60


def test_a_quarter_that_stays_covered_is_not_claimed_anew() -> None:
    party = affiliate("Ann")
    call_all()
    assimilate(party)
    with pytest.raises(CalledAlready):
        prepare(LATER)
