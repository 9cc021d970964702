"""One birth or incapacity is followed by one case, whoever told of it first."""

from datetime import date

from app.benefits.detection import detect_rights
from app.benefits.detection_models import Detection, FactKind, LifeFact
from app.benefits.life_facts import record_fact
from app.benefits.taking_up import ADOPTION, keep_fact, take_up
from app.people.models import Party
from tests.factories.affiliation import LiabilityPeriodFactory

BIRTH, ON = date(2024, 1, 15), date(2024, 1, 22)


def follow(party: Party, case: str, key: str = "") -> str:
    return take_up(party, "family_growth", BIRTH, case_ref=case, on=ON, event_key=key)


def tell(party: Party, reference: str = "bcss-1") -> None:
    record_fact(
        party,
        FactKind.BIRTH,
        happened_on=BIRTH,
        source="BCSS",
        reference=reference,
        facts={"parent": "mother"},
    )


def test_the_first_case_follows_and_the_second_is_told_so(party: Party) -> None:
    assert follow(party, "FG-1") == "FG-1"
    assert follow(party, "FG-2") == "FG-1"
    assert follow(party, "FG-1") == "FG-1"


def test_a_birth_a_case_follows_is_not_detected_anew(party: Party) -> None:
    LiabilityPeriodFactory(person=party, started_on=date(2020, 1, 1))
    follow(party, "FG-1")
    tell(party)
    detect_rights(ON)
    assert Detection.objects.get(detector="family_growth").case_ref == "FG-1"


def test_a_detection_not_opened_yet_is_taken_by_the_case(party: Party) -> None:
    LiabilityPeriodFactory(person=party, started_on=date(2020, 1, 1))
    tell(party)
    detect_rights(ON)
    assert follow(party, "FG-1") == "FG-1"
    assert Detection.objects.get(detector="family_growth").case_ref == "FG-1"


def test_an_adoption_of_the_same_day_is_another_event(party: Party) -> None:
    follow(party, "FG-1")
    assert follow(party, "FG-2", ADOPTION) == "FG-2"


def test_the_fact_a_register_told_is_not_kept_again(party: Party) -> None:
    tell(party)
    kept = keep_fact(party, FactKind.BIRTH, BIRTH, case_ref="FG-1")
    assert (kept.reference, LifeFact.objects.count()) == ("bcss-1", 1)


def test_a_fact_only_the_case_knows_is_kept_for_the_detectors(party: Party) -> None:
    kept = keep_fact(party, FactKind.BIRTH, BIRTH, case_ref="FG-1", facts={"parent": "mother"})
    assert (kept.source, kept.facts) == ("case", {"parent": "mother"})
