"""The list as CSV."""

import csv
import io

from django.http import StreamingHttpResponse
from django.test import Client

from app.accounts.models import User
from app.cases.models import Case
from tests.factories.cases import open_question


def read_export(client: Client) -> list[list[str]]:
    response = client.get("/inbox/export/?view=free&taken_for=work")
    assert isinstance(response, StreamingHttpResponse)
    content = response.getvalue().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(content)))


def test_the_export_holds_each_task_of_the_view(browser: Client, case: Case) -> None:
    lines = read_export(browser)
    assert lines[0][:3] == ["Task", "Case", "Subject"]
    assert lines[1][:4] == ["Answer the question", case.reference, "Régularisation 2023", "Joke Vermeulen"]


def test_a_formula_in_a_subject_stays_text(browser: Client, caseworker: User, case: Case) -> None:
    open_question(caseworker, subject="=1+1")
    assert "'=1+1" in [line[2] for line in read_export(browser)]
