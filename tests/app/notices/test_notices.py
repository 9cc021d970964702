"""Roles are told once of a promise in danger; a person sees each case once, and marks it as read."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from app.accounts.models import User
from app.cases.models import Case
from app.notices.models import Notice
from app.notices.queries import count_unread, list_matters
from app.notices.topics import find_subject, tell_roles
from tests.factories.cases import make_user
from workflows.models import ProcessInstance
from workflows.models.service_level import ServiceLevelClock
from workflows.outbox import Posting

AT = datetime(2026, 3, 5, 8, 0, tzinfo=UTC)
TOLD = {
    "case_ref": "Q-2026-000001",
    "step": "warning",
    "titles": {"fr": "Répondre", "nl": "Antwoorden", "de": "Antworten", "en": "Answer"},
    "target": "2026-03-06T16:00:00+00:00",
    "roles": ["team_lead", "director"],
}
POSTING = Posting(
    id=1, topic="service_level", key="service-level:1:warning", payload=TOLD, created_at=AT, attempt=1
)


def tell(key: str, *, after: timedelta = timedelta(0), **told: Any) -> None:
    tell_roles(replace(POSTING, key=key, payload={**TOLD, **told}, created_at=AT + after))


def read(client: Client, user: User, query: str = "") -> str:
    client.force_login(user)
    return str(client.get(f"/notices/{query}").content.decode())


@pytest.mark.django_db
def test_each_role_is_told_once_however_often_the_message_comes() -> None:
    tell_roles(POSTING)
    tell_roles(POSTING)
    assert sorted(Notice.objects.values_list("role", flat=True)) == ["director", "team_lead"]


@pytest.mark.parametrize(
    ("key", "subject"),
    [
        ("service-level:12:breach", "service-level:12"),
        ("service-level:12:pause_outlasted:3", "service-level:12"),
        ("exchanges:late:inasti:2026-05-08", "exchanges:late:inasti"),
        ("mandate:7:2026-05-08", "mandate:7"),
    ],
)
def test_what_is_told_again_is_about_the_same(key: str, subject: str) -> None:
    assert find_subject(key) == subject


@pytest.mark.django_db
def test_a_role_told_of_a_breach_is_not_told_at_once_that_it_was_escalated_to_it() -> None:
    tell("service-level:1:breach", step="breach")
    tell("service-level:1:escalation-1", step="escalation-1")
    assert set(Notice.objects.values_list("step", flat=True)) == {"breach"}


@pytest.mark.django_db
def test_a_later_step_is_told() -> None:
    tell("service-level:1:breach", step="breach")
    tell("service-level:1:escalation-1", step="escalation-1", after=timedelta(days=1))
    assert Notice.objects.filter(role="director").count() == 2


@pytest.mark.django_db
def test_what_has_not_changed_is_told_again_after_a_week_only() -> None:
    for day in range(9):
        tell(f"exchanges:late:inasti:2026-03-{day + 5:02}", case_ref="", after=timedelta(days=day))
    told = Notice.objects.filter(role="director").order_by("id").values_list("created_at", flat=True)
    assert [at - AT for at in told] == [timedelta(0), timedelta(days=7)]


@pytest.mark.django_db
def test_what_has_changed_is_told_the_next_day() -> None:
    tell("exchanges:late:inasti:2026-03-05", case_ref="", titles={"en": "3 wait"})
    tell("exchanges:late:inasti:2026-03-06", case_ref="", titles={"en": "4 wait"}, after=timedelta(days=1))
    assert Notice.objects.filter(role="director").count() == 2


def test_a_notice_is_seen_by_its_role_only(client: Client, caseworker: User, team_lead: User) -> None:
    tell_roles(POSTING)
    assert "Answer" in read(client, team_lead)
    assert "Answer" not in read(client, caseworker)


def test_a_case_is_one_line_with_its_person_whatever_was_told_of_it(
    client: Client, team_lead: User, case: Case
) -> None:
    reference, later = case.reference, timedelta(days=1)
    tell("service-level:1:warning", case_ref=reference)
    tell("service-level:1:breach", case_ref=reference, step="breach", after=later)
    tell("service-level:2:warning", case_ref=reference, titles={"en": "Review"}, after=later)
    page = read(client, team_lead)
    assert page.count('class="row-link"') == 1
    assert case.party_name in page
    assert "told 2 times, last 6 Mar" in page
    assert "Review" in page


def test_a_person_of_two_roles_is_told_once(client: Client, case: Case) -> None:
    tell("service-level:1:warning", case_ref=case.reference)
    both = make_user("both", "team_lead", "director")
    page = read(client, both)
    assert page.count('class="what"') == 1
    assert "told 5 Mar" in page
    assert count_unread(both, ["team_lead", "director"]) == 1


def test_days_stand_apart(client: Client, team_lead: User, db: None) -> None:
    tell("service-level:1:warning")
    tell("service-level:2:warning", case_ref="Q-2026-000002", after=timedelta(days=1))
    page = read(client, team_lead)
    assert page.index("Friday 6 March 2026") < page.index("Thursday 5 March 2026")


def test_marking_as_read_counts_for_this_person_only(client: Client, team_lead: User, db: None) -> None:
    tell_roles(POSTING)
    notice = Notice.objects.get(role="team_lead")
    client.force_login(team_lead)
    assert count_unread(team_lead, ["team_lead"]) == 1
    client.post("/notices/read/", {"upto": notice.pk})
    assert count_unread(team_lead, ["team_lead"]) == 0
    other = User.objects.create_user("second")
    assert count_unread(other, ["team_lead"]) == 1


def test_one_case_is_marked_alone(client: Client, team_lead: User, db: None) -> None:
    tell("service-level:1:warning")
    tell("service-level:2:warning", case_ref="Q-2026-000002")
    client.force_login(team_lead)
    newest = Notice.objects.latest("id").pk
    client.post("/notices/read/", {"upto": newest, "matter": "Q-2026-000001"})
    assert [told.matter for told in list_matters(team_lead, ["team_lead"], unread=True)] == ["Q-2026-000002"]


def test_what_is_read_goes_from_the_unread_and_stays_among_all(
    client: Client, team_lead: User, db: None
) -> None:
    tell_roles(POSTING)
    client.force_login(team_lead)
    client.post("/notices/read/", {"upto": Notice.objects.latest("id").pk})
    assert "Nothing new" in read(client, team_lead)
    assert "Answer" in read(client, team_lead, "?show=all")


def test_a_promise_kept_since_is_no_news_any_more(client: Client, team_lead: User, case: Case) -> None:
    clock = ServiceLevelClock.objects.create(
        instance=ProcessInstance.objects.get(case_ref=case.reference), level="answer", policy={},
        started_at=AT, first_target_at=AT, target_at=AT,
    )  # fmt: skip
    tell(f"service-level:{clock.pk}:warning", case_ref=case.reference)
    assert count_unread(team_lead, ["team_lead"]) == 1
    ServiceLevelClock.objects.update(state="met", stopped_at=AT, next_at=None)
    assert count_unread(team_lead, ["team_lead"]) == 0
    assert "settled since" in read(client, team_lead, "?show=all")


def test_pages_follow_each_other_case_by_case(client: Client, team_lead: User, db: None) -> None:
    for number in range(30):
        tell(f"service-level:{number}:warning", case_ref=f"Q-2026-{number:06}")
    first = list_matters(team_lead, ["team_lead"], unread=True)[:25]
    rest = list_matters(team_lead, ["team_lead"], unread=True, before=first[-1].newest)
    seen = [told.matter for told in (*first, *rest)]
    assert (len(seen), len(set(seen))) == (30, 30)
    assert "Next page" in read(client, team_lead)


@pytest.mark.parametrize("upto", ["", "x", "9" * 30, "-1"])
def test_a_number_that_is_none_marks_nothing(client: Client, team_lead: User, upto: str) -> None:
    tell_roles(POSTING)
    client.force_login(team_lead)
    client.post("/notices/read/", {"upto": upto})
    assert count_unread(team_lead, ["team_lead"]) == 1
