"""The refunds of a run are one proposal, which another person than who let the run go approves as a whole."""

from decimal import Decimal

import pytest

from app.cases.models import Case
from app.ledger.models import Refund
from app.ledger.refunds import refuse_refund
from app.people.models import Party
from app.years import settlement_refunds
from app.years.errors import RefundsChanged, SecondPersonNeeded
from app.years.models import Regularisation
from app.years.settlement_models import SettlementRun
from tests.app.years.conftest import NOW, affiliate, call_year
from tests.app.years.test_settling_together import ANNA, BEN, PAID, PROCESSES, settle_together
from tests.factories.shipped import work_off
from workflows import actors, catalogue
from workflows.models import ServiceLevelClock

pytestmark = pytest.mark.django_db
BY = actors.system("tests")


@pytest.fixture
def run() -> SettlementRun:
    """Two who paid 4 × 1,000 and owe 4 × 840.97."""
    catalogue.deploy(PROCESSES, by=BY, now=NOW)
    parties: list[Party] = [affiliate(), affiliate()]
    for party in parties:
        call_year(party, "1000")
    return settle_together(parties, [("16409.20", *PAID)] * 2)


def test_all_are_approved_at_once(run: SettlementRun) -> None:
    """4 × (1,000 - 840.97) = 636.12 for each of two."""
    proposal = settlement_refunds.read_proposal(run.pk)
    assert (proposal.count, proposal.total) == (2, Decimal("1272.24"))
    assert settlement_refunds.approve_refunds(run.pk, checksum=proposal.checksum, by=ANNA, now=NOW) == 2
    decided = set(Refund.objects.values_list("state", "decided_by", "decided_at"))
    assert decided == {("approved", "user:1", NOW)}


def test_who_let_the_run_go_does_not_approve_its_refunds(run: SettlementRun) -> None:
    proposal = settlement_refunds.read_proposal(run.pk)
    with pytest.raises(SecondPersonNeeded):
        settlement_refunds.approve_refunds(run.pk, checksum=proposal.checksum, by=BEN, now=NOW)
    assert set(Refund.objects.values_list("state", flat=True)) == {"proposed"}


def test_a_proposal_that_has_changed_is_not_approved_unseen(run: SettlementRun) -> None:
    proposal = settlement_refunds.read_proposal(run.pk)
    refuse_refund(Refund.objects.order_by("id")[0], on=NOW.date(), by="user:3", reason="other account")
    with pytest.raises(RefundsChanged):
        settlement_refunds.approve_refunds(run.pk, checksum=proposal.checksum, by=ANNA, now=NOW)
    assert sorted(Refund.objects.values_list("state", flat=True)) == ["proposed", "refused"]


def test_approved_twice_it_is_approved_once(run: SettlementRun) -> None:
    proposal = settlement_refunds.read_proposal(run.pk)
    done = [
        settlement_refunds.approve_refunds(run.pk, checksum=proposal.checksum, by=ANNA, now=NOW)
        for _ in range(2)
    ]
    assert done == [2, 0]


def test_an_approval_that_ended_between_two_chunks_goes_on(
    run: SettlementRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settlement_refunds, "CHUNK", 1)
    proposal = settlement_refunds.read_proposal(run.pk)
    settlement_refunds.accept(run.pk, checksum=proposal.checksum, by=ANNA, now=NOW)
    settlement_refunds.approve_chunk(run.pk, by=ANNA, now=NOW)
    assert settlement_refunds.approve_refunds(run.pk, checksum=proposal.checksum, by=ANNA, now=NOW) == 1
    assert set(Refund.objects.values_list("state", flat=True)) == {"approved"}


def test_each_refund_is_followed_to_the_bank_from_the_day_of_its_settlement(run: SettlementRun) -> None:
    rows = Regularisation.objects.filter(run=run)
    followed = Case.objects.filter(reference__in=[row.case_ref for row in rows], process="refund_follow")
    assert sorted(followed.values_list("party", flat=True)) == sorted(row.party_id for row in rows)
    assert set(ServiceLevelClock.objects.values_list("level", "state")) == {("SLA-64", "running")}


def test_a_followed_refund_ends_when_a_second_person_refuses_it(run: SettlementRun) -> None:
    work_off()
    row = Regularisation.objects.filter(run=run).order_by("id")[0]
    assert row.refund is not None
    refuse_refund(row.refund, on=NOW.date(), by="user:3", reason="other account")
    work_off()
    assert Case.objects.get(reference=row.case_ref).closed_at is not None
