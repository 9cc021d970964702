"""The pages of a call: its figures and lines, and who may pause it."""

from typing import Any

import pytest
from django.test import Client

from app.collection import booking, calls
from app.collection.models import QuarterlyCall
from app.registers.quarters import Quarter
from tests.app.collection.conftest import NOW, affiliate
from tests.factories.cases import make_user
from workflows.actors import user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_deployed")]


@pytest.fixture
def call() -> QuarterlyCall:
    affiliate("Joke Vermeulen")
    affiliate("Bo Maes", income=None)
    made = calls.prepare_call(Quarter(2026, 1), by=user(1), now=NOW)
    return calls.approve_call(made.pk, checksum=made.checksum, by=user(2), now=NOW)


@pytest.fixture
def officer(client: Client) -> Client:
    client.force_login(make_user("filip", "finance_officer"))
    return client


def test_the_list_shows_each_call_with_its_figures(officer: Client, call: QuarterlyCall) -> None:
    booking.run_call(call.pk, by=user(1), now=NOW)
    page = officer.get("/calls/").content.decode()
    assert "1st quarter of 2026" in page
    assert "1,716.36" in page  # 1,648.76 + 67.60


@pytest.mark.usefixtures("_kept_figures")
def test_a_list_of_many_calls_costs_as_many_queries_as_a_list_of_one(
    officer: Client, call: QuarterlyCall, django_assert_max_num_queries: Any
) -> None:
    officer.get("/calls/")
    for quarter in (2, 3, 4):
        calls.prepare_call(Quarter(2026, quarter), by=user(1), now=NOW)
    with django_assert_max_num_queries(8):
        assert "4th quarter of 2026" in officer.get("/calls/").content.decode()


def test_a_failed_line_says_why(officer: Client, call: QuarterlyCall) -> None:
    booking.run_call(call.pk, by=user(1), now=NOW)
    page = officer.get(f"/calls/{call.pk}/?view=failed").content.decode()
    assert "Bo Maes" in page
    assert "Joke" not in page


def test_why_a_line_failed_is_told_in_the_language(client: Client, call: QuarterlyCall) -> None:
    booking.run_call(call.pk, by=user(1), now=NOW)
    client.force_login(make_user("fee", "finance_officer", language="fr"))
    page = client.get(f"/calls/{call.pk}/?view=failed").content.decode()
    assert "Aucun revenu connu ne permet de calculer la cotisation" in page
    assert "No income is known" not in page


def test_a_call_is_paused_and_resumed(officer: Client, call: QuarterlyCall) -> None:
    officer.post(f"/calls/{call.pk}/move/", {"act": "pause"})
    call.refresh_from_db()
    assert call.state == "paused"
    officer.post(f"/calls/{call.pk}/move/", {"act": "resume"})
    call.refresh_from_db()
    assert call.state == "running"


def test_a_caseworker_reads_it_and_moves_nothing(client: Client, call: QuarterlyCall) -> None:
    client.force_login(make_user("claire", "caseworker"))
    assert client.get(f"/calls/{call.pk}/").status_code == 200
    assert client.post(f"/calls/{call.pk}/move/", {"act": "pause"}).status_code == 403


def test_the_lines_are_exported(officer: Client, call: QuarterlyCall) -> None:
    lines = officer.get(f"/calls/{call.pk}/export/?taken_for=work").getvalue().decode().splitlines()
    assert len(lines) == 3


def test_each_view_says_how_many_lines_it_holds(officer: Client, call: QuarterlyCall) -> None:
    booking.run_call(call.pk, by=user(1), now=NOW)
    page = officer.get(f"/calls/{call.pk}/").content.decode()
    assert 'All lines <span class="count">2</span>' in page
    assert 'Failed <span class="count">1</span>' in page
    assert 'Without a notice <span class="count">1</span>' in page


def test_a_call_whose_notices_are_made_rests_and_says_so(officer: Client, call: QuarterlyCall) -> None:
    QuarterlyCall.objects.update(state="booked")  # nothing booked: no notice is missing
    page = officer.get(f"/calls/{call.pk}/").content.decode()
    assert "Booked, notices to hand over" in page
    assert "every 3s" not in page
