"""Every page of people, money, letters and recovery: no barrier, no breach, no sideways scroll in any language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from app.accounts.models import User
from app.collection.calls import prepare_call
from app.contributions.arithmetic.contribution import ContributionInputs, calculate_contribution
from app.correspondence.contacts import log_contact
from app.correspondence.incoming import take_in as take_mail_in
from app.correspondence.models import IncomingMail
from app.ledger.bank.batches import start_batch
from app.ledger.bank_models import BankStatement, BankTransaction, BatchKind
from app.ledger.models import Receivable
from app.ledger.surcharges import accrue
from app.people.models import Party
from app.recovery.mandates import give_mandate
from app.registers.quarters import Quarter
from tests.app.correspondence.test_incoming import write_mail
from tests.app.ledger.bank.days import a_debtor, take_in
from tests.factories.affiliation import (
    BalanceSheetFactory,
    CircumstanceFactory,
    CompanyAffiliationFactory,
    IncomeFactory,
    LiabilityPeriodFactory,
    QuarterStatusFactory,
)
from tests.factories.cases import make_user
from tests.factories.coda import STRANGER, paid
from tests.factories.ledger import owe, pay
from tests.factories.letters import EDITABLE, NOW, make_letter
from tests.factories.people import make_company, make_person
from tests.factories.recovery import attempt, make_file
from tests.journeys.test_every_page import find_problems
from workflows import actors

pytestmark = pytest.mark.browser
Places = Mapping[str, object]
LANGUAGES = ("fr", "nl", "de", "en")
#: Axe looks at the two that differ most; width is measured in every language.
VARIANTS: tuple[tuple[int, Any], ...] = ((1440, "light"), (390, "dark"))
AREAS: dict[str, tuple[str, tuple[str, ...]]] = {
    "people": (
        "caseworker",
        (
            "/people/",
            "/people/?q=Vermeulen",
            "/people/?q=nobody",
            "/people/register/person/",
            "/people/register/company/",
            "/people/duplicates/",
            "/people/{person}/",
            "/people/{company}/",
            "/people/{person}/change/",
            "/people/{person}/merge/",
        ),
    ),
    "contact data": (
        "caseworker",
        tuple(
            f"/people/{{person}}/add/{what}/"
            for what in ("address", "channel", "account", "link", "household", "caseworker", "consent")
        ),
    ),
    "affiliation": (
        "caseworker",
        (
            "/affiliation/{person}/add/period/",
            "/affiliation/{person}/add/other_job/",
            "/affiliation/{company}/add/company/",
            "/affiliation/{company}/add/balance_sheet/",
            "/affiliation/{person}/quarter/{status}/",
        ),
    ),
    "letters": (
        "caseworker",
        (
            "/letters/",
            "/letters/letter/{letter}/",
            "/letters/letter/{editable}/",
            "/letters/tracking/",
            "/letters/contacts/new/?party={person}",
            "/letters/contacts/{contact}/",
            "/letters/mail/",
            "/letters/mail/{mail}/",
        ),
    ),
    "books": (
        "finance_officer",
        (
            "/books/",
            "/books/?kind=waiver",
            "/books/accounts/",
            "/books/proposals/",
            "/books/proposals/new/",
            "/books/parties/{person}/",
            "/books/receivables/{receivable}/",
            "/books/refunds/",
        ),
    ),
    "bank": (
        "finance_officer",
        (
            "/bank/",
            "/bank/movements/{movement}/",
            "/bank/movements/{matched}/",
            "/bank/files/",
            "/bank/files/{file}/",
            "/bank/statements/{statement}/",
            "/bank/batches/",
            "/bank/batches/{batch}/",
            "/bank/mandates/",
        ),
    ),
    "recovery": (
        "legal_officer",
        ("/recovery/", "/recovery/?silent=1&state=seizure", "/recovery/files/{judicial}/"),
    ),
    "calls": ("finance_officer", ("/calls/", "/calls/{call}/", "/calls/{call}/?view=failed")),
    "values": ("process_owner", ("/values/", "/values/?q=FLOOR", "/values/CONTRIB.FLOOR/")),
}


#: What the pages show is made once for several areas.
GROUPS = (
    ("people", "contact data"),
    ("affiliation", "letters"),
    ("books", "bank"),
    ("recovery", "calls", "values"),
)


@pytest.fixture
def person(transactional_db: None) -> Party:
    """An affiliate with a long name, a history and a debt."""
    party = make_person("Marie-Antoinette Vandenbroucke-Vermeulen", language="de", email="m@example.org")
    LiabilityPeriodFactory(person=party)
    CircumstanceFactory(person=party)
    IncomeFactory(party=party, year=2023, amount=Decimal(40_000))
    return party


@pytest.fixture
def debt(person: Party) -> Receivable:
    found = calculate_contribution(ContributionInputs(quarter=Quarter(2025, 4), income=Decimal(40_000)))
    made = owe(person, str(found.result["quarter_amount"]), quarter="2025Q4", trace=found.trace.to_json())
    accrue(made, date(2026, 1, 2))
    pay(100, on=date(2026, 1, 5), party=person)
    return made


@pytest.fixture
def company(transactional_db: None) -> Party:
    party = make_company("Établissements Vermeulen & Söhne")
    CompanyAffiliationFactory(company=party)
    BalanceSheetFactory(company=party)
    return party


@pytest.fixture
def bank(debt: Receivable, tmp_path: Path) -> Places:
    """A payment nobody can match, one that was, and a batch."""
    other = a_debtor()
    take_in(
        tmp_path,
        paid("1234.56", iban=STRANGER, name="VERMEULEN MARIE ANTOINETTE", message="cotisation sociale"),
        paid("850.12", reference=other.reference, iban=other.iban, name="JOKE VERMEULEN"),
    )
    statement = BankStatement.objects.get()
    return {
        "movement": BankTransaction.objects.get(state="suspense").pk,
        "matched": BankTransaction.objects.get(state="matched").pk,
        "statement": statement.pk,
        "file": statement.file_id,
        "batch": start_batch(BatchKind.PAYOUT, date(2026, 3, 6), by=make_user("finn", "finance_officer")).pk,
    }


@pytest.fixture
def letters(person: Party) -> Places:
    """Letters that wait, a contact and an e-mail to file."""
    take_mail_in(write_mail(), now=NOW)
    contact = log_contact(
        party=person, channel="phone", direction="in", at=NOW, subject="I cannot pay", summary="A client is late",
        outcome="reached", purpose="payment", by="user:1", now=NOW,
    )  # fmt: skip
    return {
        "letter": make_letter(key="a", channel="registered").pk,
        "editable": make_letter(EDITABLE, key="b").pk,
        "contact": contact.pk,
        "mail": IncomingMail.objects.get().pk,
    }


@pytest.fixture
def judicial(person: Party) -> int:
    """A file with a bailiff who has been silent for long."""
    attempt(person, outcome="reached")
    file = make_file(person)
    give_mandate(file, kind="bailiff", name="Étude Dumont-Vandenberghe", on=date(2026, 1, 5))
    return file.pk


@pytest.fixture
def places(
    person: Party, company: Party, debt: Receivable, bank: Places, letters: Places, judicial: int
) -> Places:
    call = prepare_call(Quarter(2026, 1), by=actors.user(1, "Anna"), now=NOW)
    return {
        "person": person.reference,
        "company": company.reference,
        "receivable": debt.ref,
        "status": QuarterStatusFactory(person=person, year=2025, number=4).pk,
        "judicial": judicial,
        "call": call.pk,
        **bank,
        **letters,
    }


@pytest.mark.timeout(900)
@pytest.mark.parametrize("group", GROUPS, ids="-".join)
def test_the_pages_of_an_area_have_no_barrier_in_any_language(
    group: tuple[str, ...],
    places: Places,
    open_context: Callable[..., BrowserContext],
) -> None:
    found = []
    for area in group:
        role, addresses = AREAS[area]
        user = make_user(f"somebody in {area}", role, name="Somebody Here")
        page = open_context(user).new_page()
        page.set_default_timeout(30_000)
        for address in addresses:
            target = address.format(**places)
            found += [f"{target} {problem}" for problem in look_at(page, target, user)]
    assert found == []


def test_every_area_is_looked_at() -> None:
    assert sorted(area for group in GROUPS for area in group) == sorted(AREAS)


def look_at(page: Page, address: str, user: User) -> list[str]:
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(f"script: {error}"))
    found = []
    for language in LANGUAGES:
        User.objects.filter(pk=user.pk).update(language=language)
        response = page.goto(address)
        if response is None or response.status != 200:
            return [f"answers {response and response.status}"]
        page.set_viewport_size({"width": 390, "height": 900})
        scroll = page.evaluate("document.documentElement.scrollWidth")
        if scroll > 390:
            found.append(f"{language} scrolls sideways to {scroll}")
    for width, scheme in VARIANTS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        found += [f"{width} {scheme}: {problem}" for problem in find_problems(page, width)]
    return found + errors
