"""A list with people in it leaves once it is said what for, and each leaving is kept."""

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from app.accounts.models import User
from app.cases.models import Case
from app.exports.models import Download

pytestmark = pytest.mark.django_db
LIST = "/cases/export/?status=active"


def test_without_a_purpose_a_list_asks_and_nothing_leaves(browser: Client, case: Case) -> None:
    page = browser.get(LIST)
    assert page.status_code == 200
    assert case.reference not in page.content.decode()
    assert not Download.objects.exists()


def test_the_question_keeps_the_filters_of_the_list(browser: Client) -> None:
    page = browser.get(LIST).content.decode()
    assert '<input type="hidden" name="status" value="active">' in page


@pytest.mark.parametrize(
    "asked", ["taken_for=", "taken_for=curiosity", "taken_for=other", "taken_for=other&taken_why=+"]
)
def test_a_purpose_that_says_nothing_is_refused(browser: Client, asked: str) -> None:
    assert browser.get(f"{LIST}&{asked}").status_code == 400
    assert not Download.objects.exists()


def test_who_took_what_and_what_for_is_kept(browser: Client, caseworker: User, case: Case) -> None:
    taken = browser.get(f"{LIST}&taken_for=other&taken_why=a+visit&taken_as=csv")
    assert len(b"".join(taken).splitlines()) == 1 + 1  # type: ignore[arg-type]
    kept = Download.objects.get()
    assert (kept.user, kept.purpose, kept.words, kept.form) == (caseworker, "other", "a visit", "csv")
    assert (kept.address, kept.lines) == (LIST, 1)


def test_a_file_that_is_broken_off_keeps_no_number_of_lines(browser: Client, case: Case) -> None:
    taken = browser.get(f"{LIST}&taken_for=work")
    next(iter(taken))  # type: ignore[call-overload]
    assert Download.objects.get().lines is None


@pytest.mark.parametrize("change", [{"purpose": "work"}, {"lines": 7}, {"user": None}])
def test_what_was_kept_is_not_changed(browser: Client, case: Case, change: dict[str, object]) -> None:
    b"".join(browser.get(f"{LIST}&taken_for=control"))  # type: ignore[arg-type]
    with pytest.raises(DatabaseError), transaction.atomic():
        Download.objects.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Download.objects.all().delete()


def test_a_list_without_people_leaves_at_once(browser: Client) -> None:
    assert browser.get("/values/export/")["Content-Type"].startswith("text/csv")
    assert "spreadsheetml" in browser.get("/values/export/?taken_as=xlsx")["Content-Type"]
    assert not Download.objects.exists()


def test_a_stranger_s_page_is_no_way_back(browser: Client) -> None:
    page = browser.get(LIST, headers={"referer": "https://elsewhere.example/cases/"}).content.decode()
    assert "elsewhere.example" not in page
