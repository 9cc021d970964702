"""Duplicates are found, judged and merged: everything goes along, and what cannot be one is refused."""

from datetime import UTC, date, datetime

import pytest

from app.accounts.models import User
from app.accounts.roles import as_actor
from app.cases.models import Case
from app.cases.opening import open_case
from app.people import contacts, duplicates, links, merging, queries
from app.people.errors import MergeRefused, PartyRefused
from app.people.models import Merge, Party, Suspicion
from tests.factories.people import CLERK, make_company, make_iban, make_niss, make_person

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 1, 8, tzinfo=UTC)
BORN = date(1980, 5, 17)


def twins() -> tuple[Party, Party]:
    """The same person twice: once without a number."""
    return make_person("Joke Vermeulen", niss="", born=BORN), make_person("Joke Vermeulen", born=BORN)


def merge(kept: Party, absorbed: Party) -> Merge:
    return merging.merge(kept, absorbed, by=CLERK, reason="the same person", now=NOW)


def test_the_same_name_and_birth_date_are_suspected_once() -> None:
    first, second = twins()
    assert duplicates.find_suspicions(NOW) == 1
    assert duplicates.find_suspicions(NOW) == 0
    found = Suspicion.objects.get()
    assert (found.first, found.second) == (first, second)
    assert set(found.grounds) == {"name_birth", "name_address"}


def test_a_similar_name_at_one_address_and_a_shared_account_are_suspected() -> None:
    first = make_person("Joke Vermeulen", niss="", born=BORN)
    second = make_person("Joke Vermeulens", niss="", born=BORN, address={"street": "Elsewhere"})
    third = make_person("Johanna Vermeulen", niss="", born=date(1979, 1, 1), address=False)
    for party in (first, third):
        contacts.open_bank_account(party, "BE68539007547034", by=CLERK, started_on=BORN)
    assert set(duplicates.collect()) == {(first.pk, second.pk), (first.pk, third.pk)}


def test_two_people_with_numbers_of_their_own_are_no_duplicates() -> None:
    make_person("Joke Vermeulen", born=BORN)
    make_person("Joke Vermeulen", born=BORN)
    assert duplicates.collect() == {}


def test_a_dismissed_pair_does_not_come_back() -> None:
    twins()
    duplicates.find_suspicions(NOW)
    with pytest.raises(PartyRefused):
        duplicates.dismiss(Suspicion.objects.get(), by=CLERK, reason=" ", now=NOW)
    duplicates.dismiss(Suspicion.objects.get(), by=CLERK, reason="mother and daughter", now=NOW)
    assert duplicates.find_suspicions(NOW) == 0
    assert duplicates.list_open(None, 10) == []


def test_a_merge_takes_the_number_the_cases_and_the_contacts_along(
    question: object, caseworker: User
) -> None:
    kept, absorbed = twins()
    niss_of_absorbed = absorbed.person.niss_index
    contacts.add_channel(absorbed, "mobile", "0470123456", by=CLERK)
    contacts.open_bank_account(absorbed, make_iban(), by=CLERK, started_on=BORN)
    case = open_case("question", {"subject": "x"}, by=as_actor(caseworker), party=absorbed)
    merge(kept, absorbed)
    case.refresh_from_db()
    assert case.party == kept
    assert queries.find_party(absorbed.reference) == kept
    assert kept.channels.count() == kept.bank_accounts.count() == 1
    kept.person.refresh_from_db()
    assert kept.person.masked_niss
    assert kept.person.niss_index == niss_of_absorbed
    assert [event.kind for event in kept.events.order_by("id")].count("registered") == 2


def test_every_foreign_key_to_a_party_is_known_to_the_merge() -> None:
    """Whoever adds a table that names a party need not think of merges."""
    pointers = {(model._meta.label_lower, field) for model, field in merging.list_pointers()}
    assert ("cases.case", "party") in pointers
    assert ("people.link", "from_party") in pointers
    assert ("people.link", "to_party") in pointers
    assert ("people.person", "party") not in pointers


def test_what_both_have_on_the_same_days_is_withdrawn_or_dropped_and_told() -> None:
    kept, absorbed = twins()
    for party in (kept, absorbed):
        contacts.add_channel(party, "email", "joke@example.org", by=CLERK)
    done = merge(kept, absorbed)
    assert len(done.moved["withdrawn"]["address"]) == 1
    assert done.moved["doubles"]["channel"] == [{"kind": "email", "value": "joke@example.org"}]
    assert kept.channels.count() == 1
    assert queries.addresses_on(kept, BORN.replace(year=2026)).count() == 1


def test_the_preview_counts_and_changes_nothing() -> None:
    kept, absorbed = twins()
    told = merging.preview(kept, absorbed)
    assert dict(told.rows)["address"] == 1
    assert told.refusal == ""
    assert not Merge.objects.exists()


def test_two_national_numbers_are_two_people() -> None:
    with pytest.raises(MergeRefused):
        merge(make_person(niss=make_niss()), make_person(niss=make_niss()))


def test_a_person_and_a_company_are_never_one() -> None:
    with pytest.raises(MergeRefused):
        merge(make_person(), make_company())


def test_parties_linked_to_each_other_are_two() -> None:
    first, second = twins()
    links.link(first, second, "spouse", by=CLERK, started_on=BORN)
    with pytest.raises(MergeRefused):
        merge(first, second)
    second.refresh_from_db()
    assert second.merged_into is None


def test_a_merge_needs_a_reason_and_happens_once() -> None:
    kept, absorbed = twins()
    with pytest.raises(MergeRefused):
        merging.merge(kept, absorbed, by=CLERK, reason="", now=NOW)
    merge(kept, absorbed)
    with pytest.raises(MergeRefused):
        merge(kept, absorbed)


def test_a_merged_party_leads_to_the_last_one_kept() -> None:
    first, second = twins()
    third = make_person("Joke Vermeulen", niss="", born=BORN)
    merge(second, first)
    merge(third, second)
    assert queries.find_party(first.reference) == third
    assert Case.objects.count() == 0
