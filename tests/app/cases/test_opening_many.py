"""Many cases are opened at once: each with its reference, its process and its party; or none of them."""

from typing import Any

import pytest

from app.cases.models import Case
from app.cases.opening_many import Opening, open_cases, reserve_references
from tests.factories.cases import deploy_question
from tests.factories.people import CLERK, make_person
from workflows.errors import BusinessKeyTaken, DataRefused
from workflows.models import HumanTask, ProcessInstance

pytestmark = pytest.mark.django_db


def prepare(count: int, **data: Any) -> list[Opening]:
    deploy_question()
    people = [make_person(f"Joke Vermeulen {number}") for number in range(count)]
    references = reserve_references("question", count)
    return [
        Opening(reference=reference, party=party, data={"subject": "2026Q1", **data})
        for reference, party in zip(references, people, strict=True)
    ]


def test_each_case_has_its_process_and_its_party() -> None:
    openings = prepare(3)
    open_cases("question", openings, by=CLERK)
    found = {case.reference: case.party_id for case in Case.objects.all()}
    assert found == {one.reference: one.party.pk for one in openings}
    assert set(HumanTask.objects.values_list("case_ref", flat=True)) == set(found)
    assert set(ProcessInstance.objects.values_list("business_key", flat=True)) == set(found)


def test_references_follow_each_other_and_are_never_given_twice() -> None:
    deploy_question()
    first, second = reserve_references("question", 2), reserve_references("question", 2)
    assert sorted({*first, *second}) == [*first, *second]


def test_one_that_cannot_start_lets_none_be_opened() -> None:
    openings = prepare(2)
    open_cases("question", openings[:1], by=CLERK)
    Case.objects.all().delete()
    with pytest.raises(BusinessKeyTaken):
        open_cases("question", openings, by=CLERK)
    assert ProcessInstance.objects.count() == 1


def test_data_the_process_does_not_take_are_refused() -> None:
    openings = prepare(1, subject=object())
    with pytest.raises(DataRefused, match="subject"):
        open_cases("question", openings, by=CLERK)
    assert not ProcessInstance.objects.exists()
