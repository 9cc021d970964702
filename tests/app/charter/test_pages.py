"""The charter's pages: honest about what is not kept, days that make no sense refused, everything exported."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from app.cases.models import Case
from app.correspondence.models import Contact
from tests.factories.cases import make_user
from tests.factories.people import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(client: Client) -> Client:
    client.force_login(make_user("lead", "team_lead"))
    return client


def read(answer: object) -> str:
    chunks = getattr(answer, "streaming_content", None) or [getattr(answer, "content", b"")]
    return b"".join(chunks).decode()


def test_every_commitment_is_on_the_page_with_what_keeps_it(lead: Client) -> None:
    page = read(lead.get("/charter/"))
    assert all(f"C{number} ·" in page for number in range(1, 100))
    assert "Nothing in this product keeps it yet." not in page


def test_a_commitment_shows_its_evidence(lead: Client) -> None:
    page = read(lead.get("/charter/C12/?from=2026-01-01&until=2026-03-31"))
    assert "C12" in page
    assert lead.get("/charter/C12/").status_code == 200


def test_a_commitment_that_does_not_exist_is_not_found(lead: Client) -> None:
    assert lead.get("/charter/C100/").status_code == 404


@pytest.mark.parametrize("query", ["from=x&until=y", "from=2026-03-31&until=2026-01-01", "from=2026-01-01"])
def test_days_that_make_no_sense_are_refused(lead: Client, query: str) -> None:
    for place in ("/charter/", "/charter/C12/"):
        answer = lead.get(f"{place}?{query}")
        assert answer.status_code == 422
        assert 'role="alert"' in read(answer)


def test_the_charter_is_exported_a_line_each(lead: Client) -> None:
    lines = read(lead.get("/charter/export/")).strip().splitlines()
    assert len(lines) == 1 + 99


@pytest.mark.parametrize("language", ["fr", "nl", "de", "en"])
def test_the_public_report_is_a_pdf_in_the_language_of_the_reader(lead: Client, language: str) -> None:
    answer = lead.get(
        "/charter/report/?from=2026-01-01&until=2026-03-31", headers={"accept-language": language}
    )
    assert answer.content.startswith(b"%PDF-")
    assert 'filename="vigie-charter-2026-03-31.pdf"' in answer["Content-Disposition"]


@pytest.mark.parametrize(("hour", "listed"), [(21, True), (22, False)])
def test_the_figure_of_cases_leads_to_the_cases_it_counts(
    lead: Client, case: Case, hour: int, listed: bool
) -> None:
    """At 22:30 in London it is April in Brussels."""
    Case.objects.update(process="complaint", opened_at=datetime(2026, 3, 31, hour, 30, tzinfo=UTC))
    page = read(lead.get("/charter/C12/?from=2026-01-01&until=2026-03-31"))
    (address,) = set(re.findall(r'href="(/cases/\?process=complaint[^"]*)"', page))
    found = lead.get(address.replace("&amp;", "&")).context["rows"]
    assert [one.reference for one, *_rest in found] == ([case.reference] if listed else [])


def test_late_promises_are_one_link_away(lead: Client) -> None:
    page = read(lead.get("/charter/C12/?outcome=late"))
    assert 'id="promises"' in page
    assert 'id="evidence"' in page


def test_the_promises_of_a_commitment_are_exported(lead: Client) -> None:
    assert (
        read(lead.get("/charter/C12/export/?from=2026-01-01&until=2026-12-31&taken_for=work")).count("\n")
        == 1
    )


def test_the_page_asks_the_database_little(
    lead: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    lead.get("/charter/")
    with django_assert_max_num_queries(22):
        lead.get("/charter/")


def test_the_figure_of_contacts_opens_the_contacts_it_counts(lead: Client) -> None:
    """C17 rests on the channels: three calls, of which one came in April."""
    for day in (2, 31, 32):
        at = datetime(2026, 3, 1, 9, tzinfo=UTC) + timedelta(days=day - 1)
        Contact.objects.create(
            party=make_person(f"Anne Appel{day}"), channel="phone", at=at, logged_at=at,
            subject=f"Call {day}", outcome="reached", by="user:1",
        )  # fmt: skip
    days = "from=2026-03-01&until=2026-03-31"
    assert f'/charter/C17/?{days.replace("&", "&amp;")}#contacts">2 contacts' in read(
        lead.get(f"/charter/?{days}")
    )
    found = lead.get(f"/charter/C17/?{days}")
    assert [one.subject for one in found.context["contacts"]] == ["Call 31", "Call 2"]
    assert 'id="contacts"' in read(found)


def test_an_operator_has_no_business_here(client: Client) -> None:
    client.force_login(make_user("op", "operator"))
    assert client.get("/charter/").status_code == 403
