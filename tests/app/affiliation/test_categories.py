"""D01 to D04 on persons with facts: the category of each quarter, and how it is kept."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from app.affiliation.categories import decide_many, decide_quarters, refresh
from app.affiliation.circumstances import end_circumstance, record_circumstance, withdraw_circumstance
from app.affiliation.coverages import set_coverage
from app.affiliation.errors import AffiliationError, CircumstanceRefused, FactsRefused, QuarterNotDecided
from app.affiliation.models import Capacity, Circumstance, CircumstanceKind, Coverage, QuarterStatus
from app.affiliation.queries import list_history, list_statuses, status_of, statuses_of
from app.people.models import Party
from app.registers.quarters import Quarter
from tests.factories.affiliation import BY, NOW, LiabilityPeriodFactory, QuarterStatusFactory, make_person

pytestmark = pytest.mark.django_db


def decide(person: Party, first: str, last: str = "") -> list[str]:
    found = decide_quarters(person, Quarter.parse(first), Quarter.parse(last or first), by=BY, now=NOW)
    return [one.category for one in found]


def tell(
    person: Party,
    kind: CircumstanceKind,
    started_on: date,
    ended_on: date | None = None,
    **facts: Any,
) -> Circumstance:
    return record_circumstance(
        person, kind, started_on=started_on, ended_on=ended_on, facts=facts, by=BY, now=NOW, decide=False
    )


def make_liable(
    started_on: date = date(2010, 1, 1), *, birth_date: date = date(1985, 4, 12), **kwargs: Any
) -> Party:
    person = make_person(birth_date=birth_date)
    LiabilityPeriodFactory(person=person, started_on=started_on, **kwargs)
    return person


def employ(person: Party, fraction: str, started_on: date = date(2020, 1, 1), **facts: str) -> Circumstance:
    job = {"job": "employee", "fraction": fraction, **facts}
    return tell(person, CircumstanceKind.OTHER_JOB, started_on, **job)


def test_without_facts_an_old_hand_is_in_main_occupation() -> None:
    assert decide(make_liable(), "2025Q1") == ["main"]


def test_the_first_four_quarters_are_a_primostarters() -> None:
    person = make_liable(date(2024, 2, 10))
    assert decide(person, "2024Q1", "2025Q2") == ["primostarter"] * 4 + ["main"] * 2


def test_a_start_in_2017_is_a_primostarters_from_2018q2_on() -> None:
    person = make_liable(date(2017, 10, 1))
    assert decide(person, "2017Q4", "2018Q4") == ["main", "main", "primostarter", "primostarter", "main"]


def test_quarters_never_decided_are_no_free_ones() -> None:
    assert decide(make_liable(date(2021, 1, 1)), "2025Q1") == ["main"]


def test_twenty_free_quarters_after_an_earlier_activity_make_a_primostarter_again() -> None:
    person = make_liable(date(2010, 1, 1), ended=True, ended_on=date(2019, 3, 31))
    LiabilityPeriodFactory(person=person, started_on=date(2024, 4, 1))
    assert decide(person, "2024Q2") == ["primostarter"]


def test_nineteen_free_quarters_do_not() -> None:
    person = make_liable(date(2010, 1, 1), ended=True, ended_on=date(2019, 4, 1))
    LiabilityPeriodFactory(person=person, started_on=date(2024, 4, 1))
    assert decide(person, "2024Q2") == ["main"]


def test_a_pause_ends_the_four_consecutive_quarters() -> None:
    person = make_liable(date(2024, 1, 1), ended=True, ended_on=date(2024, 6, 30))
    LiabilityPeriodFactory(person=person, started_on=date(2025, 1, 1))
    assert decide(person, "2024Q1", "2025Q1") == ["primostarter", "primostarter", "main"]


def test_secondary_quarters_before_leave_the_primostarter_free() -> None:
    person = make_liable(date(2021, 1, 1))
    tell(
        person, CircumstanceKind.OTHER_JOB, date(2020, 1, 1), date(2024, 12, 31), job="employee", fraction="1"
    )
    decide(person, "2021Q1", "2024Q4")
    assert decide(person, "2025Q1") == ["primostarter"]


def test_a_career_with_another_fund_is_no_free_time() -> None:
    person = make_liable(date(2024, 1, 1))
    tell(person, CircumstanceKind.EARLIER_CAREER, date(2020, 1, 1), date(2021, 12, 31), category="main")
    assert decide(person, "2024Q1") == ["main"]


@pytest.mark.parametrize(("fraction", "category"), [("0.5", "secondary"), ("0.49", "main")])
def test_half_a_full_time_makes_the_activity_secondary(fraction: str, category: str) -> None:
    person = make_liable()
    employ(person, fraction)
    assert decide(person, "2025Q1") == [category]


def test_two_small_jobs_add_up() -> None:
    person = make_liable()
    employ(person, "0.3")
    employ(person, "0.2")
    assert decide(person, "2025Q1") == ["secondary"]


def test_of_several_occupations_the_one_that_suffices_counts() -> None:
    person = make_liable()
    employ(person, "0.2")
    tell(person, CircumstanceKind.REPLACEMENT_INCOME, date(2020, 1, 1), sufficient=True)
    assert decide(person, "2025Q1") == ["secondary"]
    status = status_of(person, Quarter(2025, 1))
    assert status is not None
    assert status.decision["rules"] == ["replacement_income"]


def test_a_job_counts_from_the_half_of_a_quarter() -> None:
    person = make_liable()
    employ(person, "1", date(2025, 2, 15))
    other = make_liable()
    employ(other, "1", date(2025, 2, 16))
    assert decide(person, "2025Q1") == ["secondary"]
    assert decide(other, "2025Q1", "2025Q2") == ["main", "secondary"]


@pytest.mark.parametrize(
    ("job", "facts", "category"),
    [
        ("civil_servant", {"fraction": "0.5", "months": "8"}, "secondary"),
        ("civil_servant", {"fraction": "0.5", "days": "199", "months": "7"}, "main"),
        ("teacher_tenured", {"fraction": "0.6"}, "secondary"),
        ("teacher_tenured", {"fraction": "0.55"}, "main"),
        ("teacher_untenured", {"fraction": "0.5"}, "secondary"),
    ],
)
def test_each_occupation_has_its_own_measure(job: str, facts: dict[str, str], category: str) -> None:
    person = make_liable()
    tell(person, CircumstanceKind.OTHER_JOB, date(2020, 1, 1), job=job, **facts)
    assert decide(person, "2025Q1") == [category]


def test_a_pension_counts_from_the_quarter_in_which_it_begins() -> None:
    person = make_liable(birth_date=date(1959, 3, 1))
    tell(person, CircumstanceKind.PENSION, date(2025, 3, 1), pension="retirement")
    assert decide(person, "2024Q4", "2025Q1") == ["pensioner", "pensioner"]


def test_pension_age_without_pension_changes_in_2025q4() -> None:
    person = make_liable(birth_date=date(1959, 3, 1))
    assert decide(person, "2023Q4", "2024Q1") == ["main", "pensioner"]
    assert decide(person, "2025Q3", "2025Q4") == ["pensioner", "pension_age_no_pension"]
    tell(person, CircumstanceKind.PENSION_AGE_OPT_OUT, date(2026, 1, 1), requested_on="2026-01-05")
    assert decide(person, "2026Q1") == ["pensioner"]


def test_who_is_65_after_january_2025_waits_for_66() -> None:
    before = make_liable(birth_date=date(1960, 1, 31))
    after = make_liable(birth_date=date(1960, 2, 1))
    assert decide(before, "2025Q4") == ["pension_age_no_pension"]
    assert decide(after, "2025Q4", "2026Q1") == ["main", "pension_age_no_pension"]


def test_a_student_is_a_student_from_2017_between_18_and_25() -> None:
    person = make_liable(date(2016, 10, 1), birth_date=date(1998, 12, 1))
    tell(person, CircumstanceKind.STUDENT, date(2016, 10, 1), requested_on="2016-10-01", credits="60")
    assert decide(person, "2016Q4", "2017Q1") == ["main", "student"]
    assert decide(person, "2024Q4", "2025Q1") == ["student", "main"]


@pytest.mark.parametrize("facts", [{"credits": "26"}, {"hours": "16"}, {}])
def test_a_student_takes_at_least_27_credits_or_17_hours(facts: dict[str, str]) -> None:
    person = make_liable(birth_date=date(2004, 1, 1))
    tell(person, CircumstanceKind.STUDENT, date(2024, 9, 1), requested_on="2024-09-01", **facts)
    assert decide(person, "2025Q1") == ["main"]


def test_a_spouse_helper_is_found_by_d02() -> None:
    person = make_liable()
    tell(
        person,
        CircumstanceKind.SPOUSE_HELP,
        date(2020, 1, 1),
        couple="married",
        partner_is_natural_person=True,
        help_days="90",
    )
    assert decide(person, "2025Q1") == ["spouse_maxi"]
    status = status_of(person, Quarter(2025, 1))
    assert status is not None
    assert status.decision["spouse_helper"]["rules"] == ["presumed"]


def test_a_spouse_helper_born_before_1956_has_the_mini_status() -> None:
    person = make_liable(capacity=Capacity.SPOUSE_HELPER, birth_date=date(1955, 12, 31))
    assert decide(person, "2015Q1") == ["spouse_mini"]


def test_a_cohabitant_with_a_full_status_is_in_secondary_occupation() -> None:
    person = make_liable(capacity=Capacity.SPOUSE_HELPER)
    tell(
        person,
        CircumstanceKind.SPOUSE_HELP,
        date(2020, 1, 1),
        couple="legal_cohabitant",
        partner_is_natural_person=True,
        own_full_rights=True,
        help_regular=True,
    )
    assert decide(person, "2025Q1") == ["secondary"]


def claim(person: Party, ground: str, income: str = "5000") -> None:
    tell(
        person,
        CircumstanceKind.ART37_REQUEST,
        date(2020, 1, 1),
        ground=ground,
        requested_on="2020-01-01",
        expected_income=income,
    )


def test_article_37_needs_its_condition_and_an_income_below_the_limit() -> None:
    person = make_liable()
    claim(person, "married")
    assert decide(person, "2024Q1") == ["main"]
    tell(person, CircumstanceKind.MARRIAGE, date(2015, 1, 1), partner_full_cover=True)
    assert decide(person, "2024Q1") == ["art37"]


@pytest.mark.parametrize(("income", "category"), [("8832.72", "art37"), ("8832.73", "main")])
def test_article_37_ends_at_the_limit_of_the_year(income: str, category: str) -> None:
    person = make_liable()
    claim(person, "mandate", income)
    tell(person, CircumstanceKind.PUBLIC_MANDATE, date(2020, 1, 1))
    assert decide(person, "2024Q1") == [category]


def test_a_disability_counts_from_2023q3() -> None:
    person = make_liable()
    claim(person, "disabled")
    tell(person, CircumstanceKind.DISABILITY, date(2020, 1, 1), percent="66")
    assert decide(person, "2023Q2", "2023Q3") == ["main", "art37"]


def test_a_tenured_teacher_between_50_and_60_percent_may_claim() -> None:
    person = make_liable()
    claim(person, "teacher")
    tell(person, CircumstanceKind.OTHER_JOB, date(2020, 1, 1), job="teacher_tenured", fraction="0.5")
    assert decide(person, "2023Q3") == ["art37"]


def test_a_fact_told_late_supersedes_the_decision_and_keeps_it() -> None:
    person = make_liable()
    decide(person, "2025Q1", "2025Q2")
    record_circumstance(
        person,
        CircumstanceKind.OTHER_JOB,
        started_on=date(2025, 4, 1),
        facts={"job": "employee", "fraction": "1"},
        by=BY,
        now=NOW,
    )
    assert [one.category for one in list_statuses(person)] == ["main", "secondary", "secondary"]
    new, old = list_history(person, Quarter(2025, 2))
    assert (old.category, old.superseded_by, old.superseded_at) == ("main", new, NOW)


def test_deciding_again_alike_writes_nothing() -> None:
    person = make_liable()
    decide(person, "2024Q1", "2025Q2")
    before = list(QuarterStatus.objects.order_by("id").values_list("id", "superseded_at"))
    decide(person, "2024Q1", "2025Q2")
    assert list(QuarterStatus.objects.order_by("id").values_list("id", "superseded_at")) == before


def test_ending_and_withdrawing_a_fact_decide_again() -> None:
    person = make_liable()
    job = employ(person, "1")
    decide(person, "2024Q4", "2025Q3")
    end_circumstance(job, date(2025, 3, 31), by=BY, now=NOW)
    assert [one.category for one in list_statuses(person, Quarter(2024, 4))] == [
        "secondary",
        "secondary",
        "main",
        "main",
    ]
    withdraw_circumstance(job, reason="another person's", by=BY, now=NOW)
    assert {one.category for one in list_statuses(person, Quarter(2024, 4))} == {"main"}
    with pytest.raises(CircumstanceRefused, match="withdrawn"):
        end_circumstance(job, date(2025, 3, 31), by=BY, now=NOW)


def test_one_circumstance_of_a_kind_a_day(person: Party) -> None:
    tell(person, CircumstanceKind.PENSION, date(2025, 1, 1), pension="survivor")
    with pytest.raises(CircumstanceRefused, match="end it first"):
        tell(person, CircumstanceKind.PENSION, date(2025, 3, 1), pension="retirement")


@pytest.mark.parametrize(
    ("kind", "facts", "field"),
    [
        (CircumstanceKind.OTHER_JOB, {"job": "pilot", "fraction": "1"}, "job"),
        (CircumstanceKind.OTHER_JOB, {"job": "employee"}, "fraction"),
        (CircumstanceKind.OTHER_JOB, {"job": "employee", "fraction": "1.2"}, "fraction"),
        (CircumstanceKind.OTHER_JOB, {"job": "employee", "fraction": "NaN"}, "fraction"),
        (CircumstanceKind.STUDENT, {"requested_on": "yesterday"}, "requested_on"),
        (CircumstanceKind.MARRIAGE, {"partner_full_cover": "yes"}, "partner_full_cover"),
        (CircumstanceKind.PENSION, {"pension": "retirement", "colour": "red"}, "colour"),
    ],
)
def test_facts_that_cannot_be_are_refused(
    person: Party, kind: CircumstanceKind, facts: dict[str, str], field: str
) -> None:
    with pytest.raises(FactsRefused) as refused:
        tell(person, kind, date(2025, 1, 1), **facts)
    assert refused.value.field == field


def test_an_act_sets_the_coverage_and_a_later_decision_keeps_it() -> None:
    person, quarter = make_liable(), Quarter(2025, 1)
    decide(person, "2025Q1")
    exempt = set_coverage(person, quarter, Coverage.EXEMPT, reason="granted", by=BY, now=NOW)
    assert set_coverage(person, quarter, Coverage.EXEMPT, reason="granted", by=BY, now=NOW) == exempt
    employ(person, "1")
    refresh(person, quarter, by=BY, now=NOW)
    status = status_of(person, quarter)
    assert status is not None
    assert (status.category, status.coverage) == ("secondary", "exempt")
    assert [one.coverage for one in list_history(person, quarter)] == ["exempt", "exempt", "due"]


def test_a_coverage_needs_a_reason_and_a_decided_quarter(person: Party) -> None:
    with pytest.raises(AffiliationError, match="why"):
        set_coverage(person, Quarter(2025, 1), Coverage.EXEMPT, reason=" ", by=BY, now=NOW)
    with pytest.raises(QuarterNotDecided, match="2025Q1"):
        set_coverage(person, Quarter(2025, 1), Coverage.EXEMPT, reason="granted", by=BY, now=NOW)


def test_one_status_a_quarter_is_current(person: Party) -> None:
    QuarterStatusFactory(person=person)
    with pytest.raises(IntegrityError), transaction.atomic():
        QuarterStatusFactory(person=person)


def test_a_decision_cannot_be_rewritten(person: Party) -> None:
    status = QuarterStatusFactory(person=person)
    with pytest.raises(IntegrityError, match="kept as they are"), transaction.atomic():
        QuarterStatus.objects.filter(pk=status.pk).update(category="pensioner")


def test_many_persons_take_few_queries(django_assert_max_num_queries: Any) -> None:
    people = [make_liable() for _ in range(30)]
    ids = [one.pk for one in people]
    with django_assert_max_num_queries(12):
        decide_many(ids, Quarter(2025, 1), Quarter(2025, 1), by=BY, now=NOW)
    assert len(statuses_of(ids, Quarter(2025, 1))) == 30


def test_the_decision_keeps_inputs_rules_and_table() -> None:
    person = make_liable(date(2024, 2, 10))
    decide(person, "2024Q1")
    status = status_of(person, Quarter(2024, 1))
    assert status is not None
    assert status.decision["rules"] == ["primostarter"]
    assert status.decision["inputs"]["main_quarter_index"] == 1
    assert len(status.decision["table"]) == 64
    assert status.decided_at == datetime(2025, 7, 1, 8, 0, tzinfo=UTC)
