"""What a start asks of affiliations: known facts first, then period, circumstances and category in one act."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest

from app.affiliation.models import Circumstance, CompanyAffiliation, LiabilityPeriod, QuarterStatus
from app.affiliation.start_operations import declare_company_start, declare_start, read_start_facts
from app.people.models import Party
from tests.factories.affiliation import NOW, make_company, make_person
from workflows.operations import BusinessError, Call
from workflows.parameters import ParameterNotValid

START = date(2025, 6, 28)
JOB = {"kind": "other_job", "since": date(2020, 1, 1), "facts": {"job": "employee", "fraction": "0.8"}}


def call(now: datetime = NOW) -> Call:
    return Call(idempotency_key="job-1", instance_id=uuid4(), case_ref="SA-2025-000001", now=now)


def declare(person: Party, **changes: Any) -> Any:
    given = {"started_on": START, "registered_on": START, "capacity": "self_employed", **changes}
    return declare_start(call(), party_ref=person.reference, **given)


def read(party: Party, **changes: Any) -> Any:
    given = {"started_on": START, "registered_on": START, **changes}
    return read_start_facts(call(), party_ref=party.reference, **given)


def test_a_start_is_declared_with_the_category_of_its_first_quarter(person: Party) -> None:
    found = declare(person, activity="Florist")
    assert (found.quarter, found.category, found.late) == ("2025Q2", "primostarter", False)
    assert LiabilityPeriod.objects.get(pk=found.period).activity == "Florist"


def test_a_job_of_four_fifths_makes_the_activity_secondary(person: Party) -> None:
    assert declare(person, circumstances=[JOB]).category == "secondary"
    assert Circumstance.objects.get(person=person).source == "SA-2025-000001"


def test_a_start_that_lies_ahead_has_its_category_already(person: Party) -> None:
    found = declare(person, started_on=date(2025, 11, 3), registered_on=date(2025, 7, 1))
    assert (found.quarter, found.category) == ("2025Q4", "primostarter")


def test_a_call_repeated_declares_nothing_twice(person: Party) -> None:
    assert declare(person, circumstances=[JOB]) == declare(person, circumstances=[JOB])
    assert LiabilityPeriod.objects.count() == Circumstance.objects.count() == 1


def test_a_fact_that_is_wrong_declares_nothing_at_all(person: Party) -> None:
    with pytest.raises(BusinessError, match="list"):
        declare(person, circumstances=[{"kind": "other_job", "facts": {"job": "pirate"}}])
    assert not LiabilityPeriod.objects.exists()


def test_who_is_affiliated_already_is_known(person: Party) -> None:
    declare(person)
    found = read(person, started_on=date(2025, 7, 1))
    assert (found.already_affiliated, found.affiliated_since) == (True, START)


def test_a_declaration_after_the_start_is_late_and_one_of_seven_months_ahead_too_early(person: Party) -> None:
    assert read(person, registered_on=date(2025, 6, 29)).late
    assert read(person, registered_on=date(2024, 11, 28)).too_early


def test_a_helper_of_eighteen_is_not_subject_yet(db: None) -> None:
    young = make_person("Jung", birth_date=date(2007, 3, 1))
    found = read(young, capacity="helper")
    assert (found.underage_helper, found.helper_from) == (True, date(2027, 1, 1))


def test_a_company_is_affiliated_once_and_late_after_three_months(db: None) -> None:
    company = make_company(personality_on=date(2025, 1, 10))
    first, again = (
        declare_company_start(
            call(),
            party_ref=company.reference,
            started_on=date(2025, 1, 10),
            registered_on=date(2025, 4, 11),
        )
        for _attempt in range(2)
    )
    assert first.late
    assert again == first
    assert CompanyAffiliation.objects.count() == 1
    assert read(company).already_affiliated


def test_the_quarter_of_an_act_after_midnight_is_that_of_brussels(person: Party) -> None:
    after_midnight = datetime(2025, 9, 30, 22, 30, tzinfo=UTC)  # 0:30 on 1 October in Brussels
    declare_start(
        call(after_midnight),
        party_ref=person.reference,
        started_on=START,
        registered_on=START,
        capacity="self_employed",
    )
    assert QuarterStatus.objects.filter(person=person, year=2025, number=4).exists()


def test_a_start_whose_figures_are_not_published_is_declared_without_a_category(
    person: Party, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_given: Any, **_more: Any) -> None:
        raise ParameterNotValid("No row for 1 January 2027.")

    monkeypatch.setattr("app.affiliation.start_operations.decide_quarters", refuse)
    found = declare(person, circumstances=[JOB])
    assert (found.category, found.rules) == ("", [])
    assert LiabilityPeriod.objects.count() == Circumstance.objects.count() == 1


def test_the_codes_and_number_of_the_activity_stay_with_it(person: Party) -> None:
    found = declare(person, nace="43.320,43330", enterprise_number="BE 0403.170.701")
    period = LiabilityPeriod.objects.get(pk=found.period)
    assert (period.nace, period.enterprise_number) == ("43320, 43330", "0403170701")


@pytest.mark.parametrize(
    ("wrong", "words"), [({"nace": "bakery"}, "NACE"), ({"enterprise_number": "0403170702"}, "check")]
)
def test_a_code_or_number_that_is_none_declares_nothing(
    person: Party, wrong: dict[str, str], words: str
) -> None:
    with pytest.raises(BusinessError, match=words):
        declare(person, **wrong)
    assert not LiabilityPeriod.objects.exists()


def test_where_to_check_a_fact_is_kept_with_it(person: Party) -> None:
    student = {"requested_on": START, "hours": 18, "school": " ULB  Solbosch", "year": "2024-2025"}
    declare(person, circumstances=[{"kind": "student", "facts": student}])
    facts = Circumstance.objects.get(person=person).facts
    assert (facts["school"], facts["year"], facts["hours"]) == ("ULB Solbosch", "2024-2025", "18")
    assert "not_main_declared_on" not in facts


def test_own_income_above_the_limit_ends_the_presumption_of_a_spouse_helper(person: Party) -> None:
    """D02: up to 3,000 EUR a year of own self-employed income."""
    helps = {"couple": "married", "partner_is_natural_person": True, "help_regular": True}
    facts = {**helps, "own_self_employed_income": 3001}
    found = declare(person, capacity="spouse_helper", circumstances=[{"kind": "spouse_help", "facts": facts}])
    assert found.category not in ("spouse_maxi", "spouse_mini")


SHOWN = {
    "married": {"kind": "marriage", "facts": {"partner_full_cover": True}},
    "widowed": {"kind": "survivor_benefit", "facts": {"benefit": "transition_allowance"}},
    "mandate": {"kind": "public_mandate", "facts": {}},
    "disabled": {"kind": "disability", "facts": {"percent": 70}},
}


@pytest.mark.parametrize("ground", sorted(SHOWN))
def test_article_37_asked_at_the_start_decides_the_category_once_its_ground_is_recorded(
    person: Party, ground: str
) -> None:
    asked = {"ground": ground, "requested_on": START, "expected_income": 4000}
    request = {"kind": "art37_request", "facts": asked}
    known = {**SHOWN[ground], "since": date(2015, 1, 1)}
    assert declare(person, circumstances=[known, request]).category == "art37"
