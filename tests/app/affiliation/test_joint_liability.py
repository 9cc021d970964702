"""D03 over the links of people: who answers for whose debts, and for which days."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from app.affiliation import operations
from app.affiliation.joint_liability import jointly_liable
from app.people.models import Link, Party
from tests.factories.affiliation import (
    LiabilityPeriodFactory,
    QuarterStatusFactory,
    make_company,
    make_person,
)
from workflows.operations import BusinessError, Call

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2025, 1, 1), date(2025, 12, 31)


def link(
    one: Party, other: Party, kind: str, started_on: date = date(2020, 1, 1), ended_on: date | None = None
) -> Link:
    return Link.objects.create(
        from_party=one, to_party=other, kind=kind, started_on=started_on, ended_on=ended_on
    )


def answer_for(party: Party) -> list[tuple[str, str, date, date]]:
    return [
        (one.liable.reference, one.kind, one.started_on, one.ended_on)
        for one in jointly_liable(party, FIRST, LAST)
    ]


@pytest.mark.parametrize(
    ("kind", "liable"), [("helper", "helped_person"), ("spouse_helper", "helped_spouse")]
)
def test_the_person_helped_answers_for_the_period_of_help(person: Party, kind: str, liable: str) -> None:
    helped = make_person("Peeters")
    link(person, helped, kind, date(2025, 2, 10), date(2025, 6, 30))
    assert answer_for(person) == [(helped.reference, liable, date(2025, 2, 10), date(2025, 6, 30))]
    assert answer_for(helped) == []


@pytest.mark.parametrize(("kind", "officer"), [("officer", "officer"), ("active_partner", "active_partner")])
def test_company_and_mandate_holder_answer_for_each_other(
    person: Party, company: Party, kind: str, officer: str
) -> None:
    link(person, company, kind)
    assert answer_for(person) == [(company.reference, "company", FIRST, LAST)]
    assert answer_for(company) == [(person.reference, officer, FIRST, LAST)]


def test_after_the_end_of_the_mandate_nobody_answers(person: Party, company: Party) -> None:
    link(person, company, "officer", date(2020, 1, 1), date(2024, 12, 31))
    assert answer_for(person) == []
    assert answer_for(company) == []


def test_an_officer_of_two_companies_has_both_behind_them(person: Party, company: Party) -> None:
    second = make_company("Second")
    link(person, company, "officer")
    link(person, second, "officer", date(2025, 4, 1))
    assert [one[0] for one in answer_for(person)] == [company.reference, second.reference]


def test_a_withdrawn_link_and_an_accountant_bind_nobody(person: Party, company: Party) -> None:
    row = link(person, company, "officer")
    row.withdrawn_at = datetime(2025, 1, 1, tzinfo=UTC)
    row.save()
    Link.objects.create(
        from_party=person, to_party=company, kind="accountant", started_on=FIRST, mandate="full"
    )
    assert answer_for(company) == []


class TestWindows(TestCase):
    """The days answered for are those the link and the window share."""

    @given(st.lists(st.dates(date(2020, 1, 1), date(2027, 12, 31)), min_size=4, max_size=4))
    def test_days_are_those_of_link_and_window(self, days: list[date]) -> None:
        started_on, ended_on = sorted(days[:2])
        first, last = sorted(days[2:])
        person, company = make_person(), make_company()
        link(person, company, "officer", started_on, ended_on)
        found = [(one.started_on, one.ended_on) for one in jointly_liable(company, first, last)]
        shared = (max(started_on, first), min(ended_on, last))
        assert found == ([shared] if shared[0] <= shared[1] else [])


CALL = Call(idempotency_key="a", instance_id=None, case_ref="Q-1", now=datetime(2025, 7, 1, 8, tzinfo=UTC))


def test_a_process_reads_the_jointly_liable(person: Party, company: Party) -> None:
    link(person, company, "officer")
    found = operations.read_joint_liability(CALL, party_ref=person.reference, first_day=FIRST, last_day=LAST)
    assert found.party_refs == [company.reference]
    assert found.parties[0].basis == "AR 38 art. 15 §1"


def test_a_process_decides_reads_and_covers_a_quarter(person: Party) -> None:
    LiabilityPeriodFactory(person=person)
    asked = {"party_ref": person.reference, "quarter": "2025Q1"}
    before = operations.read_status(CALL, **asked)
    assert (before.liable, before.category) == (True, "")
    assert operations.decide_category(CALL, **asked).category == "main"
    exempt = operations.set_coverage(CALL, **asked, coverage="exempt", reason="granted")
    assert (exempt.category, exempt.coverage) == ("main", "exempt")
    assert operations.read_status(CALL, **asked) == exempt


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"party_ref": "P9999999"}, "party_unknown"),
        ({"quarter": "spring"}, "quarter_unreadable"),
        ({"coverage": "free"}, "coverage_unknown"),
        ({"quarter": "2024Q4"}, "coverage_refused"),
    ],
)
def test_what_a_process_may_not_ask_is_a_named_error(
    person: Party, changed: dict[str, str], code: str
) -> None:
    QuarterStatusFactory(person=person)
    asked = {"party_ref": person.reference, "quarter": "2025Q1", "coverage": "exempt", "reason": "granted"}
    with pytest.raises(BusinessError) as refused:
        operations.set_coverage(CALL, **{**asked, **changed})
    assert refused.value.code == code
