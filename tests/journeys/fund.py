"""A small fund lived in real browsers: its staff signed in, the clock virtual, the worker doing what falls due."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from playwright.sync_api import BrowserContext, Locator, Page, expect

from app.accounts.models import User
from app.cases.models import Case
from app.ledger.bank.coda_writing import Movement, Statement, write_coda
from app.ledger.proofs import list_faults
from app.people.models import Party
from tests.factories.affiliation import IncomeFactory, LiabilityPeriodFactory
from tests.factories.cases import make_user
from tests.factories.coda import ACCOUNT
from tests.factories.people import make_person
from workflows import catalogue, clock, simulation
from workflows.actors import system
from workflows.clock import BRUSSELS
from workflows.models import Incident

PATIENCE = 30_000  # milliseconds; a laden machine answers late, and lateness is not what journeys test
expect.set_options(timeout=PATIENCE)
STAFF = {
    "caseworker": "Anna Lambert",
    "finance_officer": "Fay Dubois",
    "recovery_officer": "Roos Claes",
    "team_lead": "Lea Peeters",
    "legal_officer": "Leo Martin",
    "director": "Dirk Jacobs",
}


class Fund:
    """The fund's staff at their browsers. Times are Brussels times of 2026."""

    def __init__(
        self, open_context: Callable[..., BrowserContext], processes: list[str], *, month: int, day: int
    ) -> None:
        clock.begin(datetime(2026, month, day, 9, 0, tzinfo=BRUSSELS))
        self._open_context = open_context
        self.staff: dict[str, User] = {role: make_user(role, role, name=name) for role, name in STAFF.items()}
        self._pages: dict[str, Page] = {}
        self._statements = 0
        self._balance = Decimal("1000.00")
        if processes:
            catalogue.deploy(processes, by=system("tests"), now=clock.now())

    def page(self, role: str) -> Page:
        """The browser of the person with this role, opened once."""
        if role not in self._pages:
            self._pages[role] = self._open_context(self.staff[role]).new_page()
            self._pages[role].set_default_timeout(PATIENCE)
        return self._pages[role]

    def live(self, month: int = 0, day: int = 0, hour: int = 10) -> None:
        """Time goes on to that day; without one, what is due now is done. Nothing may need an operator."""
        simulation.simulate(datetime(2026, month, day, hour, tzinfo=BRUSSELS) if month else clock.now())
        assert [(one.node_id, one.message, one.detail[-400:]) for one in Incident.objects.all()] == []

    def open_task(self, role: str, case: Case, title: str) -> Page:
        """Through the inbox of the team, as people do; the task is taken."""
        page = self.page(role)
        page.goto("/inbox/?view=team")
        row = page.locator("tr", has_text=case.reference).filter(has_text=title)
        row.locator(".row-link").click()
        take = page.get_by_role("button", name="Take")
        if take.count():
            take.click()
        return page

    def finish(self, page: Page, button: str) -> None:
        page.get_by_role("main").get_by_role("button", name=button).first.click()
        expect(page.get_by_role("status").first).to_contain_text("Done:")
        self.live()

    def send_letters(self) -> None:
        """What the print room does, channel by channel."""
        page = self.page("caseworker")
        page.goto("/letters/")
        while page.get_by_text("Send these letters").count():
            page.get_by_text("Send these letters").first.click()
            page.get_by_role("button", name="Mark sent and print").first.click()
            page.goto("/letters/")

    def receive(self, folder: Path, *movements: Movement) -> Page:
        """The finance officer uploads today's CODA file, and it is imported before her eyes."""
        self._statements += 1
        today, old = clock.today(), self._balance
        self._balance += sum((one.amount for one in movements), Decimal(0))
        path = folder / f"day{self._statements}.cod"
        path.write_bytes(write_coda([Statement(ACCOUNT, self._statements, today, old, today, movements)]))
        page = self.page("finance_officer")
        page.goto("/bank/files/")
        page.locator("input[type=file]").set_input_files(path)
        page.get_by_role("main").get_by_role("button", name="Import").click()
        page.wait_for_url("**/bank/files/*/")
        expect(page.locator(".page-head .chip")).to_have_text("Imported")
        self.live()
        return page


def paid(amount: str, **told: str) -> Movement:
    """A credit transfer of today."""
    return Movement(Decimal(amount), clock.today(), **told)  # type: ignore[arg-type]


def affiliate(name: str, *, income: int = 30_000, language: str = "fr", **facts: object) -> Party:
    """Somebody in main occupation since 2020, with the income of 2023 the first quarters of 2026 are based on."""
    party = make_person(name, language=language, **facts)  # type: ignore[arg-type]
    LiabilityPeriodFactory(person=party)
    IncomeFactory(party=party, year=2023, amount=Decimal(income), received_on=date(2025, 9, 1))
    return party


def fill(page: Page, **answers: str | bool) -> None:
    """Fields by their names: text, a choice among radio buttons, a list, a box to tick."""
    for name, value in answers.items():
        field = page.locator(f"main [name={name}]")
        kind = field.first.get_attribute("type") or field.first.evaluate("one => one.tagName.toLowerCase()")
        enter(field, str(kind), value)


def enter(field: Locator, kind: str, value: str | bool) -> None:
    if kind == "radio":
        field.and_(field.page.locator(f"[value='{value}']")).check()
    elif kind == "checkbox":
        field.set_checked(bool(value))
    elif kind == "select":
        field.select_option(str(value))
    else:
        field.fill(str(value))


def assert_books_balance() -> None:
    assert [str(fault) for fault in list_faults()] == []
