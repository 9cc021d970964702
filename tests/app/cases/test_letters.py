"""The letters of a case."""

from hashlib import sha256
from uuid import UUID

from django.test import Client

from app.accounts.models import User
from app.cases.models import Case
from app.correspondence.models import Letter
from tests.factories.cases import make_user, open_question
from workflows import clock


def make_letter(case: Case) -> Letter:
    return Letter.objects.create(
        idempotency_key=f"letter-{case.reference}",
        case_ref=case.reference,
        process="question",
        name="answer",
        language="nl",
        title="Antwoord op uw vraag",
        recipient={"name": "Joke Vermeulen"},
        pdf=b"%PDF-1.7 as it left",
        sha256=sha256(b"%PDF-1.7 as it left").hexdigest(),
        made_at=clock.now(),
    )


def test_a_case_lists_its_letters(browser: Client, case: Case) -> None:
    letter = make_letter(case)
    page = browser.get(f"/cases/{case.reference}/").content.decode()
    assert "Antwoord op uw vraag" in page
    assert f"/cases/{case.reference}/letters/{letter.pk}/" in page


def test_a_letter_is_given_as_it_left(browser: Client, case: Case) -> None:
    answer = browser.get(f"/cases/{case.reference}/letters/{make_letter(case).pk}/")
    assert (answer["Content-Type"], answer.content) == ("application/pdf", b"%PDF-1.7 as it left")


def test_a_letter_of_another_case_is_not_found(browser: Client, case: Case, caseworker: User) -> None:
    letter = make_letter(open_question(caseworker))
    assert browser.get(f"/cases/{case.reference}/letters/{letter.pk}/").status_code == 404


def test_a_letter_is_closed_to_other_roles(client: Client, case: Case) -> None:
    letter = make_letter(case)
    client.force_login(make_user("paul", "process_owner"))
    assert client.get(f"/cases/{case.reference}/letters/{letter.pk}/").status_code == 404


def test_an_unknown_letter_is_not_found(browser: Client, case: Case) -> None:
    assert browser.get(f"/cases/{case.reference}/letters/{UUID(int=1)}/").status_code == 404
