"""One bankruptcy is followed by one case, whether a register, a cessation or a colleague told of it first."""

from datetime import UTC, date, datetime

from app.benefits.bankruptcy_operations import take_up_bankruptcy
from app.benefits.birth_operations import TakenUp
from app.benefits.detection import detect_rights
from app.benefits.detection_models import Detection, FactKind, LifeFact
from app.benefits.life_facts import record_fact
from app.people.models import Party
from tests.factories.affiliation import LiabilityPeriodFactory
from workflows.operations import Call

JUDGED, ON = date(2024, 5, 10), date(2024, 5, 15)


def follow(party: Party, case: str, ground: str = "bankruptcy") -> TakenUp:
    call = Call(
        idempotency_key=case, instance_id=None, case_ref=case, now=datetime(2024, 5, 15, 9, tzinfo=UTC)
    )
    return take_up_bankruptcy(
        call, party_ref=party.reference, fact_date=JUDGED, ground=ground, judgment="2024/12"
    )


def test_the_second_case_is_told_which_one_follows_it(party: Party) -> None:
    assert follow(party, "BK-1") == TakenUp(is_first=True, followed_by="BK-1")
    assert follow(party, "BK-2") == TakenUp(is_first=False, followed_by="BK-1")


def test_a_judgment_told_after_the_case_is_opened_opens_no_other(party: Party) -> None:
    LiabilityPeriodFactory(person=party, started_on=date(2020, 1, 1))
    follow(party, "BK-1")
    record_fact(party, FactKind.BANKRUPTCY, happened_on=JUDGED, source="register", reference="r-1")
    detect_rights(ON)
    assert Detection.objects.get(detector="bridging_right").case_ref == "BK-1"


def test_a_bankruptcy_is_kept_as_a_fact_and_economic_difficulty_is_not(party: Party) -> None:
    follow(party, "BK-1", ground="economic_difficulty")
    assert not LifeFact.objects.exists()
    follow(party, "BK-1")
    assert LifeFact.objects.get().facts == {"judgment": "2024/12"}
