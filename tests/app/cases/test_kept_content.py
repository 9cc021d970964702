"""A case whose time of keeping is over tells what was done, and no word about the person."""

from datetime import timedelta

import pytest
from django.test import Client

from app.cases.models import Case
from app.cases.searching import search_cases
from workflows import api, clock, retention
from workflows.models import DefinitionVersion, ProcessInstance

BY = api.system("test")


@pytest.fixture
def removed(case: Case) -> Case:
    """Ended eleven years ago, kept for ten."""
    version = ProcessInstance.objects.get(case_ref=case.reference).version
    DefinitionVersion.objects.filter(pk=version.pk).update(state="draft")
    manifest = {**version.manifest, "retention": {"period": "P10Y"}}
    DefinitionVersion.objects.filter(pk=version.pk).update(manifest=manifest, state="published")
    run = ProcessInstance.objects.get(case_ref=case.reference)
    api.cancel(run.id, "withdrawn", by=BY)
    ProcessInstance.objects.update(ended_at=clock.now() - timedelta(days=4018))
    assert retention.remove_expired() == 1
    case.refresh_from_db()
    return case


def test_its_subject_and_the_party_as_entered_are_gone(removed: Case) -> None:
    assert (removed.subject, removed.party_name, removed.party_contact) == ("", "", "")
    assert list(search_cases(Case.objects.all(), removed.reference)) == [removed]


def test_its_page_says_so_and_tells_what_was_done(browser: Client, removed: Case) -> None:
    page = browser.get(f"/cases/{removed.reference}/").content.decode()
    assert "time of keeping is over" in page
    assert "Case opened" in page
    assert browser.get(f"/cases/{removed.reference}/position/").status_code == 200
