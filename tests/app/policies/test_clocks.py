"""Policies start clocks on what is opened from their first day on, and on nothing before."""

from datetime import UTC, datetime, timedelta

from app.accounts.models import User
from app.cases.models import Case
from app.policies import offering
from tests.app.policies.conftest import MONDAY
from tests.factories import policies
from tests.factories.cases import open_question, task_of
from workflows import api, clock, service_levels
from workflows.models import OutboxMessage, ServiceLevelClock

# Five working days after Monday 4 May 2026 is Monday 11 May, to its last instant (22:00 UTC the day is over).
TOTAL = datetime(2026, 5, 11, 21, 59, 59, 999999, tzinfo=UTC)
STEP = {"step": {"value": 2, "unit": "working_days"}}
FIRST = {"first_action": {"value": 1, "unit": "working_days"}}


def publish(lead: User, director: User, **changes: object) -> None:
    policies.publish(lead, director, clock.now(), **changes)
    offering.forget()


def clock_of(case: Case, level: str = "answer_soon:total") -> ServiceLevelClock:
    return ServiceLevelClock.objects.get(instance__case_ref=case.reference, level=level)


def list_levels(case: Case) -> list[str]:
    found = ServiceLevelClock.objects.filter(instance__case_ref=case.reference)
    return sorted(found.values_list("level", flat=True))


def test_a_new_case_has_the_clock_and_one_opened_before_has_not(
    lead: User, director: User, caseworker: User
) -> None:
    old = open_question(caseworker)
    publish(lead, director)
    new = open_question(caseworker)
    assert clock_of(new).target_at == TOTAL
    assert list_levels(old) == []


def test_a_policy_of_tomorrow_starts_nothing_today(lead: User, director: User, caseworker: User) -> None:
    publish(lead, director, valid_from=(MONDAY + timedelta(days=1)).date())
    assert list_levels(open_question(caseworker)) == []
    clock.move_to(MONDAY + timedelta(days=1))
    assert list_levels(open_question(caseworker)) == ["answer_soon:total"]


def test_a_case_the_selector_does_not_name_has_no_clock(lead: User, director: User, caseworker: User) -> None:
    publish(lead, director, selector='language = "de"')
    assert list_levels(open_question(caseworker)) == []
    assert list_levels(open_question(caseworker, language="de")) == ["answer_soon:total"]


def test_each_target_is_a_clock_of_its_own(lead: User, director: User, caseworker: User) -> None:
    targets = {**policies.CONTENT["targets"], **STEP, **FIRST}
    publish(lead, director, targets=targets)
    case = open_question(caseworker)
    assert list_levels(case) == ["answer_soon:first_action", "answer_soon:step:answer", "answer_soon:total"]


def test_the_first_action_is_kept_when_a_person_has_done_a_task(
    lead: User, director: User, caseworker: User
) -> None:
    publish(lead, director, targets={**policies.CONTENT["targets"], **FIRST})
    case = open_question(caseworker)
    api.complete(task_of(case).pk, {"next": "answer", "answer": "So."}, by=api.user(caseworker.pk))
    assert clock_of(case, "answer_soon:first_action").state == "met"
    assert clock_of(case).state == "running"


def test_a_step_of_a_role_has_a_clock_and_its_task_is_due_with_it(
    lead: User, director: User, caseworker: User
) -> None:
    publish(lead, director, targets=STEP, selector='task_role = "team_lead"')
    case = open_question(caseworker)
    assert list_levels(case) == []
    api.complete(task_of(case).pk, {"next": "answer", "answer": "So."}, by=api.user(caseworker.pk))
    # Two working days after Monday 4 May: Wednesday 6 May.
    due = datetime(2026, 5, 6, 21, 59, 59, 999999, tzinfo=UTC)
    assert clock_of(case, "answer_soon:step:check").target_at == due
    assert task_of(case, "check").due_at == due


def test_a_step_is_met_with_its_task_and_the_whole_with_the_case(
    lead: User, director: User, caseworker: User
) -> None:
    publish(lead, director, targets={**policies.CONTENT["targets"], **STEP})
    case = open_question(caseworker)
    api.complete(task_of(case).pk, {"next": "answer", "answer": "So."}, by=api.user(caseworker.pk))
    assert clock_of(case, "answer_soon:step:answer").state == "met"
    api.complete(task_of(case, "check").pk, {}, by=api.user(lead.pk))
    states = ServiceLevelClock.objects.filter(instance__case_ref=case.reference).values_list(
        "state", flat=True
    )
    assert set(states) == {"met"}


def test_a_running_clock_keeps_the_edition_it_was_started_with(
    lead: User, director: User, caseworker: User
) -> None:
    publish(lead, director)
    case = open_question(caseworker)
    publish(lead, director, targets={"total": {"value": 9, "unit": "working_days"}})
    assert clock_of(case).target_at == TOTAL
    assert clock_of(case).policy["policy"] == {"key": "answer_soon", "number": 1}
    # Nine working days after 4 May, Ascension (14 May) not counting: Monday 18 May.
    assert clock_of(open_question(caseworker)).target_at == TOTAL + timedelta(days=7)


def test_each_warning_fires_once_and_tells_whom_it_names(
    lead: User, director: User, caseworker: User
) -> None:
    publish(lead, director)
    case = open_question(caseworker)
    clock.move_to(TOTAL + timedelta(days=5))
    for _round in range(5):
        service_levels.check_due()
    told = [
        (one.payload["step"], one.payload["roles"])
        for one in OutboxMessage.objects.filter(topic="service_level").order_by("id")
        if one.payload["case_ref"] == case.reference
    ]
    assert told == [
        ("warning", ["caseworker"]),
        ("escalation-1", ["team_lead"]),
        ("breach", ["caseworker", "team_lead"]),
        ("escalation-2", ["director"]),
    ]


def test_a_clock_stands_still_for_the_reasons_of_its_policy(
    lead: User, director: User, caseworker: User
) -> None:
    from app.cases import standstill

    publish(lead, director)
    case = open_question(caseworker)
    reasons = standstill.list_reasons(standstill.list_open(case))
    assert [(one.tell("fr"), one.planned_days) for one in reasons] == [("Demande en cours", 10)]


def test_a_clock_stops_by_itself_at_the_steps_its_policy_names(
    lead: User, director: User, caseworker: User
) -> None:
    pause = {**policies.CONTENT["pauses"][0], "nodes": ["check"]}
    publish(lead, director, pauses=[pause])
    case = open_question(caseworker)
    api.complete(task_of(case).pk, {"next": "answer", "answer": "So."}, by=api.user(caseworker.pk))
    assert clock_of(case).state == "paused"


def test_an_ended_policy_starts_no_clock(lead: User, director: User, caseworker: User) -> None:
    publish(lead, director)
    publish(lead, director, is_end=True)
    assert list_levels(open_question(caseworker)) == []


def test_an_edition_beyond_its_last_day_starts_no_clock(lead: User, director: User, caseworker: User) -> None:
    publish(lead, director, valid_until=MONDAY.date())
    clock.move_to(MONDAY + timedelta(days=1))
    assert list_levels(open_question(caseworker)) == []
