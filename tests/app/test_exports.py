"""Every list leaves as CSV: whole, streamed, and without a formula in it."""

import csv
import io
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeGuard

import pytest
from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.test import Client

from app.accounts.models import User
from app.cases.models import Case
from app.exports import delimited
from app.notices.models import Notice
from tests.app.confidentiality.test_invisible import READERS, list_pages
from tests.factories import secret
from tests.factories.cases import make_user, open_question
from workflows import clock
from workflows.models import Incident, ProcessInstance

FORMULA = '=HYPERLINK("https://evil.example","x")'
DANGEROUS = ("=", "+", "@", "\t", "\r")


def read(client: Client, address: str) -> list[list[str]]:
    response = client.get(address)
    assert isinstance(response, StreamingHttpResponse)
    content = response.getvalue().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(content)))


def test_cases_leave_as_filtered_and_over_all_pages(
    browser: Client, caseworker: User, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delimited, "PAGE", 2)
    others = [open_question(caseworker, party_name=f"Emma Claes {number}") for number in range(3)]
    lines = read(browser, "/cases/export/?q=claes&taken_for=work")
    assert [line[0] for line in lines] == ["Case", *reversed([one.reference for one in others])]


def test_a_formula_in_a_case_stays_text(browser: Client, caseworker: User, case: Case) -> None:
    open_question(caseworker, subject="=1+1", party_name="@SUM(A1)")
    assert read(browser, "/cases/export/?taken_for=work")[1][1:3] == ["'=1+1", "'@SUM(A1)"]


def test_incidents_leave_over_all_pages(
    client: Client, operator: User, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delimited, "PAGE", 1)
    instance = ProcessInstance.objects.get(case_ref=case.reference)
    for message in ("first", "-second"):
        Incident.objects.create(instance=instance, kind="dead_end", message=message, opened_at=clock.now())
    client.force_login(operator)
    lines = read(client, "/incidents/export/?taken_for=work")
    assert [(line[0], line[6]) for line in lines[1:]] == [
        (case.reference, "'-second"),
        (case.reference, "first"),
    ]


def test_incidents_are_not_for_caseworkers(browser: Client) -> None:
    assert browser.get("/incidents/export/").status_code == 403


def test_notices_leave_for_ones_own_roles(
    client: Client, team_lead: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delimited, "PAGE", 1)
    at = datetime(2026, 3, 5, 8, 0, tzinfo=UTC)
    for number, role in enumerate(("team_lead", "director", "team_lead")):
        Notice.objects.create(
            key=str(number),
            role=role,
            case_ref=f"Q-{number}",
            step="warning",
            titles={"en": "Answer"},
            target_at=at,
            created_at=at,
        )
    client.force_login(team_lead)
    assert read(client, "/notices/export/?taken_for=work")[1:] == [
        ["Answer", "Soon due", "Q-2", "Team lead", "2026-03-05 09:00", "2026-03-05 09:00"],
        ["Answer", "Soon due", "Q-0", "Team lead", "2026-03-05 09:00", "2026-03-05 09:00"],
    ]


@pytest.mark.django_db
def test_no_list_that_leaves_has_a_formula_in_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """S27, for every address that exports: whatever of it is named so."""
    monkeypatch.setattr(secret, "NAME", FORMULA)
    known = secret.make_known(tmp_path)
    Case.objects.update(subject=FORMULA, party_name=FORMULA)
    client = Client()
    client.force_login(make_user("everything", *READERS, "data_protection_officer"))
    exports = [page for page in list_pages() if "/export/" in page]
    exports.append(f"/books/parties/{known.person.reference}/export/")
    asked = {page: client.get(f"{page}{'&' if '?' in page else '?'}taken_for=work") for page in exports}
    found = {page: answer.getvalue().decode("utf-8-sig") for page, answer in asked.items() if is_list(answer)}
    assert len(found) >= 5
    assert sum("HYPERLINK" in told for told in found.values()) >= 2
    cells = [
        (page, cell) for page, told in found.items() for row in csv.reader(io.StringIO(told)) for cell in row
    ]
    assert [one for one in cells if one[1].startswith(DANGEROUS)] == []


def is_list(answer: HttpResponseBase) -> TypeGuard[StreamingHttpResponse]:
    return isinstance(answer, StreamingHttpResponse) and "csv" in answer["Content-Type"]


def test_lists_leave_by_one_door_only() -> None:
    """Whoever writes a CSV by other means writes no word that somebody typed."""
    root = Path(__file__).parents[2] / "app"
    writers = {
        str(one.relative_to(root))
        for one in root.rglob("*.py")
        if "csv.writer(" in one.read_text(encoding="utf-8")
    }
    assert writers == {"exports/delimited.py", "registers/line_reports.py", "ledger/bank/reports.py"}
