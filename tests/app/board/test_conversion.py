"""Debts by the furthest step of recovery, and what became of them there."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from app.accounts.models import User
from app.board.conversion import Rung, Step, read_steps
from app.correspondence.models import Letter
from app.ledger.models import Receivable
from app.periods import Period
from tests.factories.ledger import owe, pay
from tests.factories.letters import make_letter
from tests.factories.people import make_person
from tests.factories.recovery import make_file, try_in_vain

pytestmark = pytest.mark.django_db


def make_debt(case: str, *letters: str) -> Receivable:
    """Followed by a case that has sent these letters."""
    debt = owe(make_person())
    Receivable.objects.filter(pk=debt.pk).update(case_ref=case)
    for name in letters:
        letter = make_letter(key=f"{case} {name}")
        Letter.objects.filter(pk=letter.pk).update(
            case_ref=case, name=name, state="sent", sent_at=letter.made_at
        )
    debt.refresh_from_db()
    return debt


def read_year(debt: Receivable) -> dict[Rung, Step]:
    return {
        one.rung: one
        for one in read_steps(Period(date(debt.due_on.year, 1, 1), date(debt.due_on.year, 12, 31)))
    }


def test_a_debt_counts_at_the_furthest_step_and_has_reached_those_before() -> None:
    debt = make_debt("RE-1", "reminder", "second_reminder")
    found = read_year(debt)
    assert [found[rung].reached for rung in Rung] == [1, 1, 1, 0, 0, 0]
    assert [found[rung].open for rung in Rung] == [0, 0, 1, 0, 0, 0]


def test_one_of_two_paid_after_a_reminder_is_a_half() -> None:
    paid = make_debt("RE-1", "reminder")
    make_debt("RE-2", "reminder")
    pay(1000, on=paid.due_on, party=paid.party)
    step = read_year(paid)[Rung.REMINDER]
    assert (step.reached, step.paid, step.open, step.share) == (2, 1, 1, Decimal("50.0"))


def test_a_file_at_court_outdoes_letters() -> None:
    debt = make_debt("RE-1", "formal_notice")
    try_in_vain(debt.party)
    make_file(debt.party, case_ref="RE-1")
    assert read_year(debt)[Rung.COURT].open == 1


def test_what_no_case_follows_is_left_out() -> None:
    debt = owe(make_person())
    Receivable.objects.update(case_ref="")
    assert {one.reached for one in read_year(debt).values()} == {0}


def test_the_page_and_its_export_show_the_steps(client: Client, team_lead: User) -> None:
    debt = make_debt("RE-1", "reminder")
    client.force_login(team_lead)
    days = f"?from={debt.due_on}&until={debt.due_on}"
    assert "First reminder" in client.get(f"/board/recovery/{days}").content.decode()
    answer = client.get(f"/board/recovery/export/{days}")
    lines = b"".join(answer.streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    assert lines[2].split(",")[:3] == ["First reminder", "1", "0"]
