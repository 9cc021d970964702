"""A person leaves, lived through on the engine: the rule that is missing, the archive, the letter."""

from datetime import date

import pytest

from app.correspondence.models import Letter
from app.exchanges.models import Transmission
from app.transfers.models import Handover
from tests.app.privacy.test_courses import begin, do, work
from tests.app.transfers.test_transfers import affiliate
from tests.factories.affiliation import QuarterStatusFactory
from tests.factories.ledger import owe
from workflows import api, catalogue, clock
from workflows.models import Incident

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_person_leaves_by_the_word_of_the_team_lead_while_the_rule_is_unknown() -> None:
    party = affiliate()
    QuarterStatusFactory(person=party, year=2026, number=2)
    owe(party, "871.71", quarter="2026Q1")
    catalogue.deploy(["transmit"], by=api.system("tests"), now=clock.now())
    case = begin(
        "fund_transfer",
        party,
        requested_on=date(2026, 3, 2),
        wanted_on=date(2026, 7, 1),
        other_fund="Exemple",
    )
    do(case, "judge_request", verdict="allow", judgment_note="Circular", refusal_reasons="")
    do(case, "hand_over", handed_over_on=date(2026, 3, 4), handed_over_how="mail", handed_over_proof="r")
    sent = Transmission.objects.get()
    do(
        case,
        "send_by_hand",
        way="manual",
        sent_on=date(2026, 3, 5),
        how="post",
        partner_reference="",
        close_reason="",
    )
    api.receive(
        "test", "1", "exchanges.acknowledgement", sent.ref, {"outcome": "acknowledged", "reasons": None}
    )
    work()
    assert (Handover.objects.count(), Incident.objects.count()) == (1, 0)
    assert sent.payload["event"] == "transfer_out"
    assert Letter.objects.filter(name="transfer_confirmed").exists()
