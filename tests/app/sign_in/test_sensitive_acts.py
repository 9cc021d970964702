"""Paying, booking and publishing ask again who is there, once the last proof is old."""

from collections.abc import Callable
from datetime import date

import pytest
from allauth.core.exceptions import ReauthenticationRequired
from django.test import Client, RequestFactory

from app.ledger.bank.batch_views import do_approve
from app.ledger.bank_models import BatchKind, PaymentBatch
from tests.app.sign_in.conftest import sign_in
from tests.factories.cases import make_user

pytestmark = pytest.mark.django_db
ACTS = {
    "a refund": "/books/refunds/1/decide/",
    "an entry": "/books/proposals/1/decide/",
    "a legal value": "/values/proposals/1/",
}


@pytest.fixture(autouse=True)
def _ten_minutes(policy: Callable[..., None]) -> None:
    policy(fresh_minutes=10)


@pytest.mark.parametrize("act", ACTS)
def test_a_decision_asks_for_a_fresh_proof(act: str, client: Client) -> None:
    client.force_login(make_user("dora", "director", "finance_officer", "legal_officer", "process_owner"))
    answer = client.post(ACTS[act], {"decision": "approve"})
    assert answer["Location"].startswith("/account/confirm/?next=")


@pytest.mark.parametrize("act", ACTS)
def test_right_after_signing_in_it_is_done_at_once(act: str, client: Client) -> None:
    make_user("dora", "director", "finance_officer", "legal_officer", "process_owner")
    sign_in(client, "dora")
    answer = client.post(ACTS[act], {"decision": "approve"})
    assert not answer.headers.get("Location", "").startswith("/account/")


def test_approving_a_file_of_payments_asks_for_a_fresh_proof(client: Client) -> None:
    client.force_login(make_user("dora", "director"))
    request = RequestFactory().post("/bank/batches/1/", {"action": "approve"})
    request.user, request.session = make_user("finn", "finance_officer"), client.session
    batch = PaymentBatch(kind=BatchKind.PAYOUT, execute_on=date(2026, 3, 6))
    with pytest.raises(ReauthenticationRequired):
        do_approve(request, batch)
