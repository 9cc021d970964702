"""A person gets everything the fund holds on them, and nothing of anybody else."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.apps import apps

from app.affiliation.models import LiabilityPeriod
from app.cases.models import Case
from app.documents.models import Document
from app.people.models import Link, NissReading, Party
from app.privacy.answers import list_sections
from app.privacy.gathering import LEFT_OUT, gather, is_told, name
from app.privacy.operations import gather as gather_for_case
from tests.factories.affiliation import IncomeFactory, LiabilityPeriodFactory
from tests.factories.cases import make_user
from tests.factories.ledger import owe, pay
from tests.factories.people import make_person
from workflows.operations import Call

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def known_person() -> Party:
    party = make_person("Renard")
    LiabilityPeriodFactory(person=party)
    IncomeFactory(party=party, year=2023, amount=Decimal(30_000), received_on=date(2025, 8, 12))
    owe(party, "1000", quarter="2026Q1")
    pay("400", on=date(2026, 2, 3), party=party)
    NissReading.objects.create(party=party, at=NOW, user=make_user("anna", "caseworker"), purpose="a letter")
    Case.objects.create(reference="Q-1", process="question", party=party, opened_at=NOW, opened_by="user:1")
    return party


def test_each_app_that_knows_the_person_is_in_the_file() -> None:
    found = gather(known_person(), TODAY)
    assert {"people", "affiliation", "contributions", "ledger", "cases"} <= set(found.data)
    assert len(found.data["people"]["NissReading"]) == 1


def test_what_hangs_on_a_claim_is_told_with_it() -> None:
    ledger = gather(known_person(), TODAY).data["ledger"]
    assert {"Receivable", "Payment", "Posting"} <= set(ledger)
    assert ledger["Receivable"][0]["principal"] == "600.00"


def test_another_person_is_named_by_reference_only() -> None:
    party, helper = known_person(), make_person("Secretive")
    Link.objects.create(from_party=helper, to_party=party, kind="helper", started_on=date(2020, 1, 1))
    text = json.dumps(gather(party, TODAY).to_json(), default=str)
    assert (helper.reference in text, "Secretive" in text) == (True, False)


def test_the_national_number_is_in_no_file() -> None:
    party = known_person()
    fields = gather(party, TODAY).data["people"]["Person"][0]
    assert not {"niss_sealed", "niss_index"} & set(fields)


def test_every_model_with_a_party_is_told_or_left_out_with_a_reason() -> None:
    own = [one for one in apps.get_models() if one.__module__.startswith("app.")]
    naming = {
        name(model)
        for model in own
        for field in model._meta.concrete_fields
        if field.related_model is Party and model is not Party
    }
    assert {one for one in naming if not is_told(apps.get_model(one)) and one not in LEFT_OUT} == set()


def test_what_is_left_out_exists() -> None:
    for place in LEFT_OUT:
        app, model, *field = place.split(".")
        found = apps.get_model(app, model)
        assert not field or found._meta.get_field(field[0])


def test_the_file_is_kept_with_the_case_and_its_digest() -> None:
    party = known_person()
    call = Call(idempotency_key="k", instance_id=None, case_ref="DP-1", now=NOW)
    found = gather_for_case(call, party_ref=party.reference)
    document = Document.objects.get(pk=found.document)
    assert (document.sha256, document.case_ref) == (found.sha256, "DP-1")
    assert {"career", "contributions", "payments"} <= set(found.kept_codes)
    assert json.loads(bytes(document.content))["party"] == party.reference
    assert LiabilityPeriod.objects.count() == len(found.sections["periods"])


def test_of_somebody_without_a_file_the_file_has_their_own_cases_and_nobody_elses() -> None:
    known_person()
    for reference in ("Q-2", "DP-2", "Q-3"):
        Case.objects.create(reference=reference, process="question", opened_at=NOW, opened_by="user:1")
    call = Call(idempotency_key="k", instance_id=None, case_ref="DP-2", now=NOW)
    found = gather_for_case(call, party_ref=None, origin_case_ref="Q-2")
    told = json.loads(bytes(Document.objects.get(pk=found.document).content))
    assert [one["reference"] for one in told["data"]["cases"]["Case"]] == ["Q-2", "DP-2"]
    assert (found.rows, found.sections, found.kept) == (2, {}, [])


def test_the_case_of_a_file_is_not_told_to_somebody_without_one() -> None:
    """Q-1 is of the known person, whatever reference a request names."""
    known_person()
    call = Call(idempotency_key="k", instance_id=None, case_ref="DP-2", now=NOW)
    assert gather_for_case(call, party_ref=None, origin_case_ref="Q-1").rows == 0


def test_a_person_is_told_the_days_as_they_were_in_brussels() -> None:
    party = make_person("Renard")
    late = datetime(2026, 3, 31, 22, 30, tzinfo=UTC)
    Case.objects.create(reference="Q-2", process="question", party=party, opened_at=late, opened_by="user:1")
    assert [one["day"] for one in list_sections(party)["cases"]] == [date(2026, 4, 1)]
