"""The texts handed out: the figure of the charter's page opens the list of exactly those, a page at a time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from app.correspondence.letters import Order, write_letter
from app.correspondence.models import Letter
from app.correspondence.packs import PROCESS as INFORMATION
from tests.factories.cases import make_user
from tests.factories.letters import PLAIN, RECIPIENT, make_version

pytestmark = pytest.mark.django_db
MARCH = "from=2026-03-01&until=2026-03-31"


@pytest.fixture
def lead(client: Client) -> Client:
    client.force_login(make_user("lead", "team_lead"))
    return client


def hand_out(name: str, day: datetime, key: str, process: str = INFORMATION) -> Letter:
    order = Order(key=key, reference="Q-2026-000001", name=name, language="fr", now=day, recipient=RECIPIENT)
    return write_letter(order, make_version(process, **{name: PLAIN}))


@pytest.fixture
def texts(db: None) -> list[Letter]:
    """Of illness (C3) on the first and last moment of March in Brussels; then what does not count for it."""
    first = datetime(2026, 2, 28, 23, 30, tzinfo=UTC)  # 1 March, 0:30 in Brussels
    last = datetime(2026, 3, 31, 21, 30, tzinfo=UTC)
    hand_out("illness", first - timedelta(hours=1), "february")
    hand_out("related_rights", first, "not the first text of the pack")
    hand_out("illness", first, "another process", process="question")
    return [hand_out("illness", first, "first"), hand_out("illness", last, "last")]


def test_the_figure_of_texts_opens_the_texts_it_counts_newest_first(
    lead: Client, texts: list[Letter]
) -> None:
    page = lead.get(f"/charter/?{MARCH}").content.decode()
    assert f'/charter/C3/?{MARCH.replace("&", "&amp;")}#letters">2 text' in page
    found = lead.get(f"/charter/C3/?{MARCH}")
    assert [one.pk for one in found.context["letters"]] == [texts[1].pk, texts[0].pk]
    assert 'id="letters"' in found.content.decode()


def test_each_line_opens_the_letter_and_its_case(lead: Client, texts: list[Letter]) -> None:
    page = lead.get(f"/charter/C3/?{MARCH}").content.decode()
    assert all(f"/letters/letter/{one.pk}/" in page for one in texts)


def test_without_a_text_in_the_period_there_is_no_list(lead: Client, texts: list[Letter]) -> None:
    page = lead.get("/charter/C3/?from=2025-01-01&until=2025-12-31").content.decode()
    assert 'id="letters"' not in page


def test_a_commitment_that_rests_on_no_text_has_no_list(lead: Client, texts: list[Letter]) -> None:
    assert 'id="letters"' not in lead.get(f"/charter/C12/?{MARCH}").content.decode()


def test_the_list_is_turned_and_a_page_that_is_none_is_the_nearest(
    lead: Client, texts: list[Letter], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.charter.views.PAGE_SIZE", 1)
    shown = {
        page: [one.pk for one in lead.get(f"/charter/C3/?{MARCH}&letters={page}").context["letters"]]
        for page in ("1", "2", "9", "x")
    }
    first, second = [texts[1].pk], [texts[0].pk]
    assert shown == {"1": first, "2": second, "9": second, "x": first}
    assert "letters=2#letters" in lead.get(f"/charter/C3/?{MARCH}").content.decode()
