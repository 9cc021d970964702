"""Incomes that were told open their cases by themselves, in chunks, each once; most need no person."""

import io
from datetime import date
from decimal import Decimal

import pytest
from pypdf import PdfReader

from app.cases.models import Case
from app.correspondence.models import Letter
from app.ledger.models import Receivable
from app.people.models import Link
from app.years.models import Regularisation, RegularisationState
from app.years.opening import open_waiting
from tests.app.years.conftest import BY, NOW, affiliate, call_year, correct, tell
from tests.factories.people import make_person
from tests.factories.shipped import work_off
from workflows.models import HumanTask, Incident, InstanceStatus, ProcessInstance

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("_deployed")]


def test_an_income_of_a_year_that_was_called_opens_one_case() -> None:
    party = affiliate()
    call_year(party, "840.97")
    tell(party, 30_000)
    assert [open_waiting(by=BY, now=NOW), open_waiting(by=BY, now=NOW)] == [1, 0]
    row = Regularisation.objects.get()
    assert (row.state, Case.objects.get().reference) == (RegularisationState.WAITING, row.case_ref)


def test_an_income_of_a_year_that_was_never_called_opens_none() -> None:
    tell(affiliate(), 30_000)
    assert open_waiting(by=BY, now=NOW) == 0


def test_a_correction_joins_the_case_that_still_waits() -> None:
    party = affiliate()
    call_year(party, "840.97")
    income = tell(party, 30_000)
    open_waiting(by=BY, now=NOW)
    later = correct(income, 20_000)
    assert open_waiting(by=BY, now=NOW) == 0
    assert Regularisation.objects.get().income == later


def test_a_clear_case_runs_to_its_letter_without_a_person() -> None:
    party = affiliate()
    call_year(party, "840.97", fee="34.48")
    tell(party, 30_000)
    open_waiting(by=BY, now=NOW)
    work_off()
    work_off()
    case = ProcessInstance.objects.get(definition_key="regularisation")
    assert (case.status, HumanTask.objects.count(), Incident.objects.count()) == (
        InstanceStatus.COMPLETED,
        0,
        0,
    )
    letter = Letter.objects.get(name="settlement_supplement")
    words = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(bytes(letter.pdf))).pages)
    assert "2.900,36" in words
    assert Receivable.objects.get(kind="regularisation").total == Decimal("2900.36")


def test_an_income_that_may_be_shared_with_the_spouse_waits_for_a_person() -> None:
    party = affiliate()
    call_year(party, "840.97")
    Link.objects.create(
        from_party=make_person("Helper"), to_party=party, kind="spouse_helper", started_on=date(2020, 1, 1)
    )
    tell(party, 30_000)
    open_waiting(by=BY, now=NOW)
    work_off()
    assert HumanTask.objects.get().node_id == "check_income"
    assert not Receivable.objects.filter(kind="regularisation").exists()
