"""Filing several documents on a case or a person: each for itself, told by its name."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from app.cases.models import Case
from app.documents import uploading
from app.documents.models import Document
from tests.factories.cases import make_user
from tests.factories.letters import make_party
from workflows import api, clock
from workflows.models import ProcessInstance

PDF = b"%PDF-1.7 proof"


def make_file(name: str = "preuve.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def send(browser: Client, address: str, *files: SimpleUploadedFile, **more: Any) -> Any:
    return browser.post(address, {"files": list(files), "kind": "evidence"}, **more)


def of(case: Case) -> str:
    return f"/cases/{case.reference}/documents/"


def test_several_files_are_filed_on_a_case_and_told_each(browser: Client, case: Case) -> None:
    page = send(
        browser,
        of(case),
        make_file("a.pdf"),
        make_file("b.txt", b"words"),
        follow=True,
    )
    assert sorted(Document.objects.values_list("name", "kind", "case_ref")) == [
        ("a.pdf", "evidence", case.reference),
        ("b.txt", "evidence", case.reference),
    ]
    assert "a.pdf is filed." in page.content.decode()


def test_a_program_named_as_a_pdf_is_refused_by_name_and_keeps_no_other_out(
    browser: Client, case: Case
) -> None:
    page = send(
        browser,
        of(case),
        make_file("tool.pdf", b"MZ\x90\x00"),
        make_file("b.txt", b"words"),
        follow=True,
    ).content.decode()
    assert "tool.pdf was not filed." in page
    assert [one.name for one in Document.objects.all()] == ["b.txt"]


def test_an_empty_file_is_refused_by_name(browser: Client, case: Case) -> None:
    page = send(browser, of(case), make_file("void.pdf", b""), follow=True)
    assert "void.pdf was not filed. The file is empty." in page.content.decode()


def test_a_script_hears_what_became_of_each_file(browser: Client, case: Case) -> None:
    answer = send(browser, of(case), make_file(), headers={"accept": "application/json"})
    assert answer.json() == {"files": [{"name": "preuve.pdf", "text": "preuve.pdf is filed.", "tone": "ok"}]}


def test_nothing_chosen_is_told(browser: Client, case: Case) -> None:
    page = send(browser, of(case), follow=True)
    assert "Choose at least one file." in page.content.decode()


def test_no_more_than_the_most_at_once(browser: Client, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploading, "MOST_FILES", 1)
    page = send(
        browser,
        of(case),
        make_file("a.pdf"),
        make_file("b.txt", b"x"),
        follow=True,
    )
    assert "b.txt was not filed. At most 1 files at once." in page.content.decode()
    assert Document.objects.count() == 1


def test_a_request_that_is_too_large_is_refused_before_it_is_read(
    browser: Client, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploading, "MOST_SENT", 100)
    assert send(browser, of(case), make_file()).status_code == 400
    assert not Document.objects.exists()


def test_a_file_is_filed_on_a_person(browser: Client) -> None:
    party = make_party()
    answer = send(browser, f"/letters/documents/of/{party.reference}/", make_file())
    assert answer["Location"] == f"/people/{party.reference}/#documents"
    assert Document.objects.get().party == party


def test_whoever_may_not_open_cases_files_nothing(client: Client, case: Case) -> None:
    client.force_login(make_user("otto", "operator"))
    assert send(client, of(case), make_file()).status_code in (403, 404)
    assert not Document.objects.exists()


def test_nothing_is_filed_once_the_content_of_a_case_is_removed(browser: Client, case: Case) -> None:
    run = ProcessInstance.objects.get(case_ref=case.reference)
    api.cancel(run.pk, reason="mistake", by=api.system("test"))
    ProcessInstance.objects.filter(pk=run.pk).update(content_removed_at=clock.now())
    page = send(browser, of(case), make_file(), follow=True)
    assert "nothing is filed on it any more" in page.content.decode()
    assert not Document.objects.exists()
