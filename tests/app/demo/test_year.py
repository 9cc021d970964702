"""A small fund lives some months: the books prove, each rung that the cast promises is there, nothing is stuck."""

import io
from collections import Counter
from datetime import date, datetime, timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import transaction

from app.accounts.models import User
from app.accounts.roles import Role
from app.cases.models import Case
from app.collection.models import CallState, QuarterlyCall
from app.correspondence.models import Letter
from app.demo.population import find_parties
from app.demo.year import Plan, Year, begin, is_lived
from app.ledger.bank_models import BankTransaction
from app.ledger.models import Receivable
from app.ledger.proofs import list_faults
from app.people.models import Person
from workflows import clock
from workflows.clock import BRUSSELS
from workflows.models import HumanTask, Incident, TaskState
from workflows.models.clock import VirtualClock

pytestmark = pytest.mark.django_db
#: Due on 31 March 2026; lived from the end of December to the end of April.
UNTIL = datetime(2026, 4, 30, 17, 0, tzinfo=BRUSSELS)


def live(persons: int, companies: int, months: int, seed: int = 2026) -> Plan:
    """A fund with one colleague for each role, lived until UNTIL."""
    for number, role in enumerate(Role):
        user, _ = User.objects.get_or_create(username=f"demo{number}")
        user.groups.add(Group.objects.get_or_create(name=role.value)[0])
    VirtualClock.objects.all().delete()
    plan = Plan(until=UNTIL, persons=persons, companies=companies, months=months, seed=seed)
    begin(plan)
    call_command("deploy", stdout=io.StringIO())
    Year(plan).live(io.StringIO())
    return plan


def test_a_small_fund_lives_four_months(db: None) -> None:
    live(12, 3, 4)
    assert is_lived()
    assert clock.now() - UNTIL < timedelta(minutes=10)
    check_people()
    check_money()
    check_letters()
    assert not Incident.objects.filter(state="open").exists()
    assert latest_date() <= clock.now()


def check_people() -> None:
    assert Person.objects.count() == 12
    assert Case.objects.filter(process="question").exists()
    tasks = HumanTask.objects.filter(state__in=[TaskState.READY, TaskState.CLAIMED])
    assert tasks.exists()


def check_money() -> None:
    """The books prove, and the bank told of every kind of payer the cast has by then."""
    assert list(list_faults()) == []
    call = QuarterlyCall.objects.get(year=2026, quarter=1)
    assert (call.state, call.approved_by == call.prepared_by) == (CallState.FINISHED, False)
    states = set(BankTransaction.objects.values_list("state", flat=True))
    assert {"matched", "bounced", "suspense"} & states >= {"matched"}
    assert {"open", "settled"} <= set(Receivable.objects.values_list("state", flat=True))


def check_letters() -> None:
    """The rungs of a debt that fell due a month ago."""
    names = Counter(Letter.objects.values_list("name", flat=True))
    assert {"due_notice", "due_soon", "reminder"} <= set(names)
    assert not Letter.objects.filter(
        state="made", channel="post", needs_approval=False, made_at__lt=UNTIL - timedelta(7)
    )


def latest_date() -> datetime:
    return Case.objects.order_by("-opened_at")[0].opened_at


def test_the_same_seed_lives_the_same_life(db: None) -> None:
    first, second, other = (describe_life(seed) for seed in (7, 7, 8))
    assert first == second
    assert first != other


def describe_life(seed: int) -> list[tuple[object, ...]]:
    """What was claimed and is owed by everybody after two months, by the key of their line; then it never was."""
    with transaction.atomic():
        live(10, 1, 2, seed)
        keys = {party.pk: key for key, party in find_parties().items()}
        told = Receivable.objects.values_list("party", "year", "quarter", "principal", "surcharge", "state")
        letters = Counter(Letter.objects.values_list("name", "language"))
        lives: list[tuple[object, ...]] = sorted(((keys[row[0]], *row[1:]) for row in told), key=str)
        names = sorted(Person.objects.values_list("first_name", "last_name", "birth_date"))
        transaction.set_rollback(True)
    return [*lives, *names, *sorted(letters.items())]


def test_a_fund_opens_on_the_same_day_of_an_earlier_month() -> None:
    assert Plan(until=UNTIL, months=2).first == date(2026, 2, 28)
    assert Plan(until=UNTIL, months=12).first == date(2025, 4, 28)
