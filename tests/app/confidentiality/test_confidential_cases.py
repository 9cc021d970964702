"""S17: cases of a confidential process, and all that tells of them, do not exist for roles without need of them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from app.accounts.roles import as_actor
from app.benefits.detection_models import Detection
from app.cases.link_models import CaseLink
from app.cases.opening import open_case
from app.confidentiality.errors import CaseConfidential
from app.correspondence.models import Contact, Letter
from app.documents.models import Document
from app.exchanges.models import Transmission
from app.inbox import work
from app.teamwork.models import Kind
from app.teamwork.telling import tell
from tests.app.confidentiality.test_invisible import list_pages, read, sign_in
from tests.app.exchanges.drafts import make as make_transmission
from tests.factories.cases import QUESTION, deploy_question, make_user, task_of
from tests.factories.secret import NOW, Known
from workflows.models import TaskCandidate

pytestmark = pytest.mark.django_db
CLOSED_TO = ("finance_officer", "recovery_officer")
OPEN_TO = (
    "caseworker", "benefit_officer", "complaints_officer", "legal_officer", "team_lead", "director",
    "data_protection_officer",
)  # fmt: skip
#: Without the setting, these tell of the case to the roles it is closed to.
TELLING = ("/cases/", "/cases/export/?taken_for=work", "/exchanges/")


@pytest.fixture
def traces(known: Known) -> list[str]:
    """What the pages of the case tell: the person and the books stay."""
    sent = make_transmission(known.person, "two", case_ref=known.case.reference)
    return [
        known.case.reference, "Of Quastenmoer", "Call of Quast", "Quastenmoer.txt", "Promesse Quast", "About Quast",
        sent.ref,
    ]  # fmt: skip


def close(known: Known) -> None:
    """From its newest version on the process is confidential, with all its cases."""
    deploy_question(confidential="health")


def find_traces(browser: Client, traces: list[str], pages: list[str]) -> list[str]:
    return [page for page in pages if any(trace in read(browser, page) for trace in traces)]


def list_addresses(known: Known) -> dict[str, str]:
    case, task = known.case.reference, task_of(known.case).pk
    letter, document = Letter.objects.get(), Document.objects.get()
    return {
        "case": f"/cases/{case}/",
        "letter of the case": f"/cases/{case}/letters/{letter.pk}/",
        "position": f"/cases/{case}/position/",
        "task": f"/inbox/{task}/",
        "letter": f"/letters/{letter.pk}/",
        "letter's PDF": f"/letters/{letter.pk}/pdf/",
        "document": f"/letters/documents/{document.pk}/",
        "contact": f"/letters/contacts/{Contact.objects.get(case_ref=case).pk}/",
        "transmission": f"/exchanges/{Transmission.objects.get(case_ref=case).ref}/",
        "start": "/cases/new/question/",
    }


def test_no_page_without_a_key_tells_of_it(known: Known, traces: list[str]) -> None:
    browser = sign_in(make_user("fien", *CLOSED_TO))
    before = find_traces(browser, traces, list_pages())
    assert set(before) >= {*TELLING}, set(TELLING) - set(before)
    close(known)
    assert find_traces(browser, traces, before) == []
    assert known.person.name in read(browser, "/people/?q=quast")


@pytest.mark.parametrize("role", CLOSED_TO)
def test_no_address_of_it_is_there(known: Known, traces: list[str], role: str) -> None:
    browser, addresses = sign_in(make_user("fien", role)), list_addresses(known)
    before = {name: browser.get(address).status_code for name, address in addresses.items()}
    close(known)
    after = {name: browser.get(address).status_code for name, address in addresses.items()}
    assert {name for name, code in before.items() if code == 200} >= {"case", "document", "contact", "start"}
    assert after == dict.fromkeys(addresses, 404)


@pytest.mark.parametrize("role", OPEN_TO)
def test_whoever_needs_it_reads_it(known: Known, role: str) -> None:
    close(known)
    browser = sign_in(make_user("ria", role))
    assert browser.get(f"/cases/{known.case.reference}/").status_code == 200
    assert known.case.reference in read(browser, f"/people/{known.person.reference}/")


def test_one_role_with_need_of_it_is_enough(known: Known) -> None:
    close(known)
    browser = sign_in(make_user("ria", "finance_officer", "team_lead"))
    assert browser.get(f"/cases/{known.case.reference}/").status_code == 200


def test_the_page_of_the_person_tells_nothing_of_it(known: Known, traces: list[str]) -> None:
    browser, page = sign_in(make_user("fien", "finance_officer")), f"/people/{known.person.reference}/"
    assert any(trace in read(browser, page) for trace in traces)
    close(known)
    told = read(browser, page)
    assert [trace for trace in traces if trace in told] == []
    assert known.person.name in told


@pytest.mark.parametrize("text", ["quast", "{case}", "cotisation", "Of Quastenmoer"])
def test_the_search_does_not_find_it(known: Known, traces: list[str], text: str) -> None:
    close(known)
    text = text.format(case=known.case.reference)
    found = sign_in(make_user("fien", "finance_officer")).post("/find/", {"q": text}, follow=True)
    told = found.content.decode().replace(f'value="{text}"', "").replace(text, "")
    assert [trace for trace in traces if trace in told] == []


def test_a_case_linked_to_it_does_not_name_it(known: Known) -> None:
    anna = make_user("anna", "caseworker")
    deploy_question("complaint_case")
    other = open_case("complaint_case", QUESTION, by=as_actor(anna))
    CaseLink.objects.create(source=other, target=known.case, kind="related", reason="Same", by=anna, at=NOW)
    browser = sign_in(make_user("fien", "finance_officer"))
    assert known.case.reference in read(browser, f"/cases/{other.reference}/")
    close(known)
    assert known.case.reference not in read(browser, f"/cases/{other.reference}/")


@pytest.mark.parametrize("is_held", [False, True])
def test_figures_of_the_menu_count_none_of_it(known: Known, is_held: bool) -> None:
    fien, task = make_user("fien", "finance_officer"), task_of(known.case)
    TaskCandidate.objects.filter(task=task).update(role="finance_officer")
    if is_held:
        work.claim(task, fien)
    before = sign_in(fien).get("/inbox/?view=team")
    close(known)
    after = sign_in(fien).get("/inbox/?view=team")
    names = ("mine" if is_held else "free", "team")
    assert [before.context["counts"][name] for name in names] == [1, 1]
    assert [after.context["counts"][name] for name in names] == [0, 0]
    assert known.case.reference in before.content.decode()
    assert known.case.reference not in after.content.decode()


@pytest.mark.parametrize("act", ["claim", "release", "put_aside", "complete"])
def test_nobody_without_need_of_it_works_on_its_tasks(known: Known, act: str) -> None:
    close(known)
    fien, task = make_user("fien", "finance_officer"), task_of(known.case)
    given: dict[str, tuple[Any, ...]] = {"complete": ({}, fien), "put_aside": (date(2099, 1, 1), fien)}
    with pytest.raises(CaseConfidential):
        getattr(work, act)(task, *given.get(act, (fien,)))


def test_nobody_without_need_of_it_is_told_of_it(known: Known) -> None:
    fien, ria = make_user("fien", "finance_officer"), make_user("ria", "caseworker")
    close(known)
    told = tell([fien, ria], Kind.NOTE, known.case, key="k", by="user:0", at=NOW)
    assert told == [ria]


def test_an_incapacity_is_known_to_those_alone_who_need_it(known: Known) -> None:
    browser = sign_in(make_user("fien", "finance_officer"))
    Detection.objects.create(
        detector="illness", version="1", party=known.person, event_on=date(2026, 1, 1), outcome="contacted",
        reason="entitled", detected_on=date(2026, 1, 2),
    )  # fmt: skip
    assert known.person.reference not in read(browser, reverse("benefits:detections"))
    assert known.person.reference in read(
        sign_in(make_user("ria", "caseworker")), reverse("benefits:detections")
    )


def test_without_the_setting_everybody_reads_it(known: Known) -> None:
    browser = sign_in(make_user("fien", "finance_officer"))
    assert browser.get(f"/cases/{known.case.reference}/").status_code == 200


def test_a_kind_the_fund_does_not_know_is_read_by_nobody(known: Known) -> None:
    deploy_question(confidential="secret_of_state")
    assert sign_in(make_user("dora", "director")).get(f"/cases/{known.case.reference}/").status_code == 404
