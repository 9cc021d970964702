"""A request of INASTI lived through the real pages by three people, to the receipt."""

from datetime import date
from typing import Any

import pytest

from app.statistics.models import AuthorityRequest
from tests.factories.desk import Desk
from tests.factories.people import make_person

pytestmark = pytest.mark.django_db(transaction=True)
ASKED = {
    "authority": "INASTI",
    "question": "Population au 31 décembre",
    "legal_basis": "AR 38 art. 20",
    "purpose": "Statistique annuelle",
    "received_on": "2026-03-02",
    "due_date": "2026-03-31",
    "output_format": "xlsx",
    "repeats": "quarter",
}
CHOSEN = {"next": "produce", "query": "population", "first_day": "2025-10-01", "last_day": "2025-12-31"}


@pytest.fixture
def desk(settings: Any) -> Desk:
    settings.VIRTUAL_CLOCK = True
    return Desk("finance_officer", "data_protection_officer", "director")


def test_an_authority_is_answered_by_three_people_and_its_receipt_is_kept(desk: Desk) -> None:
    desk.open("authority_request", make_person(), role="finance_officer", **ASKED)
    desk.do("define_query", role="finance_officer", **CHOSEN)
    desk.do("check_privacy", role="data_protection_officer", verdict="lawful")
    desk.do("validate_table", role="director", verdict="validate")
    page = desk.sign_in("director").get(f"/statistics/{desk.case.reference}/")
    assert "xlsx" in page.text
    file = desk.sign_in("finance_officer").get(f"/statistics/{desk.case.reference}/1/")
    assert file.content.startswith(b"PK")
    desk.do("deliver_table", role="finance_officer", delivered_on="2026-03-02")
    desk.tell("authority.receipt", receipt="Reçu le 2 mars")
    assert desk.has_ended()
    row, following = AuthorityRequest.objects.order_by("id")
    assert (row.state, row.receipt) == ("closed", "Reçu le 2 mars")
    assert (following.state, following.due_on) == ("registered", date(2026, 6, 30))


def test_a_table_that_the_director_refuses_is_defined_anew(desk: Desk) -> None:
    desk.open("authority_request", make_person(), role="finance_officer", **ASKED)
    desk.do("define_query", role="finance_officer", **CHOSEN)
    desk.do("check_privacy", role="data_protection_officer", verdict="lawful")
    desk.do("validate_table", role="director", verdict="refuse", note="Une autre période")
    assert AuthorityRequest.objects.get().validated_by == ""
    desk.do("define_query", role="finance_officer", **{**CHOSEN, "first_day": "2025-07-01"})
    assert AuthorityRequest.objects.get().state == "defined"
