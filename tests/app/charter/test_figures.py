"""The figures of a period: promises on time and late, by the process that made them; each process counted once."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from app.cases.models import Case
from app.charter.commitments import Commitment, Evidence, EvidenceKind
from app.charter.figures import Tally, judge, list_promises, read_figures
from app.correspondence.contact_models import Contact
from app.periods import Period
from tests.factories.people import make_person
from tests.factories.promises import NOW, promise

MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))
ANSWER = Evidence(EvidenceKind.LEVEL, "first_answer", "question")
pytestmark = pytest.mark.django_db


def commitment(case: Case, *more: Evidence) -> Commitment:
    return Commitment("C12", "quality", {}, (Evidence(ANSWER.kind, ANSWER.name, case.process), *more))


def test_promises_are_counted_by_what_became_of_them(case: Case) -> None:
    promise(case, 1, "met")
    promise(case, 2, "met")
    promise(case, 3, "met_late")
    promise(case, 4, "cancelled")
    promise(case, 5, "running")
    tally = read_figures(MARCH).sum(commitment(case))
    assert (tally.on_time, tally.late, tally.running) == (2, 1, 1)
    assert tally.share == Decimal("66.7")


def test_a_promise_that_is_broken_and_still_open_is_late(case: Case) -> None:
    promise(case, 1, "running", breached_at=NOW + timedelta(days=6))
    assert read_figures(MARCH).sum(commitment(case)).late == 1


def test_a_promise_belongs_to_the_day_it_began_in_brussels(case: Case) -> None:
    promise(case, 1, "met", started_at=datetime(2026, 2, 28, 23, 30, tzinfo=UTC))
    promise(case, 2, "met", started_at=datetime(2026, 3, 31, 22, 30, tzinfo=UTC))
    assert read_figures(MARCH).sum(commitment(case)).on_time == 1


def test_a_promise_of_a_called_process_is_that_of_the_process(case: Case) -> None:
    promise(case, 1, "met", call="3", process="inform_and_accompany")
    called = Commitment("C2", "services", {}, (Evidence(ANSWER.kind, ANSWER.name, "inform_and_accompany"),))
    assert read_figures(MARCH).sum(called).on_time == 1
    assert read_figures(MARCH).sum(commitment(case)).on_time == 0


def test_a_process_named_twice_counts_its_cases_once(case: Case) -> None:
    Case.objects.update(opened_at=NOW)
    more = Evidence(EvidenceKind.PROCESS, case.process, case.process)
    assert read_figures(MARCH).sum(commitment(case, more)).cases == 1


def test_what_came_by_telephone_is_counted_and_what_the_fund_said_is_not() -> None:
    told = {"at": NOW, "subject": "Bill", "outcome": "answered", "by": "user:1", "logged_at": NOW}
    told["party"] = make_person()
    for channel, direction in (("phone", "in"), ("phone", "out"), ("fax", "in")):
        Contact.objects.create(**told, channel=channel, direction=direction)
    phoned = Commitment("C17", "quality", {}, (Evidence(EvidenceKind.CHANNEL, "phone"),))
    assert read_figures(MARCH).sum(phoned).contacts == 1


def test_the_late_ones_can_be_listed(case: Case) -> None:
    promise(case, 1, "met")
    late = promise(case, 2, "met_late")
    assert list(list_promises(commitment(case), MARCH, outcome="late")) == [late]


@pytest.mark.parametrize(
    ("tally", "state"),
    [(Tally(on_time=1), "kept"), (Tally(on_time=9, late=1), "broken"), (Tally(running=1), "silent")],
)
def test_a_commitment_is_judged_by_its_promises(tally: Tally, state: str) -> None:
    assert judge(Commitment("C1", "services", {}, (ANSWER,)), tally) == state


def test_a_commitment_nothing_keeps_is_open_whatever_happened() -> None:
    assert judge(Commitment("C8", "services", {}, ()), Tally(on_time=1)) == "open"
