"""Rights are found once, with an outcome and a reason; what the law gives by itself is given by itself."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings

from app.affiliation.models import Category, Coverage, QuarterStatus
from app.benefits.detection import BY, detect_rights
from app.benefits.detection_models import Detection, FactKind, LifeFact
from app.benefits.detectors import list_detectors, read_detector
from app.benefits.errors import DetectorRefused
from app.benefits.life_facts import record_fact
from app.people.merging import merge
from app.people.models import Party
from tests.app.benefits.conftest import decide_quarters
from tests.factories.affiliation import LiabilityPeriodFactory
from tests.factories.contributions import tell_income
from tests.factories.people import make_person
from workflows.yaml_source import SourceRefused

BIRTH, TODAY = date(2024, 1, 15), date(2024, 2, 1)


@pytest.fixture
def mother(party: Party) -> Party:
    """Self-employed in main occupation, a child born on 15 January 2024."""
    LiabilityPeriodFactory(person=party, started_on=date(2020, 1, 1))
    decide_quarters(party, 2023, 2024)
    tell_birth(party, "mother", "birth-1")
    return party


def tell_birth(party: Party, parent: str, reference: str) -> None:
    record_fact(
        party,
        FactKind.BIRTH,
        happened_on=BIRTH,
        source="BCSS",
        reference=reference,
        facts={"parent": parent},
    )


def outcomes() -> dict[str, str]:
    return {one.detector: f"{one.outcome}: {one.reason}" for one in Detection.objects.all()}


def test_a_birth_is_weighed_by_each_detector(mother: Party) -> None:
    detect_rights(TODAY)
    assert outcomes() == {
        "birth_exemption": "granted: entitled",
        "family_growth": "contacted: entitled",
    }


def test_the_quarter_after_the_birth_is_exempted_by_itself(mother: Party) -> None:
    detect_rights(TODAY)
    current = QuarterStatus.objects.get(person=mother, year=2024, number=2, superseded_at=None)
    assert (current.coverage, current.coverage_reason) == (Coverage.BIRTH_EXEMPT, "birth on 2024-01-15")


def test_a_second_run_changes_nothing(mother: Party) -> None:
    detect_rights(TODAY)
    before = list(Detection.objects.order_by("id").values())
    report = detect_rights(TODAY)
    assert list(Detection.objects.order_by("id").values()) == before
    assert not any(report.to_json().values())


def test_a_grant_waits_until_its_quarter_is_decided(party: Party) -> None:
    LiabilityPeriodFactory(person=party, started_on=date(2020, 1, 1))
    decide_quarters(party, 2023, 2023)
    tell_birth(party, "mother", "birth-1")
    detect_rights(TODAY)
    assert Detection.objects.get(detector="birth_exemption").facts["pending"] is True
    decide_quarters(party, 2024, 2024)
    detect_rights(TODAY)
    assert Detection.objects.get(detector="birth_exemption").facts["pending"] is False
    assert QuarterStatus.objects.filter(person=party, coverage=Coverage.BIRTH_EXEMPT).count() == 1


def test_what_hangs_on_an_undecided_quarter_is_weighed_again(party: Party) -> None:
    LiabilityPeriodFactory(person=party, started_on=date(2020, 1, 1))
    tell_birth(party, "mother", "birth-1")
    detect_rights(TODAY)
    assert outcomes()["birth_exemption"] == "undecided: not_insured"
    decide_quarters(party, 2023, 2024)
    detect_rights(date(2024, 2, 2))
    assert outcomes()["birth_exemption"] == "granted: entitled"
    assert Detection.objects.filter(detector="birth_exemption").count() == 1


def test_a_birth_told_late_is_still_found(mother: Party) -> None:
    # born two years before, but recorded today
    LifeFact.objects.update(happened_on=date(2022, 1, 10), recorded_at=datetime(2024, 1, 31, tzinfo=UTC))
    detect_rights(TODAY)
    assert "birth_exemption" in outcomes()


def test_a_run_weighs_no_more_than_its_portion(mother: Party) -> None:
    told: dict[str, Any] = {"source": "BCSS", "facts": {"parent": "mother"}}
    record_fact(mother, FactKind.BIRTH, happened_on=date(2023, 2, 20), reference="birth-2", **told)
    detect_rights(TODAY, most=1)
    assert Detection.objects.filter(detector="birth_exemption").count() == 1
    detect_rights(TODAY, most=1)
    assert Detection.objects.filter(detector="birth_exemption").count() == 2


def test_a_birth_told_by_two_sources_is_one_event(mother: Party) -> None:
    detect_rights(TODAY)
    tell_birth(mother, "mother", "told-by-another-register")
    report = detect_rights(date(2024, 2, 2))
    assert not any(report.to_json().values())
    assert Detection.objects.filter(detector="family_growth").count() == 1


def test_two_tellings_found_by_one_run_are_one_event(mother: Party) -> None:
    tell_birth(mother, "mother", "second-twin")
    detect_rights(TODAY)
    assert Detection.objects.filter(detector="birth_exemption").count() == 1


def test_an_event_both_of_two_merged_people_were_weighed_for_stays_once(mother: Party) -> None:
    twin = make_person("Emile Renard", niss="")
    detect_rights(TODAY)
    for one in Detection.objects.all():
        Detection.objects.create(
            **{
                name: getattr(one, name)
                for name in (
                    "detector",
                    "version",
                    "event_on",
                    "event_key",
                    "outcome",
                    "reason",
                    "detected_on",
                )
            },
            party=twin,
        )
    before = Detection.objects.filter(party=mother).count()
    done = merge(mother, twin, by=BY, reason="the same person", now=datetime(2024, 2, 2, tzinfo=UTC))
    assert Detection.objects.filter(party=mother).count() == before
    assert len(done.moved["made_room"]["detection"]) == before


def test_whoever_was_not_insured_is_kept_with_the_reason(party: Party) -> None:
    LiabilityPeriodFactory(person=party, started_on=date(2020, 1, 1))
    decide_quarters(party, 2023, 2024, Category.PENSIONER)
    tell_birth(party, "mother", "birth-1")
    detect_rights(TODAY)
    assert outcomes()["birth_exemption"] == "not_entitled: not_insured"


@pytest.fixture
def secondary(party: Party) -> Party:
    """A mother in secondary occupation, who may pay as much as in a main one."""
    LiabilityPeriodFactory(person=party, started_on=date(2020, 1, 1))
    decide_quarters(party, 2023, 2024, Category.SECONDARY)
    tell_birth(party, "mother", "birth-1")
    return party


def test_a_secondary_occupation_is_accompanied_and_not_exempted_yet(secondary: Party) -> None:
    detect_rights(TODAY)
    assert outcomes()["birth_exemption"] == "undecided: not_insured"
    assert outcomes()["family_growth"] == "contacted: entitled"


@pytest.mark.parametrize(
    ("income", "outcome"),
    [(Decimal("16409.20"), "granted: entitled"), (Decimal("16409.19"), "not_entitled: not_insured")],
)
def test_the_definitive_income_decides_whether_a_secondary_occupation_is_exempted(
    secondary: Party, income: Decimal, outcome: str
) -> None:
    # the minimum of a main occupation in 2023 is 16,409.20
    detect_rights(TODAY)
    tell_income(secondary, 2023, income)
    detect_rights(date(2024, 2, 2))
    assert outcomes()["birth_exemption"] == outcome


def test_what_never_becomes_definitive_is_refused_after_two_years(secondary: Party) -> None:
    detect_rights(TODAY)
    detect_rights(date(2026, 1, 16))
    assert outcomes()["birth_exemption"] == "not_entitled: not_insured"


@pytest.mark.parametrize(
    ("born", "on", "detector"),
    [
        (date(1969, 3, 10), date(2024, 3, 10), "pension_information"),  # 55 years
        (date(1960, 3, 10), date(2024, 3, 10), "pension_outreach"),  # 66 on 10 March 2026, two years before
        (date(1960, 3, 10), date(2024, 12, 10), "pension_career"),  # 15 months before
    ],
)
def test_an_age_is_noticed_on_its_day(db: Any, born: date, on: date, detector: str) -> None:
    person = make_person(born=born)
    LiabilityPeriodFactory(person=person, started_on=date(2020, 1, 1))
    detect_rights(on.replace(day=on.day - 1))
    assert not Detection.objects.filter(detector=detector).exists()
    detect_rights(on)
    assert Detection.objects.get(detector=detector).event_on == on


@pytest.mark.parametrize(
    ("born", "detector", "on"),
    [
        (date(2008, 6, 10), "age_supplement", date(2014, 6, 10)),  # six years old in the fund's last month
        (date(2007, 3, 10), "annual_supplement", date(2013, 7, 1)),  # the last July of the fund
    ],
)
def test_a_supplement_of_the_funds_time_opens_the_archive(
    party: Party, born: date, detector: str, on: date
) -> None:
    given: dict[str, Any] = {"source": "BCSS", "reference": "b", "facts": {"parent": "mother"}}
    record_fact(party, FactKind.BIRTH, happened_on=born, **given)
    detect_rights(on)
    assert Detection.objects.get(detector=detector, event_on=on).outcome == "contacted"


def test_from_july_2014_the_annual_supplement_is_the_regions(party: Party) -> None:
    given: dict[str, Any] = {"source": "BCSS", "reference": "b", "facts": {"parent": "mother"}}
    record_fact(party, FactKind.BIRTH, happened_on=date(2007, 3, 10), **given)
    detect_rights(date(2014, 7, 1))
    assert Detection.objects.get(detector="annual_supplement", event_on=date(2014, 7, 1)).reason == "regional"


def test_an_incapacity_is_noticed_at_once(mother: Party) -> None:
    record_fact(
        mother, FactKind.INCAPACITY, happened_on=date(2024, 3, 1), source="mutuality", reference="one"
    )
    detect_rights(date(2024, 3, 2))
    found = Detection.objects.get(detector="illness")
    assert (found.event_on, found.outcome) == (date(2024, 3, 1), "contacted")


def test_an_end_of_activity_leads_to_continued_insurance(party: Party) -> None:
    LiabilityPeriodFactory(person=party, started_on=date(2020, 1, 1), ended=True, ended_on=date(2024, 3, 15))
    decide_quarters(party, 2024, 2024)
    detect_rights(date(2024, 4, 2))
    assert outcomes() == {"continued_insurance": "contacted: entitled"}


def test_a_bankruptcy_opens_the_way_to_the_bridging_right(mother: Party) -> None:
    record_fact(
        mother,
        FactKind.BANKRUPTCY,
        happened_on=date(2024, 1, 20),
        source="Moniteur",
        reference="bk-1",
    )
    detect_rights(date(2024, 1, 25))
    assert outcomes()["bridging_right"] == "contacted: entitled"


def test_one_reference_is_one_event(mother: Party) -> None:
    with pytest.raises(DetectorRefused):
        record_fact(mother, FactKind.BIRTH, happened_on=date(2024, 1, 16), source="BCSS", reference="birth-1")


def test_the_shipped_detectors_read_and_name_commitments() -> None:
    found = list_detectors()
    assert len(found) >= 8
    assert all(one.conditions and one.titles["fr"] for one in found)


@pytest.mark.parametrize("asked", ["shoe_size > 40", "end of time(event_on) > today"])
def test_a_detector_that_asks_what_nobody_knows_is_refused_with_its_line(tmp_path: Any, asked: str) -> None:
    shipped = settings.PROCESSES_DIR / "detectors" / "pension_information.yaml"
    path = tmp_path / "pension_information.yaml"
    path.write_text(shipped.read_text().replace('met: "active"', f'met: "{asked}"'))
    with pytest.raises(SourceRefused, match=r"pension_information.yaml:\d+"):
        read_detector(path)
