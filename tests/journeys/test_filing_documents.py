"""Documents are dropped on the page of a case, or chosen where no script runs; each file tells what became of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from app.accounts.models import User
from app.cases.models import Case
from app.documents.models import Document

pytestmark = pytest.mark.browser
PDF = {"name": "preuve.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 proof"}
PROGRAM = {"name": "tool.pdf", "mimeType": "application/pdf", "buffer": b"MZ\x90\x00"}
DROP = """
const files = new DataTransfer();
files.items.add(new File(["%PDF-1.7 proof"], "preuve.pdf"));
files.items.add(new File(["plain words"], "mots.txt"));
files.items.add(new File(["MZ\\x90\\x00\\x00"], "tool.pdf"));
const told = { bubbles: true, cancelable: true, dataTransfer: files };
for (const type of ["dragover", "drop"])
  document.querySelector(".drop").dispatchEvent(new DragEvent(type, told));
"""


def test_several_files_are_dropped_and_told_each(browser_page: Page, case: Case) -> None:
    browser_page.goto(f"/cases/{case.reference}/")
    browser_page.evaluate(DROP)
    told = browser_page.locator(".drop-files li")
    expect(told).to_have_text(
        [
            "preuve.pdf is filed.",
            "mots.txt is filed.",
            "tool.pdf was not filed. Files of this kind are not taken; PDF, images, text and office documents are.",
        ]
    )
    expect(browser_page.locator("#documents-list li")).to_have_count(2)
    assert set(Document.objects.values_list("name", "case_ref")) == {
        ("preuve.pdf", case.reference),
        ("mots.txt", case.reference),
    }


def test_a_file_that_is_too_large_is_refused_before_it_is_sent(browser_page: Page, case: Case) -> None:
    browser_page.goto(f"/cases/{case.reference}/")
    browser_page.evaluate("document.querySelector('.drop').dataset.most = '5'")
    browser_page.get_by_label("File documents").set_input_files([PDF])
    expect(browser_page.locator(".drop-files li")).to_contain_text("preuve.pdf was not filed.")
    assert not Document.objects.exists()


def test_without_a_script_the_form_files_them(
    open_context: Callable[..., BrowserContext], caseworker: User, case: Case
) -> None:
    page = open_context(caseworker, script=False).new_page()
    page.goto(f"/cases/{case.reference}/")
    page.get_by_label("File documents").set_input_files([PDF, PROGRAM])
    page.get_by_role("button", name="File them").click()
    expect(page.get_by_text("preuve.pdf is filed.")).to_be_visible()
    expect(page.get_by_text("tool.pdf was not filed.")).to_be_visible()


def test_a_document_is_read_on_its_page(browser_page: Page, case: Case) -> None:
    browser_page.goto(f"/cases/{case.reference}/")
    browser_page.get_by_label("File documents").set_input_files(
        [{"name": "mots.txt", "mimeType": "text/plain", "buffer": b"plain words"}]
    )
    browser_page.locator("#documents-list").get_by_role("link", name="mots.txt").click()
    expect(browser_page.locator(".viewed-text")).to_have_text("plain words")
