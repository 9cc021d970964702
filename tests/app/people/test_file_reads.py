"""Every page of a personal file that is shown is recorded, with the task that leads to it or what the reader says."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import translation

from app.accounts.models import User
from app.accounts.roles import as_actor
from app.cases.models import Case
from app.correspondence.models import Contact
from app.documents.filing import keep_document
from app.people import file_reads
from app.people.errors import PartyRefused
from app.people.models import Party
from app.people.read_models import FileRead
from app.people.read_queries import list_days
from tests.factories.cases import make_user, task_of
from tests.factories.letters import make_letter
from tests.factories.people import make_person
from workflows import api, clock
from workflows.models import HumanTask

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def party(db: None) -> Party:
    return make_person("Joke Vermeulen")


@pytest.fixture
def officer(db: None) -> User:
    return make_user("dpo", "data_protection_officer")


def address(page: str, party: Party) -> str:
    """Of a page of the party's file."""
    if page == "letter":
        return f"/letters/letter/{make_letter(party=party).pk}/"
    if page == "printed letter":
        return f"/letters/letter/{make_letter(party=party).pk}/pdf/"
    if page == "document":
        kept = keep_document(name="a.txt", content=b"Text", received_at=NOW, by="user:1", party=party)
        return f"/letters/documents/{kept.pk}/"
    if page == "contact":
        contact = Contact.objects.create(
            party=party,
            channel="phone",
            at=NOW,
            subject="Call",
            outcome="reached",
            by="user:1",
            logged_at=NOW,
        )
        return f"/letters/contacts/{contact.pk}/"
    return {"person": f"/people/{party.reference}/", "account": f"/books/parties/{party.reference}/"}[page]


@pytest.mark.parametrize("page", ["person", "letter", "printed letter", "document", "contact", "account"])
def test_each_page_of_a_file_is_recorded(client: Client, party: Party, page: str) -> None:
    client.force_login(make_user("fons", "finance_officer", "caseworker"))
    place = address(page, party)
    assert client.get(place).status_code == 200
    read = FileRead.objects.get()
    assert (read.party, read.page, read.purpose) == (party, page.rsplit(maxsplit=1)[-1], "untold")


def test_the_task_that_leads_to_a_file_is_its_purpose(
    browser: Client, case: Case, caseworker: User, party: Party
) -> None:
    Case.objects.filter(pk=case.pk).update(party=party)
    page = browser.get(f"/cases/{case.reference}/").content.decode()
    browser.get(f"/people/{party.reference}/")
    words = f"{case.reference}: answer"
    assert list(FileRead.objects.values_list("purpose", "words")) == [("task", words), ("task", words)]
    assert "What do you read it for" not in page


def test_a_reader_without_a_task_is_asked_once_a_day_for_each_file(
    browser: Client, caseworker: User, party: Party
) -> None:
    asked = "What do you read it for"
    assert asked in browser.get(f"/people/{party.reference}/").content.decode()
    read = FileRead.objects.get()
    browser.post(f"/people/reads/{read.pk}/purpose/", {"purpose": "contact", "next": "/"})
    assert asked not in browser.get(f"/people/{party.reference}/").content.decode()
    assert list(FileRead.objects.values_list("purpose", flat=True)) == ["contact", "contact"]
    assert asked in browser.get(f"/people/{make_person('Other').reference}/").content.decode()


@pytest.mark.parametrize(
    ("purpose", "words", "field"),
    [
        ("task", "", "purpose"),
        ("untold", "", "purpose"),
        ("nonsense", "", "purpose"),
        ("other", " ", "words"),
    ],
)
def test_a_purpose_nobody_offers_is_refused(
    browser: Client, caseworker: User, party: Party, purpose: str, words: str, field: str
) -> None:
    browser.get(f"/people/{party.reference}/")
    with pytest.raises(PartyRefused) as refused:
        file_reads.tell(caseworker, FileRead.objects.get().pk, purpose=purpose, words=words)
    assert refused.value.field == field


def test_nobody_tells_anothers_purpose(browser: Client, party: Party) -> None:
    browser.get(f"/people/{party.reference}/")
    with pytest.raises(PartyRefused):
        file_reads.tell(
            make_user("bram", "caseworker"), FileRead.objects.get().pk, purpose="contact", words=""
        )


def test_the_database_keeps_a_read_and_a_told_purpose(
    browser: Client, caseworker: User, party: Party
) -> None:
    browser.get(f"/people/{party.reference}/")
    read = file_reads.tell(caseworker, FileRead.objects.get().pk, purpose="control", words="")
    for change in ({"purpose": "contact"}, {"at": NOW}):
        with pytest.raises(IntegrityError), transaction.atomic():
            FileRead.objects.filter(pk=read.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        read.delete()


def test_the_officer_finds_reads_by_person_reader_and_purpose(
    browser: Client, client: Client, officer: User, party: Party
) -> None:
    browser.get(f"/people/{party.reference}/")
    client.force_login(officer)
    for query, found in (
        ("", True), (f"person={party.reference}", True), ("person=P9999999", False), ("reader=anna", True),
        ("reader=bram", False), ("purpose=untold", True), ("purpose=control", False), ("last=2020-01-01", False),
    ):  # fmt: skip
        assert (party.reference in client.get(f"/people/reads/?{query}").content.decode()) == (
            found or query == f"person={party.reference}"
        ), query
    lines = b"".join(client.get("/people/reads/export/?taken_for=work")).decode()
    assert party.reference in lines


def test_only_the_officer_sees_who_read_what(browser: Client) -> None:
    assert browser.get("/people/reads/").status_code == 403
    assert browser.get("/people/reads/export/").status_code == 403


def test_the_person_is_told_the_days_and_purposes(browser: Client, party: Party) -> None:
    browser.get(f"/people/{party.reference}/")
    browser.get(f"/people/{party.reference}/")
    assert list_days(party) == [(clock.today(), "Not told")]


def test_a_task_done_today_is_still_the_purpose(
    browser: Client, case: Case, caseworker: User, party: Party
) -> None:
    Case.objects.filter(pk=case.pk).update(party=party)
    api.complete(task_of(case).pk, {"next": "answer", "answer": "So."}, by=as_actor(caseworker))
    HumanTask.objects.filter(case_ref=case.reference, state="ready").delete()
    browser.get(f"/people/{party.reference}/")
    assert FileRead.objects.get().words == f"{case.reference}: answer"
