"""The data-protection officer reads which lists left."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from app.accounts.models import User
from app.exports.models import Download
from tests.factories.cases import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client: Client) -> Client:
    client.force_login(make_user("dpo", "data_protection_officer"))
    return client


def take(user: User, name: str, purpose: str, day: int) -> Download:
    at = datetime(2026, 3, day, 9, tzinfo=UTC)
    return Download.objects.create(
        at=at, user=user, name=name, address="/x/", form="csv", purpose=purpose, lines=3
    )


def test_lists_are_found_by_reader_purpose_and_day(officer: Client, caseworker: User) -> None:
    take(caseworker, "cases-1", "work", 2)
    take(caseworker, "suspense", "report", 3)
    page = officer.get(
        f"/exports/?reader={caseworker.username}&purpose=report&first=2026-03-03&last=2026-03-03"
    )
    assert "suspense" in page.content.decode()
    assert "cases-1" not in page.content.decode()


def test_the_log_goes_on_over_pages(
    officer: Client, caseworker: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.logbook.PAGE", 1)
    first = take(caseworker, "oldest", "work", 2)
    second = take(caseworker, "newest", "work", 3)
    assert f"before={second.pk}" in officer.get("/exports/").content.decode()
    assert first.name in officer.get(f"/exports/?before={second.pk}").content.decode()


def test_the_log_leaves_as_a_list_that_is_kept_too(officer: Client, caseworker: User) -> None:
    take(caseworker, "cases-1", "work", 2)
    told = b"".join(officer.get("/exports/export/?taken_for=control")).decode()  # type: ignore[arg-type]
    assert "cases-1" in told
    assert Download.objects.filter(name="exports").count() == 1


def test_the_log_is_for_the_data_protection_officer_alone(browser: Client) -> None:
    assert browser.get("/exports/").status_code == 403
