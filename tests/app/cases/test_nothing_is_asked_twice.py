"""Every form, F01 to F22 and the fund's own: a fact the fund holds is written in, and no consent ever is (C16)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pytest

from app.affiliation.models import LiabilityPeriod
from app.benefits.detection_models import LifeFact
from app.cases.fact_words import WORDS
from app.cases.known_facts import FACTS, fill_in
from app.exchanges.institutions import register
from app.people.contacts import add_channel, open_bank_account
from app.people.links import join_household, link
from app.people.models import LinkKind, Party
from app.people.parties import read_niss
from forms.definition import DEFINITIONS, Field, FormDefinition, read_file
from tests.factories.people import CLERK, make_company, make_iban, make_person
from workflows import clock

#: What the fund holds of a party, by the name a field has for it, or by its type.
HELD_NAMES = {
    *("person_name", "company_name", "party_name", "address", "party_address", "language"),
    *("party_email", "party_phone", "activity", "nace", "legal_form", "constituted_on", "personality_on"),
    *(
        "officers",
        "active_partners",
        "accountant",
        "mandates",
        "mutuality",
        "region",
        "birth_date",
        "born_on",
    ),
    *("incapacity_from", "incapacity_until", "fact_date", "judgment_ref", "company_number", "tie_since"),
}
HELD_TYPES = {"niss", "iban", "enterprise_number", "email", "phone"}
#: Fields of such a name or type that ask something else, and why.
ANOTHER: Mapping[str, str] = {
    "authority_request/register.contact_email": "of the authority, which is no party",
    "catalogue/f22.email": "of the authority, which is no party",
    "fund_transfer_in/check.activity": "of somebody who comes from another fund",
    "insolvency_claim/prepare.address": "of the curator",
    "family_growth/ask_person.born_on": "asked of a birth no register has told of",
}
#: What only the person can say: a fact of ours must never stand there as if they had said it.
OWN_WORD = {
    *("catalogue/f03.not_principal", "catalogue/f10.debit_mandate", "catalogue/f14.no_intent"),
    *("catalogue/f15.consent", "catalogue/f18.no_other_status", "catalogue/f08.continued_by_third_party"),
    *("catalogue/f19.agrees", "catalogue/f02.helps", "catalogue/f02.own_rights", "catalogue/f06.link"),
    *("catalogue/f01.student", "catalogue/f11.jointly_liable", "catalogue/f17.stopped_on"),
    *("sickness_assimilation/request.continued_by_other", "sickness_assimilation/request.stopped_on"),
    *("cessation/declaration.stopped_on", "paternity_allowance/request.birth_aid"),
}
#: Blocks whose fields the start form fills in by their names (known_party.list_answers).
CONTACT = {"party_name", "party_email", "party_phone", "party_address", "language"}
TODAY = date(2026, 3, 2)


def list_definitions() -> Iterator[FormDefinition]:
    for path in sorted(DEFINITIONS.rglob("*.yaml")):
        yield read_file(str(path.relative_to(DEFINITIONS).with_suffix("")))


def list_fields() -> Iterator[tuple[str, Field]]:
    for definition in list_definitions():
        for field in definition.fields:
            yield f"{definition.key}.{field.name}", field


def is_held(field: Field) -> bool:
    return field.name in HELD_NAMES or field.type in HELD_TYPES


def test_each_fact_the_fund_holds_is_filled_in_by_every_form_that_asks_it() -> None:
    asked = {
        place
        for place, field in list_fields()
        if is_held(field) and not (field.known or field.prefill or field.name in CONTACT)
    }
    assert asked - set(ANOTHER) == set()
    assert set(ANOTHER) - asked == set()


def test_no_form_puts_a_consent_or_a_declaration_into_the_mouth_of_the_person() -> None:
    found = {place: field for place, field in list_fields() if place in OWN_WORD}
    assert set(found) == OWN_WORD
    assert {place for place, field in found.items() if field.known or field.prefill} == set()


def test_each_fact_a_form_names_can_be_held_and_each_is_named_by_a_form() -> None:
    named = {field.known for _place, field in list_fields() if field.known}
    assert named == set(FACTS)


@pytest.fixture
def person(db: None) -> Party:
    """Somebody of whom the fund holds everything: a baker with a partner, a baby, a company and a mutuality."""
    found = make_person("Joke Vermeulen", email="joke@example.org")
    add_channel(found, "mobile", "+32 470 12 34 56", by=CLERK)
    open_bank_account(found, make_iban(), by=CLERK, started_on=date(2020, 1, 1))
    LiabilityPeriod.objects.create(
        person=found,
        started_on=date(2020, 1, 1),
        registered_on=date(2019, 12, 1),
        state="active",
        activity="Boulangerie",
        nace="10710",
        enterprise_number="0403170701",
        declared_at=clock.now(),
        declared_by="user:1",
    )
    partner, baby = make_person("Tom Claes"), make_person("Lou Claes", born=date(2026, 1, 9))
    link(partner, found, LinkKind.SPOUSE, by=CLERK, started_on=date(2018, 6, 2))
    join_household(found, None, "head", by=CLERK, started_on=date(2018, 6, 2))
    join_household(baby, found, "child", by=CLERK, started_on=date(2026, 1, 9))
    link(found, make_company(), LinkKind.OFFICER, by=CLERK, started_on=date(2021, 1, 1))
    register(found, "mut_300", from_day=date(2020, 1, 1), by="user:1", now=clock.now())
    for kind, facts in (("incapacity", {}), ("bankruptcy", {"judgment": "F-7"})):
        LifeFact.objects.create(
            party=found,
            kind=kind,
            happened_on=date(2026, 2, 2),
            until_on=date(2026, 5, 31) if kind == "incapacity" else None,
            facts=facts,
            source="test",
            reference=kind,
            recorded_at=clock.now(),
        )
    return found


@pytest.fixture
def company(db: None) -> Party:
    days: dict[str, Any] = {"constituted_on": date(2024, 1, 2), "personality_on": date(2024, 1, 9)}
    found = make_company(email="info@example.org", **days)
    add_channel(found, "phone", "+32 2 123 45 67", by=CLERK)
    for name, kind in (("Ann", "officer"), ("Bea", "active_partner"), ("Cis", "accountant")):
        link(
            make_person(f"{name} Maes"),
            found,
            LinkKind(kind),
            by=CLERK,
            started_on=date(2024, 1, 9),
            mandate="accounts",
        )
    return found


def test_the_forms_of_a_known_person_come_with_all_that_is_known(person: Party) -> None:
    missing = {
        f"{definition.key}.{field.name}"
        for definition in list_definitions()
        if not any(field.name == "company_name" for field in definition.fields)
        and definition.key != "company_affiliation/declaration"
        for field in definition.fields
        if field.known and field.name not in fill_in(definition, person, TODAY)
    }
    assert missing == set()


@pytest.mark.parametrize("form", ["catalogue/f04", "catalogue/f05", "company_affiliation/declaration"])
def test_the_forms_of_a_known_company_come_with_all_that_is_known(company: Party, form: str) -> None:
    definition = read_file(form)
    held = fill_in(definition, company, TODAY)
    assert {field.name for field in definition.fields if field.known} == set(held)


def test_the_values_are_those_of_the_file(person: Party) -> None:
    held = fill_in(read_file("catalogue/f07"), person, TODAY)
    baby = Party.objects.get(person__first_name="Lou")
    assert held["niss"] == read_niss(person.person)
    assert (held["child_niss"], held["birth_date"]) == (read_niss(baby.person), date(2026, 1, 9))
    assert (held["activity"], held["region"], held["phone"]) == ("Boulangerie", "brussels", "+32470123456")


def test_what_may_mean_two_is_left_to_be_asked(person: Party) -> None:
    other = make_company()
    link(person, other, LinkKind.OFFICER, by=CLERK, started_on=date(2022, 1, 1))
    twin = make_person("Max Claes", born=date(2026, 1, 9))
    join_household(twin, person, "child", by=CLERK, started_on=date(2026, 1, 9))
    assert "company" not in fill_in(read_file("catalogue/f14"), person, TODAY)
    assert "child_niss" not in fill_in(read_file("catalogue/f06"), person, TODAY)


def test_nothing_is_filled_in_for_nobody() -> None:
    filled: Mapping[str, Any] = fill_in(read_file("catalogue/f01"), None, TODAY)
    assert filled == {}


def test_each_fact_has_words_and_an_example_for_whoever_chooses_it() -> None:
    assert set(WORDS) == set(FACTS)
    assert all(str(words.label) and words.example for words in WORDS.values())
