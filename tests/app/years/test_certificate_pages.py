"""The page of a run shows its progress, its proof by the books, and what failed."""

from datetime import date

import pytest
from django.test import Client

from app.years import certificates
from tests.app.years.test_certificates import ANNA, NOW
from tests.factories.cases import make_user
from tests.factories.ledger import pay
from tests.factories.people import make_person

pytestmark = pytest.mark.django_db


def test_a_run_is_shown_with_the_proof_of_its_sums(client: Client) -> None:
    pay("900", on=date(2025, 12, 31), party=make_person("Dubois"))
    run = certificates.prepare_run(2025, by=ANNA, now=NOW, case_ref="TC-1")
    client.force_login(make_user("filip", "finance_officer"))
    page = client.get(f"/certificates/{run.pk}/").content.decode()
    assert ("Proof by the books" in page, page.count("900.00") >= 2) == (True, True)
    assert client.get("/certificates/").status_code == 200


def test_the_certificates_are_exported(client: Client) -> None:
    pay("900", on=date(2025, 12, 31), party=make_person("Dubois"))
    run = certificates.prepare_run(2025, by=ANNA, now=NOW, case_ref="TC-1")
    client.force_login(make_user("filip", "finance_officer"))
    found = client.get(f"/certificates/{run.pk}/export/?taken_for=work").getvalue().decode()
    assert "TC2025-0000001" in found


def test_who_has_no_business_with_money_sees_none(client: Client) -> None:
    client.force_login(make_user("otto", "operator"))
    assert client.get("/certificates/").status_code == 403
