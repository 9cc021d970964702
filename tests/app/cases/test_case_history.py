"""The history of a long case is read page by page, the newest first, and nothing of it is lost between two pages."""

from datetime import timedelta

import pytest
from django.test import Client

from app.accounts.models import User
from app.cases import case_history
from app.cases.case_history import HistoryPage, Place, read_history, read_place
from app.cases.models import Case
from tests.factories.cases import task_of
from workflows import actors, clock, history
from workflows.batches import Batch


def happen(case: Case, revs: list[int], *, in_step: bool = True) -> None:
    """One line of each of these revisions, an hour apart."""
    begun = clock.now()
    for hours, rev in enumerate(revs):
        batch, line = Batch(), history.Entry("task_claimed", data={"reason": f"{rev}.{hours}"})
        when = begun + timedelta(hours=hours)
        history.add(
            batch,
            task_of(case).instance_id,
            rev,
            [line],
            actor=actors.system("test"),
            now=when,
            in_step=in_step,
        )
        batch.execute()


def read(case: Case, before: Place | None = None) -> HistoryPage:
    return read_history([task_of(case).instance], case.reference, "en", before=before)


def tell(page: HistoryPage) -> list[str]:
    return [entry.note for entry in page.entries if entry.note]


def test_every_line_stands_on_one_of_the_pages(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    happen(case, [11, 12, 13, 14, 15, 16, 17])
    whole = [(entry.at, entry.text) for entry in read(case).entries]
    monkeypatch.setattr(case_history, "PAGE", 3)
    found, place = [], None
    while True:
        page = read(case, place)
        found += [(entry.at, entry.text) for entry in page.entries]
        place = page.earlier
        if place is None:
            break
    assert found == whole


def test_a_step_is_never_cut_in_two(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    happen(case, [11, 12, 12, 12, 13, 14])
    monkeypatch.setattr(case_history, "PAGE", 4)
    first = read(case)
    assert tell(first) == ["14.5", "13.4"]
    assert tell(read(case, first.earlier))[:3] == ["12.3", "12.2", "12.1"]


def test_a_step_longer_than_a_page_is_shown_whole(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    happen(case, [12, 12, 12, 12, 12])
    monkeypatch.setattr(case_history, "PAGE", 2)
    assert tell(read(case)) == ["12.4", "12.3", "12.2", "12.1", "12.0"]


def test_lines_between_steps_are_cut_anywhere(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    happen(case, [12, 12, 12, 12, 12], in_step=False)
    monkeypatch.setattr(case_history, "PAGE", 2)
    first = read(case)
    assert tell(first) == ["12.4", "12.3"]
    assert tell(read(case, first.earlier)) == ["12.2", "12.1"]


def test_the_page_shows_the_newest_and_leads_to_what_was_before(
    browser: Client, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    happen(case, [11, 12, 13, 14])
    monkeypatch.setattr(case_history, "PAGE", 2)
    text = browser.get(f"/cases/{case.reference}/").content.decode()
    assert "14.3" in text
    assert "11.0" not in text
    place = read(case).earlier
    earlier = browser.get(f"/cases/{case.reference}/", {"before": str(place)}).content.decode()
    assert "12.1" in earlier
    assert "14.3" not in earlier
    assert "The newest" in earlier


@pytest.mark.parametrize(
    "text", ["", "x", "12", "12~", "12~2026-01-01", "-1~2026-01-01T00:00:00+00:00", "é~é"]
)
def test_a_place_nobody_wrote_is_the_newest(browser: Client, case: Case, text: str) -> None:
    assert read_place(text) is None
    assert browser.get(f"/cases/{case.reference}/", {"before": text}).status_code == 200


@pytest.mark.usefixtures("_kept_figures")
def test_a_page_of_many_lines_costs_as_many_queries_as_one_of_few(
    browser: Client, caseworker: User, case: Case, django_assert_max_num_queries: object
) -> None:
    browser.get(f"/cases/{case.reference}/")
    happen(case, list(range(11, 60)))
    with django_assert_max_num_queries(27):  # type: ignore[operator]
        browser.get(f"/cases/{case.reference}/")
