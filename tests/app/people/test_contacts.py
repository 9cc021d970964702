"""Addresses follow each other without overlap; channels, accounts, consents, links, households and caseworkers."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from app.accounts.models import User
from app.people import assignments, contacts, links, queries
from app.people.errors import PartyRefused
from app.people.models import Address, Assignment, Party
from tests.factories.people import CLERK, make_company, make_iban, make_person

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 1)


def move(party: Party, street: str, since: date) -> Address:
    return contacts.move(
        party, "residence", by=CLERK, street=street, postal_code="9000", city="Gent", started_on=since
    )


def test_a_new_address_ends_the_one_before_the_day_before() -> None:
    party = make_person()
    move(party, "Veldstraat", DAY)
    assert queries.address_on(party, date(2026, 2, 28)).street == "Rue Neuve"  # type: ignore[union-attr]
    assert queries.address_on(party, DAY).street == "Veldstraat"  # type: ignore[union-attr]


def test_an_address_announced_too_early_is_withdrawn_by_one_from_before() -> None:
    party = make_person()
    move(party, "Kouter", date(2026, 6, 1))
    move(party, "Veldstraat", DAY)
    assert queries.address_on(party, date(2026, 7, 1)).street == "Veldstraat"  # type: ignore[union-attr]


def test_the_database_refuses_two_addresses_of_a_kind_on_one_day() -> None:
    party = make_person()
    with pytest.raises(IntegrityError), transaction.atomic():
        Address.objects.create(
            party=party, kind="residence", street="x", postal_code="1000", city="y", started_on=DAY
        )


def test_a_letter_goes_to_the_address_for_letters_first() -> None:
    party = make_person("Joke Vermeulen", email="joke@example.org")
    contacts.move(
        party,
        "correspondence",
        by=CLERK,
        street="Postbus",
        number="7",
        postal_code="9000",
        city="Gent",
        started_on=DAY,
    )
    assert queries.recipient_of(party, DAY) == {
        "name": "Joke Vermeulen",
        "address": "Postbus 7\n9000 Gent",
        "email": "joke@example.org",
        "language": "nl",
        "reference": party.reference,
    }


def test_a_belgian_postal_code_has_four_digits() -> None:
    with pytest.raises(PartyRefused) as refusal:
        contacts.move(
            make_person(), "residence", by=CLERK, street="x", postal_code="99", city="y", started_on=DAY
        )
    assert refusal.value.field == "postal_code"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("02 123 45 67", "+3221234567"),
        ("0032 470/12.34.56", "+32470123456"),
        ("+49 (0)30 1234567", "+49301234567"),
    ],
)
def test_telephone_numbers_are_kept_in_one_form(typed: str, kept: str) -> None:
    assert contacts.clean_phone(typed) == kept


def test_one_channel_is_preferred_and_another_can_become_it() -> None:
    party = make_person(email="joke@example.org")
    contacts.add_channel(party, "mobile", "0470 12 34 56", by=CLERK, preferred=True)
    assert [(one.kind, one.preferred) for one in queries.list_channels(party)] == [
        ("mobile", True),
        ("email", False),
    ]


def test_the_account_opened_last_is_paid() -> None:
    party, first, second = make_person(), make_iban(), make_iban()
    contacts.open_bank_account(party, first, by=CLERK, started_on=date(2020, 1, 1))
    contacts.open_bank_account(party, second, by=CLERK, started_on=DAY)
    assert queries.bank_account_on(party, date(2026, 2, 28)).iban == first  # type: ignore[union-attr]
    assert queries.bank_account_on(party, DAY).iban == second  # type: ignore[union-attr]


def test_an_officer_leads_a_company_and_never_a_person() -> None:
    officer, company = make_person(), make_company()
    links.link(officer, company, "officer", by=CLERK, started_on=DAY)
    assert queries.linked_on(company, "officer", DAY) == [officer]
    assert queries.linked_on(company, "officer", date(2026, 2, 28)) == []
    with pytest.raises(PartyRefused):
        links.link(company, officer, "officer", by=CLERK, started_on=DAY)


def test_the_same_link_is_not_made_twice_for_the_same_days() -> None:
    officer, company = make_person(), make_company()
    links.link(officer, company, "officer", by=CLERK, started_on=DAY)
    with pytest.raises(PartyRefused):
        links.link(officer, company, "officer", by=CLERK, started_on=date(2027, 1, 1))


def test_an_accountant_acts_on_a_mandate() -> None:
    with pytest.raises(PartyRefused) as refusal:
        links.link(make_company(), make_person(), "accountant", by=CLERK, started_on=DAY)
    assert refusal.value.field == "mandate"


def test_people_live_together_and_one_of_them_leaves() -> None:
    head, partner = make_person(), make_person("Wim Maes")
    links.join_household(head, None, "head", by=CLERK, started_on=DAY)
    member = links.join_household(partner, head, "partner", by=CLERK, started_on=DAY)
    assert links.find_household(partner, DAY) == links.find_household(head, DAY)
    links.leave_household(member, by=CLERK, day=date(2026, 4, 1))
    assert links.find_household(partner, date(2026, 4, 2)) is None


def test_the_named_caseworker_is_kept_with_who_decided_and_why(caseworker: User, team_lead: User) -> None:
    party = make_person()
    assignments.assign(party, "caseworker", caseworker, by=CLERK, reason="New file")
    assignments.assign(party, "caseworker", team_lead, by=CLERK, reason="Anna is away")
    party.refresh_from_db()
    assert party.caseworker == team_lead
    assert [one.reason for one in Assignment.objects.order_by("id")] == ["New file", "Anna is away"]


def test_the_substitute_is_somebody_else_and_works_on_files(caseworker: User, operator: User) -> None:
    party = make_person()
    assignments.assign(party, "caseworker", caseworker, by=CLERK, reason="New file")
    for colleague in (caseworker, operator):
        with pytest.raises(PartyRefused):
            assignments.assign(party, "substitute", colleague, by=CLERK, reason="Holidays")
