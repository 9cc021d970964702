"""The search finds letters, documents and contacts by their words: accents, endings and capitals aside."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client

from app.correspondence.models import Contact, Letter
from app.documents.filing import keep_document
from app.documents.reading import read_waiting
from app.finding import papers
from app.finding.models import Kind, SearchRow
from app.finding.papers import find_papers
from app.registers.fulltext import split_words
from tests.factories.cases import make_user
from tests.factories.letters import EDITABLE, make_letter, make_party

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def make_contact(subject: str, summary: str = "", at: datetime = NOW) -> Contact:
    return Contact.objects.create(
        party=make_party(), channel="phone", at=at, subject=subject, summary=summary, outcome="reached",
        by="user:1", logged_at=NOW,
    )  # fmt: skip


def titles(text: str, kind: Kind) -> list[str]:
    return [line.title for line in find_papers(text, kind, 8).lines]


@pytest.mark.parametrize("typed", ["lefevre", "LEFÈVRE", "lefev", "haute anne"])
def test_a_letter_is_found_by_whom_it_went_to(typed: str) -> None:
    letter = make_letter()
    assert titles(typed, Kind.LETTER) == [letter.title]


def test_a_letter_is_found_by_a_block_that_may_be_reworded() -> None:
    letter = make_letter(EDITABLE)
    assert titles("voici", Kind.LETTER) == [letter.title]


def test_every_word_must_occur() -> None:
    make_letter()
    assert titles("lefevre zonnebloem", Kind.LETTER) == []


@pytest.mark.parametrize(
    ("noted", "typed"),
    [("Les échéances reportées", "echeance"), ("Betalingen gespreid", "betaling"), ("Die Häuser", "haus")],
)
def test_a_contact_is_found_by_the_stem_of_its_words(noted: str, typed: str) -> None:
    make_contact("Appel", noted)
    assert titles(typed, Kind.CONTACT) == ["Appel"]


def test_a_document_is_found_by_its_name_at_once_and_by_its_text_once_read() -> None:
    keep_document(
        name="bewijs.txt", content=b"Attest van de bank", received_at=NOW, by="user:1", case_ref="Q-1"
    )
    assert titles("bewijs", Kind.DOCUMENT) == ["bewijs.txt"]
    assert titles("attest", Kind.DOCUMENT) == []
    read_waiting()
    assert titles("attest", Kind.DOCUMENT) == ["bewijs.txt"]


@pytest.mark.parametrize("typed", ["", "…", "'--", "& | ! :*", "\\"])
def test_what_has_no_word_finds_nothing(typed: str) -> None:
    make_letter()
    assert titles(typed, Kind.LETTER) == []


def test_a_long_question_is_cut_after_eight_words() -> None:
    assert len(split_words("un deux trois quatre cinq six sept huit neuf dix")) == 8


def test_the_newest_come_first_however_they_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        make_contact(f"Zonnebloem {number}", at=NOW + number * HOUR)
    make_contact("Other", at=NOW + 9 * HOUR)
    expected = ["Zonnebloem 4", "Zonnebloem 3", "Zonnebloem 2"]
    for looked_through in (2000, 6, 4, 1):
        monkeypatch.setattr(papers, "NEWEST", looked_through)
        found = find_papers("zonnebloem", Kind.CONTACT, 3)
        assert ([line.title for line in found.lines], found.more) == (expected, True)


def test_a_letter_is_found_by_what_it_was_reworded_to() -> None:
    letter = make_letter(EDITABLE)
    Letter.objects.filter(pk=letter.pk).update(edits={"intro": "Un tournesol"})
    assert titles("tournesols", Kind.LETTER) == [letter.title]


def test_rows_that_came_with_triggers_off_are_filled_in() -> None:
    make_contact("Zonnebloem")
    SearchRow.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("SELECT finding_refill()")
    assert titles("zonnebloem", Kind.CONTACT) == ["Zonnebloem"]


def test_the_page_lists_them_and_leads_to_all_of_one_kind(client: Client) -> None:
    client.force_login(make_user("claire", "caseworker"))
    for number in range(9):
        make_contact(f"Zonnebloem {number}")
    page = client.post("/find/", {"q": "zonnebloem"}).content.decode()
    assert page.count(">Zonnebloem ") == 8
    assert 'name="only" value="contact"' in page
    more = client.post("/find/", {"q": "zonnebloem", "only": "contact"}).content.decode()
    assert more.count(">Zonnebloem ") == 9


def test_who_may_read_no_people_finds_no_papers(client: Client) -> None:
    client.force_login(make_user("omar", "operator"))
    make_contact("Zonnebloem")
    assert "Zonnebloem" not in client.post("/find/", {"q": "zonnebloem", "only": "contact"}).content.decode()
