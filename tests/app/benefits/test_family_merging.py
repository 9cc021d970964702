"""Two parties that become one, with archived family allowances of the same month."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from app.benefits.family_corrections import list_archive
from app.benefits.family_models import FamilyMonth
from app.people.merging import merge
from app.people.models import Merge, Party
from tests.factories.people import make_person
from workflows.actors import system

JULY, NOW = date(2007, 7, 1), datetime(2026, 3, 2, 9, tzinfo=UTC)
EMMA = {"first_name": "Emma", "birth_date": "1998-03-12", "orphan": False, "base": "77.05"}
LOUIS = {"first_name": "Louis", "birth_date": "1992-11-02", "orphan": False, "base": "77.05"}

pytestmark = pytest.mark.django_db


@pytest.fixture
def twins() -> tuple[Party, Party]:
    return make_person("Lise Baert"), make_person("Lise Baert", niss="")


def archive(party: Party, *children: dict[str, Any], paid_on: date = date(2007, 8, 8)) -> FamilyMonth:
    total = sum((Decimal(one["base"]) for one in children), Decimal(0))
    return FamilyMonth.objects.create(
        party=party, month=JULY, paid_on=paid_on, amount=total, children=list(children), source="old file"
    )


def merge_them(twins: tuple[Party, Party]) -> Merge:
    return merge(*twins, by=system("tests"), reason="entered twice", now=NOW)


def test_one_payment_recorded_twice_stays_once_and_is_told(twins: tuple[Party, Party]) -> None:
    archive(twins[0], EMMA)
    archive(twins[1], EMMA)
    done = merge_them(twins)
    assert FamilyMonth.objects.filter(party=twins[0]).count() == 1
    assert done.moved["made_room"]["family_month"] == ["2007-07 77.05 paid on 2007-08-08, old file"]


def test_two_payments_of_a_month_both_stay_and_are_read_as_one(twins: tuple[Party, Party]) -> None:
    archive(twins[0], EMMA)
    archive(twins[1], LOUIS)
    merge_them(twins)
    (month,) = list_archive(twins[0])
    # 77.05 + 77.05 = 154.10
    assert (month.amount, [one["first_name"] for one in month.children]) == (
        Decimal("154.10"),
        ["Louis", "Emma"],
    )


def test_a_child_paid_in_both_is_read_with_what_was_paid_in_all(twins: tuple[Party, Party]) -> None:
    archive(twins[0], EMMA)
    archive(twins[1], EMMA | {"base": "10.00", "age": "26.86"}, paid_on=date(2007, 9, 10))
    merge_them(twins)
    (month,) = list_archive(twins[0])
    # 77.05 + 10.00 = 87.05
    assert (month.children[0]["base"], month.children[0]["age"]) == ("87.05", "26.86")
    assert month.paid_on == date(2007, 9, 10)


def test_a_third_party_adds_a_third_payment(twins: tuple[Party, Party]) -> None:
    archive(twins[0], EMMA)
    archive(twins[1], LOUIS)
    merge_them(twins)
    third = make_person("Lise Baert", niss="")
    archive(third, EMMA, paid_on=date(2007, 10, 8))
    merge(twins[0], third, by=system("tests"), reason="entered twice", now=NOW)
    assert set(FamilyMonth.objects.filter(party=twins[0]).values_list("part", flat=True)) == {0, 1, 2}


def test_outside_a_merge_a_month_neither_changes_its_party_nor_goes(twins: tuple[Party, Party]) -> None:
    archive(twins[0], EMMA)
    rows = FamilyMonth.objects.filter(party=twins[0])
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(party=twins[1])
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.delete()
