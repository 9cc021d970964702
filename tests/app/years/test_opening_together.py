"""A few incomes get a case each; those of a whole year get one case for all of them."""

import pytest

from app.cases.models import Case
from app.years import duties
from app.years.duties import open_regularisations
from app.years.models import Regularisation
from app.years.settlement_runs import cancel_run
from tests.app.years.conftest import BY, NOW, affiliate, call_year, tell
from tests.app.years.test_settling_together import PROCESSES, prepare
from workflows import catalogue

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two incomes of 2023; more than one is many here."""
    catalogue.deploy(PROCESSES, by=BY, now=NOW)
    monkeypatch.setattr(duties, "FEW", 1)
    for _ in range(2):
        party = affiliate()
        call_year(party, "840.97")
        tell(party, "16409.20")


def test_many_incomes_of_a_year_open_one_case_once() -> None:
    open_regularisations()
    open_regularisations()
    assert [one.process for one in Case.objects.all()] == ["year_settlement"]


def test_a_few_get_a_case_each(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(duties, "FEW", 2)
    open_regularisations()
    assert [one.process for one in Case.objects.all()] == ["regularisation"] * 2


def test_what_a_run_has_frozen_opens_nothing() -> None:
    prepare(2)
    open_regularisations()
    assert not Case.objects.exists()


def test_a_cancelled_run_frees_what_still_waits() -> None:
    cancel_run(prepare(2).pk, now=NOW)
    assert not Regularisation.objects.exists()
    open_regularisations()
    assert [one.process for one in Case.objects.all()] == ["year_settlement"]
