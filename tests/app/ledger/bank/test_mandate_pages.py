"""Mandates on screen: registered as signed, suspended, used again, ended for ever; batches as CSV."""

from datetime import date

import pytest
from django.test import Client

from app.ledger.bank import batches
from app.ledger.bank_models import BatchKind, DirectDebitMandate, PaymentBatch
from app.people.models import Party
from tests.factories.cases import make_user
from tests.factories.people import make_iban, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(make_user("fay", "finance_officer", name="Fay Dubois"))
    client.cookies["django_language"] = "en"
    return client


def register(desk: Client, party: Party, **given: str) -> int:
    told = {
        "party": "P9999999" if given.pop("stranger", "") else party.reference,
        "reference": "VIGIE-1",
        "iban": make_iban(),
        "holder": "Joke Vermeulen",
        "signed_on": "2025-01-02",
        **given,
    }
    return desk.post("/bank/mandates/new/", told).status_code


@pytest.fixture
def mandate(desk: Client) -> DirectDebitMandate:
    assert register(desk, make_person()) == 302
    return DirectDebitMandate.objects.get()


def change(desk: Client, mandate: DirectDebitMandate, step: str, **given: str) -> int:
    told = {"step": step, "reason": "the payer asked", **given}
    return desk.post(f"/bank/mandates/{mandate.pk}/", told).status_code


def test_a_mandate_is_registered_as_it_was_signed(desk: Client, mandate: DirectDebitMandate) -> None:
    assert (mandate.reference, mandate.signed_on) == ("VIGIE-1", date(2025, 1, 2))
    assert "VIGIE-1" in desk.get("/bank/mandates/").content.decode()
    assert "VIGIE-1" not in desk.get("/bank/mandates/?state=revoked").content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"iban": "BE00 1234"},
        {"signed_on": "2999-01-01"},
        {"reference": "é"},
        {"stranger": "yes"},
        {"holder": ""},
    ],
)
def test_what_is_wrong_with_a_mandate_is_said(desk: Client, wrong: dict[str, str]) -> None:
    assert register(desk, make_person(), **wrong) == 422
    assert not DirectDebitMandate.objects.exists()


def test_a_mandate_is_suspended_used_again_and_ended(desk: Client, mandate: DirectDebitMandate) -> None:
    for step, state in (("suspend", "suspended"), ("resume", "active")):
        assert change(desk, mandate, step) == 302
        mandate.refresh_from_db()
        assert mandate.state == state
    assert change(desk, mandate, "revoke") == 422
    assert change(desk, mandate, "revoke", sure="on") == 302
    mandate.refresh_from_db()
    assert mandate.state == "revoked"
    assert "Fay Dubois" in desk.get(f"/bank/mandates/{mandate.pk}/").content.decode()


def test_a_step_that_cannot_be_taken_and_one_without_reason_are_refused(
    desk: Client, mandate: DirectDebitMandate
) -> None:
    assert change(desk, mandate, "resume") == 422
    assert change(desk, mandate, "suspend", reason="") == 422


def test_a_director_reads_mandates_and_changes_none(mandate: DirectDebitMandate) -> None:
    director = Client()
    director.force_login(make_user("dir", "director"))
    assert director.get(f"/bank/mandates/{mandate.pk}/").status_code == 200
    assert change(director, mandate, "suspend") == 403
    assert director.get("/bank/mandates/new/").status_code == 403


def test_batches_are_downloaded_and_cancelled_only_when_confirmed(desk: Client) -> None:
    by = make_user("gus", "finance_officer")
    batch = batches.start_batch(BatchKind.PAYOUT, date(2026, 3, 6), by=by)
    text = b"".join(desk.get("/bank/batches/export/").streaming_content).decode()
    assert batch.reference in text
    assert len(text.splitlines()) == 2
    told = {"action": "cancel", "reason": "not today"}
    desk.post(f"/bank/batches/{batch.pk}/", told)
    assert PaymentBatch.objects.get().state == "draft"
    desk.post(f"/bank/batches/{batch.pk}/", {**told, "sure": "on"})
    assert PaymentBatch.objects.get().state == "cancelled"
