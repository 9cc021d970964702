"""A form that shows an account shows it as the books stand when it is read, with the day."""

from datetime import date, datetime

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils.translation import override

from app.accounts.models import User
from tests.factories.cases import make_user
from tests.factories.ledger import owe
from tests.factories.people import make_person
from workflows import clock

pytestmark = pytest.mark.django_db
TAG = Template('{% account_of reference "Owed" %}')


def render(reference: str, user: User) -> str:
    request = RequestFactory().get("/")
    request.user = user
    with override("nl"):
        page = str(TAG.render(Context({"reference": reference, "request": request})))
    return page.replace("\xa0", " ")


def test_each_debt_is_told_in_words_with_what_is_open() -> None:
    person = make_person()
    owe(person, "1000.00", quarter="2026Q1")
    page = render(person.reference, make_user("claire", "caseworker"))
    assert "1e kwartaal 2026" in page
    assert "1.000,00 €" in page


def test_the_day_is_named() -> None:
    clock.begin(datetime(2026, 5, 4, 10, tzinfo=clock.BRUSSELS))
    person = make_person()
    owe(person, "1000.00", quarter="2026Q1")
    assert clock.today() == date(2026, 5, 4)
    assert "op 4 mei 2026" in render(person.reference, make_user("claire", "caseworker"))


def test_the_way_to_the_explanation_is_for_who_reads_the_books() -> None:
    person = make_person()
    debt = owe(person, "1000.00", quarter="2026Q1")
    assert f"/books/receivables/{debt.ref}/" in render(person.reference, make_user("claire", "caseworker"))
    assert "/books/receivables/" not in render(person.reference, make_user("lea", "legal_officer"))


def test_an_account_without_debts_and_an_unknown_person_are_told() -> None:
    claire = make_user("claire", "caseworker")
    assert "Er is niets verschuldigd." in render(make_person().reference, claire)
    assert "kent deze persoon nog niet" in render("P9999999", claire)
