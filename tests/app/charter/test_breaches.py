"""Why promises were not kept: what the case's record proposes, who tells it, and that it is counted."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.cases.models import Case
from app.charter.breach_causes import UNTOLD, subject_of
from app.charter.breaches import PROPOSED, list_full, list_late, tell_cause
from app.charter.commitments import Charter, Commitment, Evidence, EvidenceKind, charter
from app.charter.errors import CauseUnknown, NothingChosen
from app.charter.measures import count_decisions, count_first_suits
from app.charter.models import BreachCause
from app.charter.proposals import Proposal, propose
from app.correspondence.models import Letter
from app.periods import Period
from app.recovery.models import JudicialFile
from tests.factories.cases import make_user
from tests.factories.letters import REFUSAL, make_letter
from tests.factories.people import make_person
from tests.factories.promises import NOW, promise
from tests.factories.recovery import attempt, make_file, try_in_vain
from workflows.models import HumanTask, Incident, ServiceLevelClock
from workflows.models.service_level import ServiceLevelPause

pytestmark = pytest.mark.django_db
MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))
SUMMER = Period(date(2026, 7, 1), date(2026, 9, 30))
DAY = timedelta(days=1)


@pytest.fixture
def late(case: Case) -> ServiceLevelClock:
    """Ten days from start to stop, with nothing but the clock: the task of the case was taken at once."""
    HumanTask.objects.update(created_at=NOW, claimed_at=NOW)
    return promise(case, 1, "met_late", stopped_at=NOW + 10 * DAY)


@pytest.fixture
def found(case: Case) -> Charter:
    answer = Evidence(EvidenceKind.LEVEL, "first_answer", case.process)
    return Charter({}, {"C12": Commitment("C12", "quality", {}, (answer,))}, {"citizen": {}, "error": {}})


def test_what_proposes_nothing_is_left_to_people(late: ServiceLevelClock) -> None:
    assert propose([late], NOW + 20 * DAY) == {}


def test_standing_still_for_the_person_proposes_the_person(late: ServiceLevelClock) -> None:
    """From day 1 to day 5 and from day 4 to day 7: six of ten days."""
    for number, (first, last) in enumerate([(1, 5), (4, 7)]):
        ServiceLevelPause.objects.create(
            clock=late,
            reason="Evidence",
            node_id=str(number),
            paused_at=NOW + first * DAY,
            resumed_at=NOW + last * DAY,
        )
    assert propose([late], NOW + 20 * DAY) == {late.pk: Proposal("citizen", 60)}


def test_an_incident_that_stays_open_proposes_the_system(late: ServiceLevelClock) -> None:
    Incident.objects.create(
        instance=late.instance, kind="operation_failed", message="x", opened_at=NOW + 5 * DAY
    )
    assert propose([late], NOW + 20 * DAY) == {late.pk: Proposal("system", 50)}


def test_a_task_nobody_took_proposes_the_workload(late: ServiceLevelClock) -> None:
    HumanTask.objects.update(claimed_at=NOW + 4 * DAY)
    assert propose([late], NOW + 20 * DAY) == {late.pk: Proposal("workload", 40)}


def test_a_fifth_of_the_time_proposes_nothing(late: ServiceLevelClock) -> None:
    HumanTask.objects.update(claimed_at=NOW + 2 * DAY)
    assert propose([late], NOW + 20 * DAY) == {}


def test_causes_are_told_to_many_and_the_newest_holds(
    case: Case, found: Charter, late: ServiceLevelClock
) -> None:
    other, by = promise(case, 2, "met_late"), make_user("teller", "caseworker")
    subjects = [subject_of(late), subject_of(other)]
    assert tell_cause(subjects, "error", found, MARCH, by=by, now=NOW) == 2
    tell_cause(subjects[:1], "citizen", found, MARCH, by=by, now=NOW)
    assert {one.pk: one.cause for one in list_late(found, MARCH)} == {late.pk: "citizen", other.pk: "error"}
    assert BreachCause.objects.count() == 3


def test_what_is_proposed_is_taken_over_where_anything_is(
    case: Case, found: Charter, late: ServiceLevelClock
) -> None:
    silent, by = promise(case, 2, "met_late", stopped_at=NOW + 10 * DAY), make_user("teller", "caseworker")
    ServiceLevelPause.objects.create(clock=late, reason="Evidence", paused_at=NOW, resumed_at=NOW + 3 * DAY)
    subjects = [subject_of(late), subject_of(silent)]
    assert tell_cause(subjects, PROPOSED, found, MARCH, by=by, now=NOW + 20 * DAY) == 1
    assert [one.cause for one in list_late(found, MARCH)] == [UNTOLD, "citizen"]


def test_a_cause_the_charter_does_not_know_is_refused(found: Charter, late: ServiceLevelClock) -> None:
    with pytest.raises(CauseUnknown):
        tell_cause([subject_of(late)], "mood", found, MARCH, by=make_user("teller"), now=NOW)


def test_a_promise_that_was_kept_has_no_cause(case: Case, found: Charter) -> None:
    kept = promise(case, 1, "met")
    with pytest.raises(NothingChosen):
        tell_cause([subject_of(kept), "letter:x"], "error", found, MARCH, by=make_user("teller"), now=NOW)


def test_breaches_are_found_by_their_cause(found: Charter, late: ServiceLevelClock) -> None:
    tell_cause([subject_of(late)], "error", found, MARCH, by=make_user("teller"), now=NOW)
    assert not list_late(found, MARCH, cause=UNTOLD).exists()
    assert list_late(found, MARCH, cause="error").exists()


@pytest.mark.parametrize("faults", [0, 1])
def test_a_decision_that_left_without_a_mandatory_mention_is_a_fault(faults: int) -> None:
    """Nobody can send such a letter; one that came from an older system may be there."""
    letter = make_letter(REFUSAL)
    if faults:
        Letter.objects.update(mentions=["facts"])
    Letter.objects.update(state="sent", sent_at=NOW)
    measured = count_decisions(MARCH)
    assert (measured.count, len(measured.faults)) == (1, faults)
    assert {one.subject for one in measured.faults} == ({f"letter:{letter.pk}"} if faults else set())


def test_a_first_suit_after_a_contact_is_no_fault() -> None:
    debtor = make_person()
    try_in_vain(debtor)
    make_file(debtor)
    JudicialFile.objects.update(served_on=date(2026, 7, 10))
    assert count_first_suits(SUMMER).count == 1
    assert count_first_suits(SUMMER).faults == ()


def sue_before_the_contact() -> JudicialFile:
    """Summoned on 1 March; the conversation that opened the gate was on the 2nd."""
    debtor = make_person()
    attempt(debtor, on=date(2026, 3, 2), outcome="reached")
    file = make_file(debtor)
    JudicialFile.objects.update(summoned_on=date(2026, 3, 1))
    return file


def test_a_first_suit_before_any_contact_is_a_fault_and_listed() -> None:
    file = sue_before_the_contact()
    (breach,) = list_full(charter(), MARCH)
    assert (breach.code, breach.fault.subject, breach.cause) == ("C88", f"judicial-file:{file.pk}", UNTOLD)
    assert count_first_suits(SUMMER).count == 0


def test_a_second_suit_of_the_same_debtor_is_not_counted() -> None:
    debtor = make_person()
    try_in_vain(debtor)
    for day in (date(2026, 7, 10), date(2026, 8, 10)):
        JudicialFile.objects.filter(pk=make_file(debtor).pk).update(served_on=day)
    assert count_first_suits(SUMMER).count == 1


def test_the_cause_of_a_full_breach_is_told() -> None:
    file = sue_before_the_contact()
    subject = f"judicial-file:{file.pk}"
    assert tell_cause([subject], "error", charter(), MARCH, by=make_user("dirk"), now=NOW) == 1
    assert list_full(charter(), MARCH, cause="error")[0].fault.subject == subject
