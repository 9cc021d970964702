"""Each type an institution sends us: to the case that waits, into the records, or to a person with the reason."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from app.benefits.detection_models import LifeFact
from app.cases.models import Case
from app.cases.opening import open_case
from app.contributions.models import Income
from app.exchanges import placing
from app.exchanges.catalogue import find_type, list_types
from app.exchanges.models import Arrival
from app.people.models import Party
from app.people.parties import read_niss
from app.recovery.obstacle_models import DebtorEvent
from tests.app.exchanges.wires import Connect
from tests.factories.people import CLERK, make_niss, make_person
from workflows import catalogue, clock, interventions
from workflows.inspection import read_variables
from workflows.models import ProcessInstance, Subscription
from workflows.shelves import open_shelf

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_monday")]
#: Types for which a case waits: the process, what it starts with, and the variables it takes the message into.
DECISIONS: Mapping[str, tuple[str, dict[str, Any], dict[str, Any]]] = {
    "exemption_decision": (
        "exemption",
        {"quarters": "2025Q3", "extent": "total", "reason": "income_loss", "explanation": "Panne"},
        {"decision": "partial", "share": 50, "reasons": "Ressources"},
    ),
    "remission_decision": (
        "surcharge_remission",
        {"quarters": "2025Q3", "reason": "force_majeure", "explanation": "Incendie"},
        {"decision": "refused", "reasons": "Pas de force majeure"},
    ),
    "assimilation_decision": (
        "sickness_assimilation",
        {"received_on": date(2026, 3, 2), "incapacity_from": date(2026, 1, 12)},
        {"decision": "granted", "first_quarter": "2026Q1", "reasons": "Voorwaarden vervuld"},
    ),
    "continued_insurance_decision": (
        "continued_insurance",
        {},
        {"decision": "granted", "quarters": 8, "reasons": "Conditions remplies"},
    ),
    "pension_decision": (
        "pension",
        {"trigger": "legal_15", "received_on": date(2026, 3, 2)},
        {"decision": "granted", "pension": "retirement", "first_on": "2026-06-01"},
    ),
}
#: Types the records take: who sends them, what they say, and what is recorded.
RECORDS: Mapping[str, tuple[str, dict[str, Any], type[Any]]] = {
    "birth_notice": ("bcss", {"reference": "G-1", "born_on": "2026-02-20", "parent": "mother"}, LifeFact),
    "incapacity_notice": ("cin", {"reference": "C-1", "from_on": "2026-02-02", "until_on": None}, LifeFact),
    "income_notice": ("spf_finances", {"year": 2024, "amount": "31000.00", "kind": "definitive"}, Income),
    "bankruptcy_judgment": (
        "insolvency",
        {"reference": "F-1", "judged_on": "2026-02-27", "court": "Bruxelles"},
        DebtorEvent,
    ),
}
each_decision = pytest.mark.parametrize("kind", DECISIONS)
each_record = pytest.mark.parametrize("kind", RECORDS)


def write(kind: str, payload: Mapping[str, Any], number: str = "m1", **head: Any) -> dict[str, Any]:
    version = find_type(kind, "in").schema_version
    return {"id": number, "type": kind, "schema_version": version, "payload": dict(payload), **head}


def decide(kind: str, party: Party | None, number: str = "m1", **head: Any) -> dict[str, Any]:
    subject = {"niss": read_niss(party.person)} if party else {"niss": make_niss()}
    said = {"decided_on": "2026-02-27", **DECISIONS[kind][2]}
    return write(kind, said, number, subject=subject, **head)


def await_decision(kind: str, party: Party) -> Case:
    """A case of the shipped process, brought to where it waits for INASTI's decision."""
    process, data, _said = DECISIONS[kind]
    catalogue.deploy([process], by=CLERK, now=clock.now())
    asked = {"requested_on": clock.today(), "party_name": party.name, "language": "fr", **data}
    case = open_case(process, asked, by=CLERK, party=party)
    (instance,) = ProcessInstance.objects.filter(case_ref=case.reference)
    interventions.set_variables(instance.pk, {"chase_on": date(2026, 4, 13)}, "Test", by=CLERK)
    interventions.rewind(instance.pk, "await_decision", "Test", by=CLERK)
    return case


def is_waiting(case: Case) -> bool:
    names = [one.message for one in list_types("in") if one.message]
    return Subscription.objects.filter(instance__case_ref=case.reference, name__in=names).exists()


def test_no_type_is_forgotten() -> None:
    named = {one.name for one in list_types("in")}
    assert named == {*DECISIONS, *RECORDS, "acknowledgement"}


def test_every_message_the_shipped_processes_await_from_an_institution_has_a_type() -> None:
    """A process that awaits what no institution can send waits in vain."""
    shelf = open_shelf()
    awaited = {
        name
        for process in shelf.list_keys()
        for name in shelf.read(process).manifest.get("messages", {})
        if name.startswith("inasti.") or name == "pension.decision"
    }
    assert awaited == {one.message for one in list_types("in") if one.message}


@each_decision
def test_a_decision_reaches_the_case_that_waits_for_it(kind: str, connect: Connect) -> None:
    wire, person = connect("inasti"), make_person()
    await_decision(kind, make_person("Somebody Else"))
    case = await_decision(kind, person)
    wire.tell(decide(kind, person))
    kept = Arrival.objects.get()
    assert (kept.state, kept.case_ref, kept.party) == ("delivered", case.reference, person)
    assert not is_waiting(case)
    told = read_variables(ProcessInstance.objects.get(case_ref=case.reference).pk)
    wanted = (DECISIONS[kind][2]["decision"], date(2026, 2, 27))
    assert (told["decision"], told["decided_on"]) == wanted


@each_decision
def test_of_two_waiting_cases_a_person_says_which(kind: str, connect: Connect) -> None:
    wire, person = connect("inasti"), make_person()
    cases = [await_decision(kind, person) for _ in range(2)]
    wire.tell(decide(kind, person))
    kept = Arrival.objects.get()
    assert (kept.state, all(map(is_waiting, cases))) == ("waiting", True)
    chosen = Subscription.objects.get(
        instance__case_ref=cases[1].reference, name=find_type(kind, "in").message
    )
    placed = placing.place(kept.pk, by="user:1", now=clock.now(), subscription=chosen.pk)
    assert (placed.state, placed.case_ref) == ("delivered", cases[1].reference)
    assert [is_waiting(case) for case in cases] == [True, False]


@each_decision
def test_a_decision_that_comes_first_is_placed_once_its_case_waits(kind: str, connect: Connect) -> None:
    wire, person = connect("inasti"), make_person()
    wire.tell(decide(kind, person))
    kept = Arrival.objects.get()
    assert kept.state == "waiting"
    case = await_decision(kind, person)
    placed = placing.place_by_rule(kept.pk, now=clock.now())
    assert (placed.state, placed.case_ref) == ("delivered", case.reference)


@each_record
def test_what_registers_tell_is_recorded_once(kind: str, connect: Connect) -> None:
    source, said, model = RECORDS[kind]
    wire, person = connect(source), make_person()
    for number in ("m1", "m2"):
        wire.tell(write(kind, said, number, subject={"niss": read_niss(person.person)}))
    assert set(Arrival.objects.values_list("state", "party")) == {("recorded", person.pk)}
    assert model.objects.filter(party=person).count() == 1


@pytest.mark.parametrize("kind", [*DECISIONS, *RECORDS])
def test_about_a_number_nobody_has_it_waits_for_a_person(kind: str, connect: Connect) -> None:
    source, said = (RECORDS[kind][0], RECORDS[kind][1]) if kind in RECORDS else ("inasti", None)
    message = write(kind, said, subject={"niss": make_niss()}) if said else decide(kind, None)
    connect(source).tell(message)
    kept = Arrival.objects.get()
    assert (kept.state, bool(kept.problem)) == ("waiting", True)
    aside = placing.set_aside(kept.pk, by="user:1", now=clock.now(), note="Not one of ours")
    assert (aside.state, aside.note) == ("set_aside", "Not one of ours")


@pytest.mark.parametrize("kind", [*DECISIONS, *RECORDS])
def test_from_an_institution_that_has_no_say_in_it_it_is_invalid(kind: str, connect: Connect) -> None:
    person = make_person()
    said = RECORDS[kind][1] if kind in RECORDS else {"decided_on": "2026-02-27", **DECISIONS[kind][2]}
    connect("family_fons").tell(write(kind, said, subject={"niss": read_niss(person.person)}))
    assert Arrival.objects.get().state == "invalid"
