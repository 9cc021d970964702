"""The side menu: groups in the order of the work, one key for each line."""

from collections import Counter

import pytest
from django.test import RequestFactory
from django.utils import translation

from app.accounts.roles import Role
from app.navigation import Group, list_groups
from app.site import site
from tests.factories.cases import make_user

pytestmark = pytest.mark.django_db
ORDER = ["", "Cases", "People", "Letters and contacts", "Exchanges", "Money", "Recovery", "Steering"]


def test_no_two_lines_share_a_key() -> None:
    """The alphabet is used up: a line that is seldom opened has none."""
    entries = [entry for section in site.menu_items() for entry in getattr(section, "entries", ())]
    keys = [entry.go for entry in entries if entry.go]
    assert [key for key, times in Counter(keys).items() if times > 1] == []
    assert all(len(key) == 1 and key.isascii() and key.islower() for key in keys)


def read_menu(role: str) -> list[Group]:
    request = RequestFactory().get("/")
    request.user = make_user("somebody", role)
    with translation.override("en"):
        return list(list_groups(site, request))


@pytest.mark.parametrize("role", list(Role))
def test_each_role_reads_its_groups_in_the_order_of_the_work(role: str) -> None:
    headings = [group.heading for group in read_menu(role)]
    assert headings == [heading for heading in ORDER if heading in headings]
    assert headings[0] == ""


def test_calls_bank_and_books_are_one_group() -> None:
    [money] = [group for group in read_menu("finance_officer") if group.heading == "Money"]
    assert [line.link for line in money.lines] == [
        "/calls/",
        "/bank/",
        "/bank/files/",
        "/bank/batches/",
        "/bank/mandates/",
        "/books/",
        "/books/accounts/",
        "/books/proposals/",
        "/books/refunds/",
    ]
