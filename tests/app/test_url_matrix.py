"""Every address × every role: who enters; × somebody's restricted file: there is nothing there, for reading or acting.

An address whose owners `app/file_owners.py` does not tell and that `url_matrix.yaml` does not list as nobody's fails.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.db.models import Model
from django.template.backends.django import Template
from django.test import Client
from django.urls import get_resolver, reverse

from app.accounts.roles import Role
from app.correspondence.models import Contact, Letter
from app.documents.models import Document
from app.exchanges.models import Transmission
from app.file_owners import OWNERS
from app.ledger.bank_models import BankTransaction
from app.ledger.models import Receivable
from app.people.models import Suspicion
from app.recovery.models import JudicialFile
from tests.app.accounts.test_access import OPEN_TO_ALL, choose_sample, list_names
from tests.factories.cases import make_user, task_of
from tests.factories.secret import Known, make_known, restrict
from workflows.models import Incident, Job, ProcessInstance, Timer

pytestmark = pytest.mark.django_db
MATRIX: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "url_matrix.yaml").read_text())
ABSENT = 404
#: Pages whose `reference` is that of a case.
CASE_PAGES = ("cases:", "teamwork:", "inbox:add", "recovery:ladder", "correspondence:delay")
#: allauth's own pages are the account's, not a file's.
OWN_ACCOUNT = ("account_", "mfa_", "sign_in")
ROLES = sorted(role.value for role in Role)
NAMES = {
    name: arguments
    for name, arguments in list_names(get_resolver().url_patterns)
    if name.rpartition(":")[2] not in OPEN_TO_ALL and not name.startswith(("public:", *OWN_ACCOUNT))
}


@pytest.fixture(autouse=True)
def _blank(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the answers count here, not what they look like."""
    monkeypatch.setattr(Template, "render", lambda *args, **kwargs: "")


def sign_in(role: str) -> Client:
    browser = Client(raise_request_exception=False)
    browser.force_login(make_user(f"one_{role}", role))
    return browser


def test_every_address_with_a_key_has_owners_or_is_nobodys() -> None:
    keyed = {name for name, arguments in NAMES.items() if arguments}
    assert set(OWNERS) | set(MATRIX["nobodys"]) == keyed
    assert set(OWNERS) & set(MATRIX["nobodys"]) == set()


def test_every_address_is_listed_once_and_no_other() -> None:
    listed = [page for group in MATRIX["entered"] for page in group["pages"]]
    assert sorted(listed) == sorted(NAMES)


@pytest.mark.parametrize("role", ROLES)
def test_a_role_enters_the_pages_of_its_work_and_no_other(role: str) -> None:
    """With keys of objects that are not there: whoever enters finds nothing, and no page breaks."""
    browser = sign_in(role)
    found = {name: ask(browser, address(name)) for name in NAMES}
    listed = {page for group in MATRIX["entered"] if role in group["roles"] for page in group["pages"]}
    assert {name for name, status in found.items() if status != 403} == listed
    assert {name: status for name, status in found.items() if status >= 500} == {}


def ask(browser: Client, page: str) -> int:
    """The status of a page; of one that only acts, that of the act."""
    status = browser.get(page).status_code
    return browser.post(page).status_code if status == 405 else status


def address(name: str) -> str:
    keys = {one: choose_sample(one, converter) for one, converter in NAMES[name].items()}
    return reverse(name, kwargs=keys)


@pytest.fixture
def known(db: None, tmp_path: Path) -> Known:
    return make_known(tmp_path)


def first(model: type[Model], **wanted: Any) -> Any:
    return model._base_manager.filter(**wanted).order_by("pk").values_list("pk", flat=True).first()


def list_foreign(known: Known) -> Iterator[tuple[str, str]]:
    """Each page of somebody's file, with a row of the restricted person."""
    person, case = known.person, known.case
    values = {
        "task_id": task_of(case).pk,
        "letter_id": first(Letter, party=person),
        "contact_id": first(Contact, party=person),
        "document_id": first(Document, party=person),
        "ref": Transmission._base_manager.get(party=person).ref,
        "file_id": first(JudicialFile, debtor=person),
        "incident_id": first(Incident),
        "timer_id": first(Timer),
        "job_id": first(Job),
        "instance_id": ProcessInstance._base_manager.get(case_ref=case.reference).pk,
        "subscription": 1,
        "note_id": 1,
        "clock_id": 1,
        "link_id": 1,
        "key": 1,
        "what": "address",
        "form": "F17",
    }
    rows = {
        "bank:movement": first(BankTransaction, party=person),
        "people:dismiss": first(Suspicion),
        "people:end": 1,
        "affiliation:act": 1,
        "affiliation:quarter": 1,
    }
    receivable = Receivable._base_manager.filter(party=person).order_by("pk")[0].ref
    for name in OWNERS:
        if name in MATRIX["without_sample"]:
            continue
        reference = person.reference
        if name.startswith(CASE_PAGES):
            reference = case.reference
        elif name in {"ledger:receivable", "ledger:write_off", "ledger:remission"}:
            reference = receivable
        known_values = {**values, "reference": reference, "row": rows.get(name)}
        yield name, reverse(name, kwargs={key: known_values[key] for key in NAMES[name]})


def test_a_restricted_file_is_absent_at_every_address_for_every_role(known: Known) -> None:
    restrict(known.person)
    pages = list(list_foreign(known))
    assert len(pages) >= 40
    for role in set(ROLES) - {Role.DATA_PROTECTION_OFFICER.value}:
        browser = sign_in(role)
        found = {
            (name, act): getattr(browser, act)(page).status_code
            for name, page in pages
            for act in ("get", "post")
        }
        assert {asked: status for asked, status in found.items() if status != ABSENT} == {}, role


def test_what_is_refused_is_logged_without_its_key(known: Known, capsys: pytest.CaptureFixture[str]) -> None:
    sign_in("caseworker").get("/cases/Q-2026-009999/")
    told = capsys.readouterr().out
    assert "object_refused" in told
    assert "cases:case" in told
    assert "009999" not in told
