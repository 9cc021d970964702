"""Figures of the menu that need a look into other people's tables are kept for half a minute."""

from typing import Any

import pytest
from django.core.cache import cache

from app import navigation
from app.navigation import Section
from tests.factories.cases import make_user

pytestmark = pytest.mark.django_db
KEPT = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}


class Counting(Section):
    app_name = "counting"
    counts_rest = True
    asked = 0

    def count_entries(self, user: Any) -> dict[str, int]:
        type(self).asked += 1
        return {"open": self.asked}


def test_a_figure_that_rests_is_counted_once_for_each_person(settings: Any) -> None:
    settings.CACHES = KEPT
    cache.clear()
    section, ann, bo = Counting(), make_user("ann"), make_user("bo")
    assert [navigation.count_entries(section, one) for one in (ann, ann, bo)] == [
        {"open": 1}, {"open": 1}, {"open": 2}
    ]  # fmt: skip
