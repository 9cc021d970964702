"""The side menu: groups in the order of the work, one key for each line."""

import re
from collections import Counter

import pytest
from django.test import RequestFactory
from django.utils import translation

from app.accounts.roles import Role
from app.navigation import Group, list_groups
from app.site import site
from tests.factories.cases import make_user

pytestmark = pytest.mark.django_db
ORDER = [
    "",
    "Cases",
    "People",
    "Letters and contacts",
    "Exchanges",
    "Money",
    "Recovery",
    "Steering",
    "Studio",
]


def list_keys() -> list[str]:
    return [entry.go for section in site.menu_items() for entry in getattr(section, "entries", ())]


def test_each_line_has_a_key_of_its_own() -> None:
    keys = list_keys()
    assert [key for key, times in Counter(keys).items() if times > 1] == []
    assert [key for key in keys if not re.fullmatch("[a-z]{1,2}", key)] == []


def test_no_key_begins_another() -> None:
    """After the first of two letters the page waits; a line with that letter alone would never be reached."""
    keys = list_keys()
    assert [(key, one) for key in keys for one in keys if one != key and one.startswith(key)] == []


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
        "/certificates/",
        "/settlements/",
        "/bank/",
        "/bank/files/",
        "/bank/batches/",
        "/bank/mandates/",
        "/books/",
        "/books/accounts/",
        "/books/proposals/",
        "/books/refunds/",
    ]
