"""An illness followed through the real pages, up to the assimilated quarters and the end of the assimilation."""

from datetime import date

import pytest

from app.affiliation.models import Coverage, QuarterStatus
from app.benefits.detection import detect_rights
from app.benefits.detection_models import FactKind
from app.benefits.life_facts import record_fact
from app.cases.detections import open_detected
from app.cases.models import Case
from app.exchanges.models import Transmission
from app.people.models import Party
from tests.app.benefits.conftest import decide_quarters
from tests.factories.affiliation import LiabilityPeriodFactory
from tests.factories.desk import Desk
from tests.factories.ledger import owe
from tests.factories.people import make_person
from workflows import api, catalogue, clock

pytestmark = pytest.mark.django_db(transaction=True)
SINCE = date(2026, 1, 26)
FOLLOWING = ["sickness_assimilation", "payment_difficulty"]


@pytest.fixture
def sick() -> Party:
    """In main occupation since 2020; 2025Q2 and Q3 were called and are unpaid."""
    person = make_person("Emile Renard", language="fr")
    LiabilityPeriodFactory(person=person, started_on=date(2020, 1, 1))
    decide_quarters(person, 2025, 2026)
    owe(person, quarter="2025Q2")
    return person


def report(desk: Desk, sick: Party) -> Case:
    catalogue.deploy(FOLLOWING, by=api.system("tests"), now=clock.now())
    return desk.open("illness", sick, incapacity_from=str(SINCE), received_on="2026-03-02")


def test_unpaid_quarters_lead_to_an_urgent_contact_and_a_solution(desk: Desk, sick: Party) -> None:
    report(desk, sick)
    assert "illness_unpaid" in desk.letters()
    desk.do("secure_rights", contact_channel="phone", contact_outcome="difficulty", contact_summary="Un plan")
    assert Case.objects.get(process="payment_difficulty").party == sick


def test_a_full_stop_after_a_month_opens_the_assimilation(desk: Desk, sick: Party) -> None:
    report(desk, sick)
    desk.do("ask_about_stop", situation="stopped", stopped_on=str(SINCE))
    opened = Case.objects.get(process="sickness_assimilation")
    assert opened.party == sick


def test_an_incapacity_told_by_the_mutuality_opens_one_case(desk: Desk, sick: Party) -> None:
    report(desk, sick)
    record_fact(sick, FactKind.INCAPACITY, happened_on=SINCE, source="mutuality", reference="m:1")
    detect_rights(clock.today())
    open_detected()
    assert Case.objects.filter(process="illness").count() == 1


def test_inasti_s_grant_covers_the_quarters_until_work_is_resumed(desk: Desk, sick: Party) -> None:
    called = owe(sick, 870, fee=35, quarter="2026Q1")
    ask(desk, sick)
    desk.tell("inasti.assimilation_decision", **granted("2026Q1"))
    called.refresh_from_db()
    assert (called.state, list_covered(sick)) == ("cancelled", [(2026, 1)])
    assert "assimilation_granted" in desk.letters()
    desk.tell("assimilation.end", resumed_on=date(2026, 3, 2))
    assert desk.has_ended()
    assert "assimilation_ended" in desk.letters()


def test_a_refusal_leaves_the_contribution_due_and_looks_for_a_solution(desk: Desk, sick: Party) -> None:
    called = owe(sick, 870, fee=35, quarter="2026Q1")
    ask(desk, sick)
    refused = {"decision": "refused", "decided_on": date(2026, 3, 2), "reasons": "L’activité continue"}
    desk.tell("inasti.assimilation_decision", **refused)
    called.refresh_from_db()
    assert (called.state, list_covered(sick)) == ("open", [])
    assert "assimilation_refusal" in desk.letters()
    assert Case.objects.filter(process="payment_difficulty", party=sick).exists()


def ask(desk: Desk, sick: Party) -> None:
    """The request goes to INASTI: sent by hand, and acknowledged."""
    catalogue.deploy(["payment_difficulty"], by=api.system("tests"), now=clock.now())
    facts = {"incapacity_from": str(SINCE), "stopped_on": str(SINCE), "received_on": "2026-03-02"}
    desk.open("sickness_assimilation", sick, **facts)
    dates = {"incapacity_from": str(SINCE), "stopped_on": str(SINCE), "has_stopped": "on"}
    desk.do("check_request", **dates, next="forward", mutuality_certificate="MUT-1", proof="declaration")
    acknowledge(desk)


def acknowledge(desk: Desk) -> None:
    """No partner is configured: somebody sends it, and the institution acknowledges."""
    sent = Transmission.objects.get(message_type="T05")
    desk.do("send_by_hand", way="manual", sent_on="2026-03-02", how="post")
    answer = {"outcome": "acknowledged", "reasons": "", "partner_reference": "R-1"}
    api.receive("tests", "ack", "exchanges.acknowledgement", sent.ref, answer)
    desk.live()


def granted(first: str) -> dict[str, object]:
    return {
        "decision": "granted",
        "decided_on": date(2026, 3, 2),
        "first_quarter": first,
        "reasons": "Conditions remplies",
    }


def list_covered(party: Party) -> list[tuple[int, int]]:
    rows = QuarterStatus.objects.filter(person=party, coverage=Coverage.ASSIMILATED, superseded_at=None)
    return [(one.year, one.number) for one in rows]
