"""Policies are proposed by one and published by another, never edited, never for the past."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from app.accounts.models import User
from app.policies import editions
from app.policies.errors import PolicyRefused
from app.policies.models import PolicyEdition
from app.policies.words import list_changes
from tests.app.policies.conftest import MONDAY
from tests.factories import policies


def test_nobody_publishes_what_they_proposed(lead: User) -> None:
    row = policies.propose(lead, MONDAY)
    with pytest.raises(PolicyRefused, match="Somebody else"):
        editions.publish(row.pk, by=lead, now=MONDAY)


def test_the_database_too_asks_for_a_second_person(lead: User) -> None:
    row = policies.propose(lead, MONDAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        PolicyEdition.objects.filter(pk=row.pk).update(state="published", decided_by=lead, decided_at=MONDAY)


def test_a_published_edition_is_never_edited_or_deleted(lead: User, director: User) -> None:
    row = policies.publish(lead, director, MONDAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        PolicyEdition.objects.filter(pk=row.pk).update(content={})
    with pytest.raises(IntegrityError), transaction.atomic():
        row.delete()


def test_a_policy_begins_today_or_later(lead: User) -> None:
    with pytest.raises(PolicyRefused, match="begins today or later"):
        policies.propose(lead, MONDAY, valid_from=(MONDAY - timedelta(days=1)).date())


def test_one_change_waits_at_a_time(lead: User, director: User) -> None:
    policies.propose(lead, MONDAY)
    with pytest.raises(PolicyRefused, match="waits for a decision"):
        policies.propose(director, MONDAY)


def test_a_refusal_needs_its_reason_and_the_proposer_withdraws(lead: User, director: User) -> None:
    row = policies.propose(lead, MONDAY)
    with pytest.raises(PolicyRefused, match="Say why"):
        editions.reject(row.pk, by=director, now=MONDAY, note="")
    assert editions.reject(row.pk, by=lead, now=MONDAY, note="too soon").state == "withdrawn"


def test_the_history_says_what_an_edition_changes(lead: User, director: User) -> None:
    first = policies.publish(lead, director, MONDAY)
    second = policies.propose(lead, MONDAY, targets={"total": {"value": 7, "unit": "working_days"}})
    changes = [(one.name, one.before, one.after) for one in list_changes(second, first)]
    assert changes == [("The whole case", "5 working days", "7 working days")]
