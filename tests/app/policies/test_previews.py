"""A preview counts by set; where too many cases differ, it looks at the newest and says so."""

from datetime import timedelta

import pytest

from app.accounts.models import User
from app.cases.models import Case
from app.policies import previews
from tests.app.policies.conftest import MONDAY
from tests.factories import policies
from tests.factories.cases import open_question


@pytest.fixture
def three(caseworker: User) -> list[Case]:
    """Three open cases of three days, and one closed."""
    cases = [open_question(caseworker, language=language) for language in ("nl", "nl", "de", "de")]
    for days, case in enumerate(cases):
        Case.objects.filter(pk=case.pk).update(opened_at=MONDAY - timedelta(days=days))
    Case.objects.filter(pk=cases[3].pk).update(status="completed", closed_at=MONDAY)
    return cases[:3]


@pytest.mark.parametrize(
    ("selector", "count"),
    [
        ("true", 3),
        ("false", 0),
        ('language = "nl"', 2),
        ('process_owner = "team_lead"', 3),
        ("opened_by_person and not(has_party)", 3),
        ('opened_on < date("2026-05-04")', 2),
    ],
)
def test_a_selector_is_counted_over_all_open_cases(three: list[Case], selector: str, count: int) -> None:
    found = previews.preview(policies.write(selector=selector))
    assert (found.count, found.looked_at, len(found.cases)) == (count, None, count)


def test_too_many_different_cases_are_looked_at_by_the_newest(
    three: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(previews, "MOST", 2)
    found = previews.preview(policies.write(selector='opened_on < date("2026-05-04")'))
    assert (found.count, found.looked_at) == (1, 2)
    assert list(found.cases) == [three[1]]


def test_a_selector_that_reads_nothing_counts_all_however_many(
    three: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(previews, "MOST", 1)
    found = previews.preview(policies.write(selector="true"))
    assert (found.count, found.looked_at) == (3, None)
