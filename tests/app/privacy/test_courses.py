"""A request and a breach lived through on the engine, with the real operations and letters."""

import io
from datetime import UTC, date, datetime
from typing import Any

import pytest
from pypdf import PdfReader

from app.accounts.models import User
from app.accounts.roles import as_actor
from app.cases.models import Case
from app.cases.opening import open_case
from app.correspondence.models import Letter
from app.people.models import Party
from app.privacy.models import Breach
from tests.app.privacy.test_gathering import known_person
from tests.factories.cases import make_user
from tests.factories.people import make_person
from tests.factories.shipped import work_off
from workflows import api, catalogue, clock
from workflows.actors import Actor
from workflows.models import HumanTask, Incident, ProcessInstance

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def officer() -> Actor:
    known = User.objects.filter(username="dora").first()
    return as_actor(known or make_user("dora", "data_protection_officer"))


def begin(process: str, party: Party | None = None, **answers: Any) -> Case:
    clock.begin(NOW)
    catalogue.deploy([process], by=api.system("tests"), now=NOW)
    known = (
        {"party_name": party.name, "language": "fr", "party_address": "Place 1\n4800 Verviers"}
        if party
        else {}
    )
    case = open_case(process, {**known, **answers}, by=officer(), party=party)
    work()
    return case


def work() -> None:
    for _ in range(3):
        work_off()


def do(case: Case, node: str, by: Actor | None = None, **answers: Any) -> None:
    task = HumanTask.objects.get(case_ref=case.reference, node_id=node, state="ready")
    api.complete(task.pk, answers, by=by or officer())
    work()


def is_over(case: Case) -> bool:
    run = ProcessInstance.objects.get(business_key=case.reference)
    return (run.status, Incident.objects.count()) == ("completed", 0)


def read(name: str) -> str:
    letter = Letter.objects.get(name=name)
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(bytes(letter.pdf))).pages)


def test_a_person_gets_what_the_fund_holds_in_words_and_as_a_file() -> None:
    case = begin(
        "personal_data_request", known_person(), right="access", received_on=date(2026, 3, 2), details=""
    )
    do(case, "verify_identity", verdict="identified", identity_how="signature", identity_missing="")
    do(case, "decide_request", verdict="grant", reasons="")
    do(case, "hand_over", handed_over_on=date(2026, 3, 4), handed_over_how="office", handed_over_proof="s")
    words = read("data_access")
    assert is_over(case)
    assert ("30.000,00" in words, "premier trimestre 2026" in words, "a letter" in words) == (
        True,
        True,
        True,
    )


def test_an_erasure_is_refused_with_the_reasons_and_where_to_complain() -> None:
    case = begin(
        "personal_data_request", known_person(), right="erasure", received_on=date(2026, 3, 2), details=""
    )
    do(case, "verify_identity", verdict="identified", identity_how="signature", identity_missing="")
    do(case, "decide_request", verdict="refuse", reasons="Vos cotisations comptent pour la pension.")
    do(case, "confirm_refusal", verdict="uphold")
    words = read("data_refusal")
    assert is_over(case)
    assert ("comptent pour la pension" in words, "Presse" in words) == (True, True)


def test_a_high_risk_reaches_the_register_the_authority_and_the_persons() -> None:
    person = make_person("Renard", language="fr")
    case = begin(
        "data_breach", aware_on=date(2026, 3, 2), aware_hour=8, aware_minute=0, nature="A list astray",
        persons_concerned=1,
    )  # fmt: skip
    do(case, "assess_risk", risk="high", consequences="c", measures="m", not_notified_reason="")
    do(case, "notify_authority", authority_reference="APD-1", late_reason="")
    do(case, "list_persons", persons=person.reference, told_what="Une liste est partie.", told_advice="Rien.")
    do(case, "close_measures", measures="Two persons look")
    breach = Breach.objects.get()
    assert is_over(case)
    assert (breach.informed, breach.authority_reference, "Une liste" in read("breach_notice")) == (
        1,
        "APD-1",
        True,
    )
