"""Nobody is taken to court for the first time without a personal contact: charter C88, said three times."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from app.people.models import Party
from app.recovery.errors import ContactMissing, DateRefused
from app.recovery.gate import find_facts
from app.recovery.models import ContactAttempt, JudicialFile
from tests.factories.people import make_company, make_person
from tests.factories.recovery import attempt, make_file, try_in_vain
from workflows import clock
from workflows.calendars import load_calendar

pytestmark = pytest.mark.django_db

RAW = """
INSERT INTO recovery_judicialfile (debtor_id, case_ref, route, route_rule, state, prepared_on, prepared_by,
                                   approved_by, evidence, key)
VALUES (%s, 'X', '', '', 'prepared', '2026-07-01', 'user:1', '', '', %s)
"""


@pytest.fixture
def debtor() -> Party:
    return make_person()


def insert_raw(party: Party) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(RAW, [party.pk, f"raw-{party.pk}"])


def database_says(party: Party) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT recovery_gate_is_open(%s)", [party.pk])
        return bool(cursor.fetchone()[0])


def test_no_file_without_any_contact(debtor: Party) -> None:
    with pytest.raises(ContactMissing, match="3 more attempts, a second channel, an attempt by phone"):
        make_file(debtor)


def test_the_database_refuses_a_file_written_past_the_program(debtor: Party) -> None:
    with pytest.raises(IntegrityError, match="personal contact"):
        insert_raw(debtor)
    assert not JudicialFile.objects.exists()


def test_the_database_lets_a_file_through_after_three_attempts(debtor: Party) -> None:
    try_in_vain(debtor)
    insert_raw(debtor)
    assert JudicialFile.objects.count() == 1


def test_one_conversation_opens_the_gate(debtor: Party) -> None:
    attempt(debtor, outcome="reached")
    assert make_file(debtor).state == "prepared"


def test_three_attempts_on_two_channels_over_ten_working_days_open_it(debtor: Party) -> None:
    try_in_vain(debtor)
    assert find_facts(debtor).span == 10
    assert make_file(debtor).state == "prepared"


@pytest.mark.parametrize(
    ("tried", "missing"),
    [
        ([("phone", 2), ("email", 9)], "1 more attempts, 10 working days"),
        ([("phone", 2), ("phone", 9), ("phone", 16)], "a second channel"),
        ([("post", 2), ("email", 9), ("email", 16)], "an attempt by phone"),
        ([("phone", 2), ("email", 9), ("phone", 13)], "10 working days between"),
    ],
)
def test_what_lacks_is_said(debtor: Party, tried: list[tuple[str, int]], missing: str) -> None:
    for channel, day in tried:
        attempt(debtor, channel, date(2026, 3, day))
    with pytest.raises(ContactMissing, match=missing):
        make_file(debtor)
    with pytest.raises(IntegrityError, match="personal contact"):
        insert_raw(debtor)


def test_another_persons_contact_does_not_count(debtor: Party) -> None:
    attempt(make_person("Piet Maes"), outcome="reached")
    with pytest.raises(ContactMissing):
        make_file(debtor)


def test_companies_are_spoken_with_as_well() -> None:
    with pytest.raises(ContactMissing):
        make_file(make_company())


def test_contacts_of_a_merged_party_count_for_the_one_that_stays(debtor: Party) -> None:
    double = make_person("J Vermeulen", niss="")
    attempt(double, outcome="reached")
    Party.objects.filter(pk=double.pk).update(merged_into=debtor)
    assert find_facts(debtor).opens
    assert database_says(debtor)


def test_a_debtor_whom_a_file_has_reached_before_needs_no_new_contact(debtor: Party) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE recovery_judicialfile DISABLE TRIGGER judicial_after_contact")
        cursor.execute(RAW, [debtor.pk, "of old"])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE recovery_judicialfile ENABLE TRIGGER judicial_after_contact")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    assert not find_facts(debtor).opens
    JudicialFile.objects.update(summoned_on=date(2020, 8, 3))
    assert find_facts(debtor).sued_before
    assert make_file(debtor).state == "prepared"


def test_a_file_cannot_be_moved_to_a_debtor_nobody_spoke_with(debtor: Party) -> None:
    attempt(debtor, outcome="reached")
    file = make_file(debtor)
    with pytest.raises(IntegrityError, match="personal contact"):
        JudicialFile.objects.filter(pk=file.pk).update(debtor=make_person("Piet Maes"))


def test_an_attempt_is_a_contact_of_the_correspondence_and_stays_as_it_was(debtor: Party) -> None:
    logged = attempt(debtor)
    assert (logged.contact.party, logged.contact.purpose) == (debtor, "recovery")
    with pytest.raises(IntegrityError, match="not changed"), transaction.atomic():
        ContactAttempt.objects.update(outcome="reached")
    with pytest.raises(IntegrityError, match="not changed"), transaction.atomic():
        ContactAttempt.objects.all().delete()


def test_an_attempt_says_what_its_contact_says(debtor: Party) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "ALTER TABLE recovery_contactattempt DROP CONSTRAINT recovery_contactattempt_contact_id_key"
        )
    logged = attempt(debtor)
    logged.pk, logged.key, logged.outcome = None, "other", "reached"
    with pytest.raises(IntegrityError, match="a contact of the same party"):
        logged.save(force_insert=True)


def test_an_attempt_of_tomorrow_is_refused(debtor: Party) -> None:
    with pytest.raises(DateRefused):
        attempt(debtor, on=clock.today() + timedelta(1))


def test_the_database_knows_the_same_working_days_as_the_fund() -> None:
    calendar = load_calendar("belgium")
    first = date(2024, 1, 1)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT day::date, recovery_is_working_day(day::date) "
            "FROM generate_series(%s::date, %s::date, interval '1 day') AS day",
            [first, date(2031, 12, 31)],
        )
        told = dict(cursor.fetchall())
    wrong = [day for day, works in told.items() if works != calendar.is_legal_working_day(day)]
    assert wrong == []


days = st.lists(st.tuples(st.sampled_from(["phone", "email", "post"]), st.integers(0, 40)), max_size=6)


@settings(max_examples=30, deadline=None)
@given(tried=days)
def test_program_and_database_judge_alike(tried: list[tuple[str, int]]) -> None:
    with transaction.atomic():
        party = make_person(niss="")
        for channel, offset in tried:
            attempt(party, channel, date(2026, 3, 2) + timedelta(offset))
        assert find_facts(party).opens == database_says(party)
        transaction.set_rollback(True)
