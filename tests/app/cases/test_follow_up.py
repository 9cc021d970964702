"""The recovery of a debt is opened once, whatever asks for it."""

from datetime import UTC, datetime

import pytest

from app.cases.models import Case
from app.cases.operations import open_recovery
from app.ledger.models import Receivable
from tests.factories.ledger import owe
from tests.factories.people import make_person
from workflows import api, catalogue, clock
from workflows.operations import Call

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 1, 15, 9, 0, tzinfo=UTC)


def follow(debt: Receivable, key: str) -> str:
    call = Call(idempotency_key=key, instance_id=None, case_ref="", now=clock.now())
    return open_recovery(call, receivable_ref=debt.ref).case_ref


def make_debt() -> Receivable:
    catalogue.deploy(["recovery"], by=api.system("tests"), now=NOW)
    return owe(make_person(language="nl"), "1000.00", quarter="2026Q1")


def test_a_debt_asked_for_twice_is_followed_in_one_case() -> None:
    debt = make_debt()
    assert follow(debt, "a:1") == follow(debt, "b:1")
    assert Case.objects.get().subject.startswith("Sociale bijdrage · 1e kwartaal 2026")


def test_a_debt_that_was_called_is_followed_in_its_case() -> None:
    debt = make_debt()
    first = follow(debt, "a:1")
    Case.objects.update(opening_key=None)
    Receivable.objects.filter(pk=debt.pk).update(case_ref=first)
    assert follow(debt, "b:1") == first


def test_a_case_of_before_subjects_were_told_in_parts_is_found_by_its_text() -> None:
    debt = make_debt()
    first = follow(debt, "a:1")
    Case.objects.update(opening_key=None, subject=f"2026Q1 · {debt.ref}", subject_parts=[])
    assert follow(debt, "b:1") == first
