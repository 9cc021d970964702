"""Messages from institutions: kept once and sealed, brought to what waits for them, or left with a clear reason."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.cases.models import Case
from app.cases.opening import open_case
from app.exchanges import arrivals, placing
from app.exchanges.catalogue import find_type
from app.exchanges.fetching import fetch_messages
from app.exchanges.life import find_transmission
from app.exchanges.models import Arrival
from app.exchanges.sending import send
from app.exchanges.subjects import NotPlaced
from app.people.models import Party
from app.people.parties import read_niss
from app.registers import sealing
from tests.app.exchanges.conftest import NOW
from tests.app.exchanges.drafts import make, put
from tests.factories.people import CLERK, make_niss, make_person
from tests.factories.workflows import deploy
from tests.workflows.engine.drawing import ended, event, flows, node, started, user
from workflows.errors import ReasonMissing
from workflows.models import Subscription

pytestmark = pytest.mark.django_db
DECISION = {"decision": "granted", "decided_on": "2026-03-27", "reasons": "Need"}


def message(kind: str = "exemption_decision", number: str = "m1", **changes: Any) -> dict[str, Any]:
    return {"id": number, "type": kind, "schema_version": 1, "payload": DECISION, **changes}


def arrive(data: Any, source: str = "inasti") -> Arrival:
    body = data if isinstance(data, bytes) else json.dumps(data).encode()
    return arrivals.take_in(source, body, now=NOW)


def about(party: Party) -> dict[str, str]:
    return {"niss": read_niss(party.person)}


@pytest.fixture
def expecting(monkeypatch: pytest.MonkeyPatch) -> None:
    """A decision is the message `answer`, for which the process `sample` waits by its case."""
    monkeypatch.setattr(
        placing, "find_type", lambda *names: replace(find_type(*names), message="answer", starts="other")
    )
    variables = {"case_ref": {"type": "string"}, "party_ref": {"type": "string"}}
    catch = node(
        "intermediateCatchEvent",
        "wait",
        event("message", "answer"),
        extension='<vigie:correlation value="case_ref"/>',
    )
    deploy(started(), catch, ended(), flows("started > wait > ended"), manifest={"variables": variables})
    deploy(started(), user("check"), ended(), flows("started > check > ended"), key="other")


def open_waiting(party: Party) -> Case:
    return open_case("sample", {}, by=CLERK, party=party)


def test_it_goes_to_the_one_case_of_the_person_that_waits_for_it(
    person: Party, drop: Path, expecting: None
) -> None:
    open_waiting(make_person("Somebody Else"))
    case = open_waiting(person)
    kept = arrive(message(subject=about(person)))
    case.refresh_from_db()
    assert (kept.state, kept.case_ref, case.status) == ("delivered", case.reference, "completed")


def test_of_two_cases_that_wait_a_person_says_which(person: Party, drop: Path, expecting: None) -> None:
    cases = [open_waiting(person), open_waiting(person)]
    kept = arrive(message(subject=about(person)))
    assert (kept.state, kept.party) == ("waiting", None)
    chosen = Subscription.objects.get(instance__case_ref=cases[1].reference)
    placed = placing.place(kept.pk, by="user:1", now=NOW, subscription=chosen.pk)
    assert (placed.state, placed.case_ref, placed.handled_by) == ("delivered", cases[1].reference, "user:1")


def test_nobody_waits_so_it_opens_the_case_its_type_names(person: Party, drop: Path, expecting: None) -> None:
    kept = arrive(message(subject=about(person)))
    case = Case.objects.get(reference=kept.case_ref)
    assert (kept.state, case.process, case.party) == ("started", "other", person)


def test_the_same_message_again_changes_nothing(person: Party, drop: Path) -> None:
    first, again = arrive(message(subject=about(person))), arrive(message(subject=about(person)))
    assert (first.pk, Arrival.objects.count()) == (again.pk, 1)


def test_the_same_number_with_another_content_is_kept_as_invalid(person: Party, drop: Path) -> None:
    arrive(message(subject=about(person)))
    other = arrive(message(subject=about(person), payload={**DECISION, "decision": "refused"}))
    assert (other.state, Arrival.objects.count()) == ("invalid", 2)


def test_it_is_kept_sealed(person: Party, drop: Path) -> None:
    kept = arrive(message(subject=about(person)))
    assert read_niss(person.person) not in kept.body_sealed
    assert read_niss(person.person) in sealing.unseal(kept.body_sealed, kept.place)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\xff\xfe", "JSON"),
        (b"[1]", "object"),
        ({"id": "m1"}, "type"),
        (message("nonsense"), "nonsense"),
        (message(schema_version=9), "9"),
        (message(payload={"decision": "granted"}), "decided_on"),
        (message(payload={**DECISION, "decision": "maybe"}), "decision"),
        (message(subject={}), ""),
        (message(subject={"niss": "12345678901"}), ""),
    ],
)
def test_what_nobody_can_use_is_kept_as_invalid_with_the_reason(drop: Path, data: Any, said: str) -> None:
    kept = arrive(data)
    assert kept.state == "invalid"
    assert kept.problem
    assert said in kept.problem


def test_a_message_from_somebody_who_may_not_send_it_is_invalid(person: Party, drop: Path) -> None:
    assert arrive(message(subject=about(person)), source="cin").state == "invalid"


def test_somebody_the_fund_does_not_know_waits_for_a_person(drop: Path) -> None:
    kept = arrive(message(subject={"niss": make_niss()}))
    assert (kept.state, kept.party) == ("waiting", None)


def test_what_no_case_waits_for_waits_for_a_person(person: Party, drop: Path) -> None:
    kept = arrive(message(subject=about(person)))
    assert kept.state == "waiting"


def test_an_acknowledgement_in_the_partners_folder_answers_the_transmission(
    person: Party, drop: Path
) -> None:
    made = make(person)
    send(made.ref)
    (drop / "in").mkdir()
    answer = message("acknowledgement", about=made.ref, payload={"outcome": "accepted", "reference": "M-77"})
    put(drop / "in" / "a.json", json.dumps(answer).encode())
    assert fetch_messages("cin") == 1
    assert (find_transmission(made.ref).state, Arrival.objects.get().state) == ("acknowledged", "applied")
    assert fetch_messages("cin") == 0


def test_only_the_partner_it_went_to_may_answer_a_transmission(person: Party, drop: Path) -> None:
    made = make(person)
    send(made.ref)
    answer = message("acknowledgement", about=made.ref, payload={"outcome": "accepted"})
    assert arrive(answer, source="inasti").state == "invalid"
    assert find_transmission(made.ref).state == "sent"


def test_a_rejection_keeps_its_reasons(person: Party, drop: Path) -> None:
    made = make(person)
    send(made.ref)
    payload = {"outcome": "rejected", "reasons": ["Unknown quarter", "Wrong category"]}
    arrive(message("acknowledgement", about=made.ref, payload=payload), source="cin")
    assert find_transmission(made.ref).reasons == "Unknown quarter\nWrong category"


def test_setting_it_aside_needs_a_reason(person: Party, drop: Path) -> None:
    kept = arrive(message(subject=about(person)))
    with pytest.raises(ReasonMissing):
        placing.set_aside(kept.pk, by="user:1", now=NOW, note=" ")
    assert placing.set_aside(kept.pk, by="user:1", now=NOW, note="Twice").state == "set_aside"
    with pytest.raises(NotPlaced):
        placing.set_aside(kept.pk, by="user:1", now=NOW, note="Again")
