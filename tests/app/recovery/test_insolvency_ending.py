"""Once an insolvency is closed, the rest of the debt is proposed to be written off, or may be recovered again."""

from datetime import date, datetime

import pytest

from app.ledger import proposals
from app.ledger.models import Proposal
from app.people.models import Party
from app.recovery.errors import DebtorBankrupt
from app.recovery.insolvency import report
from app.recovery.insolvency_ending import Rest, settle_rest
from app.recovery.insolvency_models import InsolvencyClaim
from app.recovery.obstacles import refuse_obstacles
from tests.app.recovery.test_insolvency import make_filed, party  # noqa: F401  a fixture
from tests.factories.ledger import owe
from workflows import clock
from workflows.clock import BRUSSELS

pytestmark = pytest.mark.django_db
CLOSED = date(2026, 9, 1)


def close(of: Party, rest: Rest) -> InsolvencyClaim:
    """The curator closes on Tuesday 1 September 2026 without a dividend."""
    claim = make_filed(of)
    clock.move_to(datetime(2026, 9, 1, 9, 0, tzinfo=BRUSSELS))
    news = {"text": "No dividend", "admission": "", "by": "user:1", "key": "end"}
    report(claim.reference, on=CLOSED, ended=True, **news)
    settle_rest(claim, rest, on=CLOSED, by="user:1", why="No dividend")
    return claim


def test_a_discharged_rest_is_proposed_to_be_written_off_and_a_colleague_ends_it(party: Party) -> None:  # noqa: F811
    later = owe(party, "900.00", quarter="2026Q3")
    claim = close(party, Rest.DISCHARGED)
    proposal = Proposal.objects.get()
    debt = party.receivables.get(year=2026, quarter=1)
    assert (proposal.act["receivable"], proposal.reason) == (debt.ref, f"{claim.reference}: No dividend")
    proposals.approve(proposal, on=CLOSED, by="user:2")
    debt.refresh_from_db()
    later.refresh_from_db()
    assert (debt.state, later.state) == ("written_off", "open")


def test_until_the_write_off_is_approved_nothing_is_recovered(party: Party) -> None:  # noqa: F811
    close(party, Rest.DISCHARGED)
    with pytest.raises(DebtorBankrupt):
        refuse_obstacles(party.receivables.get(year=2026, quarter=1))


def test_what_the_person_still_owes_may_be_recovered_again(party: Party) -> None:  # noqa: F811
    claim = close(party, Rest.DUE)
    claim.event.refresh_from_db()
    assert claim.event.until_on == CLOSED
    assert not Proposal.objects.exists()
    refuse_obstacles(party.receivables.get(year=2026, quarter=1))


@pytest.mark.parametrize("rest", Rest)
def test_told_twice_the_rest_is_settled_once(party: Party, rest: Rest) -> None:  # noqa: F811
    claim = close(party, rest)
    settle_rest(claim, rest, on=CLOSED, by="user:1", why="No dividend")
    assert Proposal.objects.count() == (1 if rest == Rest.DISCHARGED else 0)
