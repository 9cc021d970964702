"""Notes on a case: written, changed with what they said kept, pinned, and mentioning colleagues."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from app.accounts.models import User
from app.cases.models import Case
from app.teamwork.kept_notes import forget_notes
from app.teamwork.models import Note, NoteRevision, PersonalNotice
from tests.factories.cases import make_user
from workflows import clock
from workflows.models import ProcessInstance

pytestmark = pytest.mark.django_db


def write(client: Client, case: Case, text: str) -> str:
    answer = client.post(f"/teamwork/{case.reference}/notes/", {"text": text}, follow=True)
    return answer.content.decode()


def act(client: Client, note: Note, what: str = "", **data: str) -> str:
    address = f"/teamwork/{note.case.reference}/notes/{note.pk}/{what}"
    return client.post(address, data, follow=True).content.decode()


def test_a_note_stands_on_the_page_with_its_author(browser: Client, case: Case) -> None:
    page = write(browser, case, "He calls back <b>Monday</b>.\nThen we answer.")
    assert "He calls back &lt;b&gt;Monday&lt;/b&gt;.<br>Then we answer." in page
    assert "<strong>Anna Lambert</strong>" in page


def test_a_note_needs_text(browser: Client, case: Case) -> None:
    assert "Write something." in write(browser, case, "   ")
    assert not Note.objects.exists()


def test_a_changed_note_keeps_what_it_said(browser: Client, case: Case) -> None:
    write(browser, case, "He calls on Monday.")
    page = act(browser, Note.objects.get(), text="He calls on Tuesday.")
    assert "He calls on Tuesday." in page
    assert "What it said before" in page
    assert NoteRevision.objects.get().text == "He calls on Monday."


def test_only_its_author_changes_a_note(browser: Client, client: Client, case: Case) -> None:
    write(browser, case, "Mine")
    client.force_login(make_user("ben", "caseworker"))
    assert "Only its author changes a note." in act(client, Note.objects.get(), text="Yours")
    assert Note.objects.get().text == "Mine"


def test_pinned_notes_stand_first(browser: Client, case: Case) -> None:
    write(browser, case, "First written")
    act(browser, Note.objects.get(), "pin/")
    page = write(browser, case, "Second written")
    assert page.index("First written") < page.index("Second written")


def test_the_database_keeps_what_a_note_said(browser: Client, case: Case) -> None:
    write(browser, case, "Before")
    act(browser, Note.objects.get(), text="After")
    with pytest.raises(IntegrityError), transaction.atomic():
        NoteRevision.objects.update(text="Never said")
    with pytest.raises(IntegrityError), transaction.atomic():
        NoteRevision.objects.all().delete()


def test_who_is_mentioned_is_told_once(browser: Client, case: Case) -> None:
    ben = make_user("ben", "caseworker")
    write(browser, case, "Look, @ben. And @ben again, not mail@ben or @nobody.")
    told = PersonalNotice.objects.get()
    assert (told.user, told.kind, told.case_ref) == (ben, "mention", case.reference)
    act(browser, Note.objects.get(), text="Look, @ben, it is urgent.")
    assert PersonalNotice.objects.count() == 1


def test_who_may_not_see_the_case_is_not_told_and_the_page_says_so(browser: Client, case: Case) -> None:
    make_user("paul", "process_owner", name="Paul Simon")
    assert "may not see this case: Paul Simon" in write(browser, case, "Look, @paul")
    assert not PersonalNotice.objects.exists()


def test_a_case_one_may_not_see_takes_no_note(client: Client, case: Case) -> None:
    client.force_login(make_user("paul", "process_owner"))
    assert client.post(f"/teamwork/{case.reference}/notes/", {"text": "x"}).status_code == 404


def test_names_are_completed_for_who_reads_cases(browser: Client, client: Client, case: Case) -> None:
    make_user("ben", "caseworker", name="Ben Maes")
    found = browser.get("/teamwork/people/?q=ma").json()["people"]
    assert found == [{"name": "Ben Maes", "username": "ben"}]
    client.force_login(make_user("paul", "process_owner"))
    assert client.get("/teamwork/people/?q=ma").status_code == 403


def test_the_words_go_with_the_content_of_the_case(browser: Client, case: Case) -> None:
    write(browser, case, "Before")
    act(browser, Note.objects.get(), text="After")
    forget_notes(case.reference, clock.now())
    assert Note.objects.get().text == "After"
    ProcessInstance.objects.filter(case_ref=case.reference).update(case_ref="")
    forget_notes(case.reference, clock.now())
    assert (Note.objects.get().text, NoteRevision.objects.get().text) == ("", "")


@pytest.mark.usefixtures("_kept_figures")
def test_notes_cost_the_page_of_a_case_no_statement_each(
    browser: Client, caseworker: User, case: Case, django_assert_max_num_queries: object
) -> None:
    for number in range(10):
        Note.objects.create(case=case, author=caseworker, text=f"{number}", at=clock.now())
    browser.get(f"/cases/{case.reference}/")
    with django_assert_max_num_queries(27):  # type: ignore[operator]  – as without notes
        browser.get(f"/cases/{case.reference}/")
