"""Roles are told once of a promise in danger, and each person marks it as read."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from app.accounts.models import User
from app.notices.models import Notice
from app.notices.queries import count_unread
from app.notices.topics import tell_roles
from workflows.outbox import Posting

TOLD = {
    "case_ref": "Q-2026-000001",
    "step": "warning",
    "titles": {"fr": "Répondre", "nl": "Antwoorden", "de": "Antworten", "en": "Answer"},
    "target": "2026-03-06T16:00:00+00:00",
    "roles": ["team_lead", "director"],
}
POSTING = Posting(
    id=1,
    topic="service_level",
    key="service-level:1:warning",
    payload=TOLD,
    created_at=datetime(2026, 3, 5, 8, 0, tzinfo=UTC),
    attempt=1,
)


@pytest.mark.django_db
def test_each_role_is_told_once_however_often_the_message_comes() -> None:
    tell_roles(POSTING)
    tell_roles(POSTING)
    assert sorted(Notice.objects.values_list("role", flat=True)) == ["director", "team_lead"]


def test_a_notice_is_seen_by_its_role_only(client: Client, caseworker: User, team_lead: User) -> None:
    tell_roles(POSTING)
    client.force_login(team_lead)
    assert "Q-2026-000001" in client.get("/notices/").content.decode()
    client.force_login(caseworker)
    assert "Q-2026-000001" not in client.get("/notices/").content.decode()


def test_marking_as_read_counts_for_this_person_only(client: Client, team_lead: User, db: None) -> None:
    tell_roles(POSTING)
    notice = Notice.objects.get(role="team_lead")
    client.force_login(team_lead)
    assert count_unread(team_lead, ["team_lead"]) == 1
    client.post("/notices/read/", {"upto": notice.pk})
    assert count_unread(team_lead, ["team_lead"]) == 0
    other = User.objects.create_user("second")
    assert count_unread(other, ["team_lead"]) == 1


@pytest.mark.parametrize("upto", ["", "x", "9" * 30, "-1"])
def test_a_number_that_is_none_marks_nothing(client: Client, team_lead: User, upto: str) -> None:
    tell_roles(POSTING)
    client.force_login(team_lead)
    client.post("/notices/read/", {"upto": upto})
    assert count_unread(team_lead, ["team_lead"]) == 1
