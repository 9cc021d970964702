"""A case belongs to a party the fund knows, or to somebody it does not know yet."""

import pytest

from app.accounts.models import User
from app.accounts.roles import as_actor
from app.cases.opening import open_case
from app.correspondence.queries import list_letters_of
from app.people.errors import PartyUnknown
from tests.factories.cases import QUESTION, deploy_question
from tests.factories.letters import make_letter
from tests.factories.people import make_person
from workflows import api
from workflows.models import ProcessInstance

pytestmark = pytest.mark.django_db


def test_a_case_opened_for_a_party_is_theirs(question: object, caseworker: User) -> None:
    party = make_person("Joke Vermeulen", language="nl")
    case = open_case("question", {"subject": "Bijdrage"}, by=as_actor(caseworker), party=party)
    assert (case.party, case.party_name, case.language) == (party, "Joke Vermeulen", "nl")


def test_the_reference_in_the_answers_names_the_party(question: object, caseworker: User) -> None:
    party = make_person()
    case = open_case("question", {**QUESTION, "party_ref": party.reference}, by=as_actor(caseworker))
    assert case.party == party


def test_somebody_unknown_still_gets_a_case(case: object) -> None:
    assert case.party is None  # type: ignore[attr-defined]


def test_an_unknown_reference_opens_nothing(question: object, caseworker: User) -> None:
    with pytest.raises(PartyUnknown):
        open_case("question", {**QUESTION, "party_ref": "P9999999"}, by=as_actor(caseworker))
    assert not ProcessInstance.objects.exists()


def test_a_process_that_declares_the_party_is_told_its_reference(caseworker: User) -> None:
    deploy_question(variables={"party_ref": {"type": "string"}, "subject": {"type": "string"}})
    party = make_person()
    case = open_case("question", {"subject": "Bijdrage"}, by=as_actor(caseworker), party=party)
    instance = ProcessInstance.objects.get(case_ref=case.reference)
    assert api.read_variables(instance.pk)["party_ref"] == party.reference


def test_a_letter_of_a_case_stands_on_the_page_of_its_party(question: object, caseworker: User) -> None:
    """A process that does not pass the reference on makes letters to a name and an address."""
    party = make_person()
    case = open_case("question", {"subject": "Bijdrage"}, by=as_actor(caseworker), party=party)
    mine = make_letter(reference=case.reference)
    make_letter(key="letter-2", reference="Q-2026-999999")
    assert [row.id for row in list_letters_of(party)] == [mine.pk]
