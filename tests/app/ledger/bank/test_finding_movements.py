"""A payer calls: the movement is found by what they say."""

from pathlib import Path

import pytest
from django.test import Client

from app.ledger.bank.finding import find_movements
from tests.app.ledger.bank.days import ANNA, Debtor, a_debtor, take_in
from tests.factories.cases import make_user
from tests.factories.coda import STRANGER, paid

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna(tmp_path: Path) -> Debtor:
    """Anna has paid 1,220.11; a stranger 77.70."""
    debtor = a_debtor(ANNA, "1220.11", name="Zoé Dubois")
    take_in(
        tmp_path,
        paid("1220.11", reference=debtor.reference, iban=ANNA, name="Z. DUBOIS"),
        paid("77.70", iban=STRANGER, name="M. DUPONT", message="cotisation sociale"),
    )
    return debtor


@pytest.mark.parametrize(
    "text", ["1 220,11", "1.220,11 €", "1220.11", "-1220,11", "Zoe", "dubois", "BE43 0689 9999 9501"]
)
def test_a_payment_is_found_by(anna: Debtor, text: str) -> None:
    assert [str(one.amount) for one in find_movements(text)] == ["1220.11"]


def test_it_is_found_by_its_structured_reference(anna: Debtor) -> None:
    assert find_movements(anna.written).get().party == anna.party


@pytest.mark.parametrize("text", ["cotisation dupont", "77,7"])
def test_what_waits_is_found_by(anna: Debtor, text: str) -> None:
    assert find_movements(text).get().state == "suspense"


def test_the_page_tells_what_became_of_it(client: Client, anna: Debtor) -> None:
    client.force_login(make_user("fay", "finance_officer"))
    page = client.get("/bank/", {"q": "1220,11"}).content.decode()
    assert anna.written in page
    assert "Matched" in page
    assert "No movement fits" in client.get("/bank/", {"q": "nobody at all"}).content.decode()


def test_a_payment_is_given_to_a_party_by_name(client: Client, tmp_path: Path) -> None:
    ben = a_debtor(ANNA, "500.00", tell_account=False, name="Ben Peeters")
    [movement] = take_in(tmp_path, paid("77.70", iban=STRANGER))
    client.force_login(make_user("fay", "finance_officer"))
    client.post(f"/bank/movements/{movement.pk}/", {"action": "assign", "party": "ben peeters"})
    movement.refresh_from_db()
    assert (movement.state, movement.party) == ("matched", ben.party)


def test_two_of_one_name_are_told_apart_by_their_numbers(client: Client, tmp_path: Path) -> None:
    both = [a_debtor(iban, "500.00", tell_account=False, name="Ben Peeters") for iban in (ANNA, ANNA)]
    [movement] = take_in(tmp_path, paid("77.70", iban=STRANGER))
    client.force_login(make_user("fay", "finance_officer"))
    answer = client.post(f"/bank/movements/{movement.pk}/", {"action": "assign", "party": "peeters"})
    assert answer.status_code == 422
    assert all(one.party.reference in answer.content.decode() for one in both)
