"""E-mails that would leave at once wait for the end of a person's quiet hours, none lost, none twice."""

from datetime import UTC, datetime, time

import pytest
from django.test import Client

from app.accounts.models import User
from app.cases.models import Case
from app.teamwork.mailing import post_mail
from app.teamwork.models import How, Kind, MailChoice, PersonalNotice, QuietHours
from app.teamwork.quiet_hours import is_quiet, lies_between

pytestmark = pytest.mark.django_db
FRIDAY_EVENING = datetime(2026, 3, 6, 20, tzinfo=UTC)  # 21:00 in Brussels
SATURDAY_NOON = datetime(2026, 3, 7, 11, tzinfo=UTC)
MONDAY_MORNING = datetime(2026, 3, 9, 7, tzinfo=UTC)  # 8:00 in Brussels


@pytest.fixture
def ben(caseworker: User) -> User:
    caseworker.email = "ben@fund.example"
    caseworker.save()
    MailChoice.objects.create(user=caseworker, kind=Kind.NOTE, how=How.AT_ONCE)
    return caseworker


def leave_in_peace(person: User, *, closed_days: bool = False) -> None:
    QuietHours.objects.create(user=person, begins=time(19), ends=time(7, 30), closed_days=closed_days)


@pytest.mark.parametrize(
    ("moment", "is_inside"),
    [("18:59", False), ("19:00", True), ("00:00", True), ("07:29", True), ("07:30", False)],
)
def test_quiet_hours_may_pass_midnight(moment: str, is_inside: bool) -> None:
    assert lies_between(time(19), time.fromisoformat(moment), time(7, 30)) is is_inside


def test_hours_within_a_day_are_quiet_between_them() -> None:
    assert [lies_between(time(12), time(hour), time(13)) for hour in (11, 12, 13)] == [False, True, False]


@pytest.mark.parametrize("closed_days", [True, False])
def test_a_saturday_is_quiet_where_closed_days_are(ben: User, closed_days: bool) -> None:
    leave_in_peace(ben, closed_days=closed_days)
    assert is_quiet(ben, SATURDAY_NOON) is closed_days


def test_what_waits_leaves_once_when_quiet_hours_are_over(ben: User, case: Case) -> None:
    PersonalNotice.objects.create(user=ben, kind=Kind.NOTE, case_ref=case.reference, at=FRIDAY_EVENING)
    leave_in_peace(ben, closed_days=True)
    sent = [
        post_mail(How.AT_ONCE, now=at)
        for at in (FRIDAY_EVENING, SATURDAY_NOON, MONDAY_MORNING, MONDAY_MORNING)
    ]
    assert sent == [0, 0, 1, 0]


def test_the_daily_mail_does_not_wait(ben: User, case: Case) -> None:
    MailChoice.objects.update(how=How.DAILY)
    PersonalNotice.objects.create(user=ben, kind=Kind.NOTE, case_ref=case.reference, at=FRIDAY_EVENING)
    leave_in_peace(ben)
    assert post_mail(How.DAILY, now=FRIDAY_EVENING) == 1


def choose(browser: Client, **hours: str) -> int:
    kinds = {kind.value: How.DAILY.value for kind in Kind}
    return browser.post("/teamwork/preferences/", {**kinds, **hours}).status_code


def test_a_person_chooses_and_gives_up_quiet_hours(browser: Client, ben: User) -> None:
    assert choose(browser, quiet_from="19:00", quiet_until="07:30", quiet_days="on") == 302
    kept = QuietHours.objects.get(user=ben)
    assert (kept.begins, kept.ends, kept.closed_days) == (time(19), time(7, 30), True)
    assert choose(browser) == 302
    assert not QuietHours.objects.exists()


@pytest.mark.parametrize(
    "hours",
    [
        {"quiet_from": "19:00"},
        {"quiet_until": "07:30"},
        {"quiet_from": "19:00", "quiet_until": "19:00"},
        {"quiet_days": "on"},
    ],
)
def test_half_of_quiet_hours_is_refused_and_nothing_is_kept(
    browser: Client, ben: User, hours: dict[str, str]
) -> None:
    assert choose(browser, **hours) == 422
    assert not QuietHours.objects.exists()
    assert set(MailChoice.objects.values_list("how", flat=True)) == {How.AT_ONCE}
