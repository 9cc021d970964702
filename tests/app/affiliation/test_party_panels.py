"""The facts of a circumstance are said as the reader writes numbers and days."""

from datetime import date

import pytest
from django.utils import translation

from app.affiliation.models import CircumstanceKind
from app.affiliation.party_panels import tell_facts
from app.people.models import Party
from tests.factories.affiliation import CircumstanceFactory
from tests.factories.people import make_person


@pytest.fixture
def person(db: None) -> Party:
    return make_person("Marie Maes")


@pytest.mark.parametrize(("language", "said"), [("de", "0,5"), ("fr", "0,5"), ("en", "0.5")])
def test_a_share_is_written_as_the_reader_writes_numbers(person: Party, language: str, said: str) -> None:
    row = CircumstanceFactory(
        person=person, kind=CircumstanceKind.OTHER_JOB, facts={"job": "employee", "fraction": "0.5"},
        started_on=date(2020, 1, 1),
    )  # fmt: skip
    with translation.override(language):
        assert [str(value) for _, value in tell_facts(row)][1] == said
