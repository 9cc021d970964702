"""A text lived through the owners' pages: written by one, read by a lawyer, approved by a third, then read by all."""

from typing import Any

import pytest
from django.test import Client

from app.accounts.roles import Role
from app.cases.models import Case
from app.knowledge.models import Article, Bulletin, Edition
from tests.factories.desk import Desk
from workflows import api, catalogue, clock

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = {"title": "La pension change", "summary": "En bref", "legal_basis": "AR 72"}
BODY = "## Âge\n\nL’âge est de {{PENSION.LEGAL_AGE}} ans."
FORM = {
    "valid_from": "2026-03-02",
    "review_on": "2027-01-15",
    "change": "Nouvel âge",
    **{f"{name}_{language}": text for name, text in WORDS.items() for language in ("fr", "nl", "de")},
    **{f"body_{language}": BODY for language in ("fr", "nl", "de")},
}
PAGE = "/public-information/pension/"


@pytest.fixture
def desk(settings: Any) -> Desk:
    settings.VIRTUAL_CLOCK = True
    desk = Desk(Role.PROCESS_OWNER, Role.LEGAL_OFFICER, Role.DIRECTOR)
    catalogue.deploy(["publication"], by=api.system("tests"), now=clock.now())
    return desk


def test_a_text_reaches_everybody_after_three_people(desk: Desk, client: Client) -> None:
    owner = desk.sign_in(Role.PROCESS_OWNER)
    assert owner.post(PAGE, FORM).status_code == 302
    assert owner.post(f"{PAGE}submit/").status_code == 302
    edition = Edition.objects.get(origin="own")
    desk.case = Case.objects.get(reference=edition.case_ref)
    desk.live()
    desk.do("legal_review", role=Role.LEGAL_OFFICER, verdict="sound")
    desk.do("approve_edition", role=Role.DIRECTOR, verdict="approve")
    assert "La pension change" in client.get("/information/fr/pension/").text
    assert edition.brochures.count() == 3
    assert Bulletin.objects.get().items.get().edition == edition


def test_a_draft_with_a_fault_is_refused_at_its_field(desk: Desk) -> None:
    page = desk.sign_in(Role.PROCESS_OWNER).post(PAGE, {**FORM, "body_nl": "{{NO.SUCH}}"})
    assert page.status_code == 422
    assert "NO.SUCH" in page.text


def test_only_its_owner_writes_a_text(desk: Desk) -> None:
    assert desk.sign_in(Role.LEGAL_OFFICER).post(PAGE, FORM).status_code == 403
    assert desk.sign_in(Role.LEGAL_OFFICER).get(PAGE).status_code == 200


@pytest.mark.parametrize("key", ["forms", "Pension", "pension"])
def test_a_new_article_needs_an_address_of_its_own(desk: Desk, key: str) -> None:
    before = Article.objects.count()
    page = desk.sign_in(Role.PROCESS_OWNER).post("/public-information/", {"key": key, "topic": "pension"})
    assert page.status_code == 200
    assert Article.objects.count() == before


def test_every_page_of_the_owners_reads(desk: Desk) -> None:
    owner = desk.sign_in(Role.PROCESS_OWNER)
    for page in ("/public-information/", PAGE, f"{PAGE}1/"):
        assert owner.get(page).status_code == 200
