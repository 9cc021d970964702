"""S46: each page that shows something of one person's file leaves a line of who read it and what for."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from app.people.read_models import FileRead
from tests.app.confidentiality.test_invisible import READERS
from tests.app.test_url_matrix import list_foreign
from tests.factories.cases import make_user
from tests.factories.secret import Known, make_known

pytestmark = pytest.mark.django_db


@pytest.fixture
def known(db: None, tmp_path: Path) -> Known:
    return make_known(tmp_path)


def tells(response: object, known: Known) -> bool:
    streamed = getattr(response, "streaming_content", None)
    content = b"".join(streamed) if streamed is not None else response.content  # type: ignore[attr-defined]
    return any(trace in content.decode(errors="replace") for trace in known.traces)


def test_no_page_of_a_file_is_read_without_a_trace(known: Known) -> None:
    browser = Client(raise_request_exception=False)
    browser.force_login(make_user("everything", *READERS, "benefit_officer", "recovery_officer"))
    untold, shown = set(), 0
    for name, page in list_foreign(known):
        before = FileRead.objects.filter(party=known.person).count()
        response = browser.get(page)
        if response.status_code != 200 or not tells(response, known):
            continue
        shown += 1
        if FileRead.objects.filter(party=known.person).count() == before:
            untold.add(name)
    assert shown >= 15
    assert untold == set()
