"""Quarters INASTI assimilated are owed no longer, until the end is told and the last quarter follows from D11."""

from datetime import date
from decimal import Decimal

import pytest

from app.affiliation.models import Coverage, QuarterStatus
from app.benefits import assimilations
from app.benefits.assimilations import Covered, Ended
from app.benefits.detection import detect_rights
from app.benefits.errors import AssimilationRefused
from app.ledger.models import Refund
from app.people.models import Party
from app.registers.quarters import Quarter
from tests.app.benefits.conftest import decide_quarters
from tests.factories.ledger import owe, pay
from workflows.actors import system

BY, CASE, ON = system("test"), "SA-2025-000001", date(2025, 6, 2)
FIRST = Quarter(2025, 2)


@pytest.fixture
def sick(party: Party) -> Party:
    decide_quarters(party, 2025, 2025)
    return party


def grant(party: Party, case: str = CASE, last: Quarter | None = None, on: date = ON) -> Covered:
    told = {"first": FIRST, "last": last, "decided_on": date(2025, 6, 1)}
    return assimilations.grant(party, case_ref=case, on=on, by=BY, **told)  # type: ignore[arg-type]


def end(resumed: date | None = None, recovered: date | None = None) -> Ended:
    return assimilations.end(CASE, resumed_on=resumed, recovered_on=recovered, on=date(2025, 12, 1), by=BY)


def list_assimilated(party: Party) -> list[str]:
    rows = QuarterStatus.objects.filter(person=party, coverage=Coverage.ASSIMILATED, superseded_at=None)
    return [f"{one.year}Q{one.number}" for one in rows.order_by("year", "number")]


def test_the_quarters_up_to_today_are_covered_and_what_was_called_is_taken_back(sick: Party) -> None:
    called = owe(sick, 870, fee=35, quarter="2025Q2")
    found = grant(sick)
    called.refresh_from_db()
    assert (found.quarters, found.cancelled_amount, called.state) == ([FIRST], Decimal(905), "cancelled")


def test_what_was_paid_is_proposed_for_refund_once(sick: Party) -> None:
    owe(sick, 905, quarter="2025Q2")
    pay(905, on=date(2025, 5, 2), party=sick)
    found = grant(sick)
    refunds = [assimilations.pay_back(sick, found, on=ON, key="k", by="system:process") for _ in range(2)]
    assert [one.amount for one in refunds if one] == [Decimal(905), Decimal(905)]
    assert Refund.objects.get().state == "proposed"


def test_where_nothing_was_taken_back_nothing_is_refunded(sick: Party) -> None:
    assert assimilations.pay_back(sick, grant(sick), on=ON, key="k", by="system:process") is None


def test_told_twice_it_is_granted_once(sick: Party) -> None:
    grant(sick)
    assert grant(sick).quarters == [FIRST]
    assert sick.assimilations.count() == 1


def test_each_new_quarter_is_covered_in_the_night(sick: Party) -> None:
    grant(sick)
    detect_rights(date(2025, 7, 1))
    assert list_assimilated(sick) == ["2025Q2", "2025Q3"]


def test_a_grant_up_to_a_quarter_goes_no_further(sick: Party) -> None:
    grant(sick, last=Quarter(2025, 3))
    detect_rights(date(2025, 12, 1))
    assert list_assimilated(sick) == ["2025Q2", "2025Q3"]


@pytest.mark.parametrize(
    ("resumed", "last"),
    [
        (date(2025, 9, 1), "2025Q3"),  # the third month: that quarter is the last
        (date(2025, 8, 31), "2025Q2"),  # the second: the one before
        (date(2025, 7, 1), "2025Q2"),
    ],
)
def test_a_resumption_ends_it_by_its_month(sick: Party, resumed: date, last: str) -> None:
    grant(sick)
    assert str(end(resumed=resumed).last) == last
    assert list_assimilated(sick)[-1] == last


def test_without_resumption_the_quarter_of_the_end_counts(sick: Party) -> None:
    grant(sick)
    assert str(end(recovered=date(2025, 7, 2)).last) == "2025Q3"


def test_quarters_covered_beyond_the_end_are_due_again(sick: Party) -> None:
    grant(sick)
    detect_rights(date(2025, 10, 1))
    found = end(resumed=date(2025, 7, 1))
    assert [str(one) for one in found.due_again] == ["2025Q3", "2025Q4"]
    assert list_assimilated(sick) == ["2025Q2"]


def test_a_resumption_in_the_first_quarter_leaves_none(sick: Party) -> None:
    grant(sick)
    found = end(resumed=date(2025, 5, 2))
    assert (found.last, [str(one) for one in found.due_again]) == (None, ["2025Q2"])


def test_an_ended_one_is_not_covered_on(sick: Party) -> None:
    grant(sick)
    end(resumed=date(2025, 7, 1))
    detect_rights(date(2025, 12, 2))
    assert list_assimilated(sick) == ["2025Q2"]


def test_a_person_has_one_running_assimilation(sick: Party) -> None:
    grant(sick)
    with pytest.raises(AssimilationRefused, match="runs"):
        grant(sick, case="SA-2025-000002")


def test_an_end_before_its_beginning_is_refused(sick: Party) -> None:
    grant(sick)
    with pytest.raises(AssimilationRefused, match="before"):
        end(resumed=date(2025, 3, 31))


def test_a_last_quarter_before_the_first_is_refused(sick: Party) -> None:
    with pytest.raises(AssimilationRefused, match="before the first"):
        grant(sick, last=Quarter(2025, 1))
