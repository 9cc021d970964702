"""Registering: identifiers are checked, sealed and unique; a party is found by any of them."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from app.people import queries
from app.people.errors import PartyKnownAlready, PartyRefused, PartyUnknown
from app.people.models import PartyEvent
from app.people.parties import register_company, register_person
from tests.factories.people import CLERK, make_company, make_niss, make_person

pytestmark = pytest.mark.django_db


def test_a_person_gets_a_reference_and_is_found_by_it_and_by_the_national_number() -> None:
    party = make_person("Joke Vermeulen", niss="85.07.30-033.28", born=date(1985, 7, 30))
    assert party.reference == f"P{party.pk:07d}"
    assert queries.find_party(party.reference.lower()) == party
    assert queries.find_by_niss("85073003328") == party


def test_the_national_number_is_nowhere_in_the_tables() -> None:
    make_person("Joke Vermeulen", niss="85073003328", born=date(1985, 7, 30))
    with connection.cursor() as cursor:
        cursor.execute("SELECT person::text, event::text FROM people_person person, people_partyevent event")
        assert "85073003328" not in str(cursor.fetchall())


def test_a_second_person_with_the_same_national_number_is_refused_and_the_first_is_named() -> None:
    first = make_person("Joke Vermeulen", niss="85073003328", born=date(1985, 7, 30))
    with pytest.raises(PartyKnownAlready) as refusal:
        register_person(by=CLERK, last_name="Vermeulen", niss="85.07.30-033.28")
    assert (refusal.value.field, refusal.value.reference) == ("niss", first.reference)
    assert "85" not in str(refusal.value).replace(first.reference, "")


def test_the_birth_date_is_read_from_the_number_and_must_be_its() -> None:
    party = register_person(by=CLERK, last_name="Maes", niss="85073003328")
    assert party.person.birth_date == date(1985, 7, 30)
    with pytest.raises(PartyRefused) as refusal:
        register_person(by=CLERK, last_name="Maes", niss=make_niss(), birth_date=date(1981, 5, 17))
    assert refusal.value.field == "birth_date"


def test_a_person_without_a_number_may_be_registered_twice() -> None:
    make_person("An Maes", niss="")
    assert make_person("An Maes", niss="").person.masked_niss == ""


def test_on_screen_the_number_shows_its_check_digits_only() -> None:
    assert make_person(niss="85073003328", born=date(1985, 7, 30)).person.masked_niss == "••.••.••-•••.28"


def test_a_company_is_found_by_its_number_however_it_is_written_and_is_unique() -> None:
    party = register_company(by=CLERK, legal_name="Atelier", enterprise_number="BE 428.759.497")
    assert queries.find_by_enterprise_number("0428759497") == party
    with pytest.raises(PartyKnownAlready):
        make_company(enterprise_number="0428759497")


def test_an_unknown_reference_is_said() -> None:
    with pytest.raises(PartyUnknown):
        queries.find_party("P9999999")


def test_the_history_says_who_registered() -> None:
    party = make_person()
    event = PartyEvent.objects.get(party=party)
    assert (event.kind, event.by) == ("registered", str(CLERK))
    with pytest.raises(IntegrityError), transaction.atomic():
        PartyEvent.objects.filter(pk=event.pk).delete()
