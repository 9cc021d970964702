"""Invented people have valid numbers, live where their language is spoken, and are the same for the same seed."""

from datetime import date

import pytest

from app.demo.behaviour import CAST, HABITS, Habits
from app.demo.chance import Chance
from app.demo.identities import PLACES
from app.demo.population import KINDS, Population, invent
from app.registers import identifiers

TODAY = date(2025, 11, 24)


@pytest.fixture(scope="module")
def fund() -> Population:
    return invent(Chance(2026), 400, 60, TODAY)


def test_every_number_is_valid_and_belongs_to_one(fund: Population) -> None:
    persons = [one.who for one in fund.members]
    firms = [one.firm for one in fund.businesses]
    ibans = [one.iban for one in persons] + [one.iban for one in firms]
    assert len({identifiers.clean_niss(one.niss) for one in persons}) == 400
    assert len({identifiers.clean_enterprise_number(one.number) for one in firms}) == 60
    assert len({identifiers.clean_iban(iban) for iban in ibans}) == 460


def test_a_national_number_tells_the_birth_date(fund: Population) -> None:
    for one in fund.members:
        assert identifiers.read_birth_date(one.who.niss) == one.who.born


def test_people_live_where_their_language_is_spoken(fund: Population) -> None:
    for one in fund.members:
        place = one.who.place
        assert (place.postal_code, place.city) in PLACES[one.who.language]
    assert {one.who.language for one in fund.members} == {"fr", "nl", "de"}


def test_nobody_can_be_reached(fund: Population) -> None:
    assert all(one.who.email.endswith("@example.org") for one in fund.members)


def test_the_same_seed_invents_the_same_fund(fund: Population) -> None:
    assert invent(Chance(2026), 400, 60, TODAY) == fund
    assert invent(Chance(2027), 400, 60, TODAY) != fund


def test_every_kind_is_there_and_helpers_help_somebody(fund: Population) -> None:
    assert {one.kind for one in fund.members} == set(KINDS)
    keys = {one.key for one in fund.members} | {one.key for one in fund.businesses}
    for one in fund.members:
        assert (one.linked_to in keys) == (one.kind in {"officer", "helper", "spouse_helper"})


def test_the_cast_has_each_habit_that_matters_and_pays_on_days_of_its_own() -> None:
    habits = Habits(Chance(2026))
    assert set(CAST) <= set(HABITS)
    assert [habits.of_member(index) for index in range(len(CAST))] == list(CAST)
    due = date(2026, 3, 31)
    assert list(habits.list_payments("late", "x", due)) == list(habits.list_payments("late", "x", due))
    assert all(day > due for day, _share in habits.list_payments("late", "x", due))
    assert not list(habits.list_payments("unreached", "x", due))
