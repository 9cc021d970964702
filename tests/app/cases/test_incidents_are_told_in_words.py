"""S55: who works with a case reads that it stopped and what it means; never the words, stack or values of a failure."""

from __future__ import annotations

import pytest
from django.http import StreamingHttpResponse
from django.test import Client

from app.cases.models import Case
from tests.factories.cases import make_user, task_of
from workflows import clock
from workflows.models import Incident

pytestmark = pytest.mark.django_db
WORDS = ("ValueError", "85073003328", "SELECT secret", "Traceback", "operations.py", "line 93")


@pytest.fixture
def stopped(case: Case) -> Case:
    Incident.objects.create(
        instance_id=task_of(case).instance_id,
        node_id="answer",
        kind="operation_failed",
        message="ValueError: 85073003328 at SELECT secret",
        detail='Traceback (most recent call last):\n  File "operations.py", line 93',
        state="open",
        opened_at=clock.now(),
    )
    return case


def find_words(client: Client, page: str) -> list[str]:
    content = client.get(page).content.decode()
    return [f"{page}: {word}" for word in WORDS if word in content]


@pytest.mark.parametrize("role", ["caseworker", "team_lead", "director"])
def test_no_page_of_the_case_repeats_a_failure(client: Client, stopped: Case, role: str) -> None:
    client.force_login(make_user(f"one_{role}", role))
    task = task_of(stopped)
    pages = [f"/cases/{stopped.reference}/", f"/cases/{stopped.reference}/position/", f"/inbox/{task.pk}/"]
    pages += ["/cases/", "/inbox/?view=team", "/notices/", "/board/"]
    assert [found for page in pages for found in find_words(client, page)] == []


def test_the_case_says_that_it_stopped(browser: Client, stopped: Case) -> None:
    assert "Stopped at" in browser.get(f"/cases/{stopped.reference}/").content.decode()


def test_an_operator_sees_no_national_number_unasked(client: Client, stopped: Case) -> None:
    client.force_login(make_user("otto", "operator"))
    incident = Incident.objects.get()
    assert "85073003328" not in client.get(f"/incidents/{incident.pk}/").content.decode()
    assert "85073003328" not in client.get("/incidents/").content.decode()
    export = client.get("/incidents/export/?taken_for=work")
    assert isinstance(export, StreamingHttpResponse)
    assert b"85073003328" not in export.getvalue()
