"""Reading what the bank said: the suspense list with its ages, files, statements, batches."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.db.models import Count, Q, QuerySet, Sum

from app.accounts.models import User
from app.ledger.bank.orders import changed_account
from app.ledger.bank_models import (
    BankFile,
    BankStatement,
    BankTransaction,
    MovementState,
    PaymentBatch,
    PaymentOrder,
)
from workflows.calendars import load_calendar
from workflows.deadlines import Term, Unit, compute

PAGE = 25
#: SLA-65: a payment in suspense is identified within ten working days of the bank's booking; warned after seven.
IDENTIFIED_WITHIN, WARNED_AFTER = 10, 7
DIRECTIONS = {"in": Q(amount__gt=0), "out": Q(amount__lt=0)}


@dataclass(frozen=True)
class Waiting:
    """A movement in suspense with its promise: `tone` is "", "warn" or "late"."""

    movement: BankTransaction
    due_on: date
    tone: str


def list_suspense(direction: str = "") -> QuerySet[BankTransaction]:
    """The oldest first; `in` for money that came, `out` for debits nobody ordered."""
    waiting = BankTransaction.objects.filter(state=MovementState.SUSPENSE)
    if direction in DIRECTIONS:
        waiting = waiting.filter(DIRECTIONS[direction])
    return waiting.select_related("statement").order_by("booked_on", "id")


def page_suspense(after: str, *, today: date, direction: str = "") -> tuple[list[Waiting], str]:
    """A page after the mark of the page before (`2026-03-03:12`), and the mark of the next, "" at the end."""
    rows = list_suspense(direction)
    day, _, last = after.partition(":")
    if last.isdecimal() and is_day(day):
        rows = rows.filter(Q(booked_on__gt=day) | Q(booked_on=day, pk__gt=int(last)))
    found = list(rows[: PAGE + 1])
    following = f"{found[PAGE - 1].booked_on}:{found[PAGE - 1].pk}" if len(found) > PAGE else ""
    return [promise(one, today=today) for one in found[:PAGE]], following


def is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def promise(movement: BankTransaction, *, today: date) -> Waiting:
    due = due_on(movement.booked_on)
    tone = "warn" if today > add_working_days(movement.booked_on, WARNED_AFTER) else ""
    tone = "late" if today > due else tone
    return Waiting(movement, due, tone)


def due_on(booked_on: date) -> date:
    return add_working_days(booked_on, IDENTIFIED_WITHIN)


@lru_cache(maxsize=512)
def add_working_days(start: date, count: int) -> date:
    return compute(start, Term(count, Unit.WORKING_DAYS), calendar=load_calendar()).day


def count_suspense(direction: str = "") -> int:
    """At most a thousand: the menu says "1000+"."""
    return list_suspense(direction)[:1000].count()


def find_movement(row: int) -> BankTransaction | None:
    found = BankTransaction.objects.filter(pk=row)
    return found.select_related(
        "statement__file", "party", "payment__party", "undoes", "order__batch"
    ).first()


def list_files(after: int = 0) -> QuerySet[BankFile]:
    files = BankFile.objects.defer("content")
    return files.filter(pk__lt=after) if after else files


def list_statements(file: BankFile) -> QuerySet[BankStatement]:
    return file.statements.order_by("id")


def count_outcomes(file: BankFile) -> list[tuple[str, int]]:
    """How many movements of a file came to what."""
    rows = (
        BankTransaction.objects.filter(statement__file=file)
        .values_list("state")
        .annotate(count=Count("id"))
        .order_by("state")
    )
    return [(str(MovementState(state).label), count) for state, count in rows]


def page_movements(statement: BankStatement, after: int) -> tuple[list[BankTransaction], int]:
    """A page of a statement's movements after the id of the last one shown, and the next mark or 0."""
    rows = statement.transactions.filter(pk__gt=after).select_related("party", "payment").order_by("id")
    found = list(rows[: PAGE * 4 + 1])
    following = found[PAGE * 4 - 1].pk if len(found) > PAGE * 4 else 0
    return found[: PAGE * 4], following


def list_batches(after: int = 0) -> QuerySet[PaymentBatch]:
    """With the number and sum of their orders, the newest first."""
    batches = PaymentBatch.objects.defer("file").select_related("prepared_by", "approved_by")
    batches = batches.annotate(count=Count("orders"), total=Sum("orders__amount")).order_by("-id")
    return batches.filter(pk__lt=after) if after else batches


@dataclass(frozen=True)
class OrderLine:
    """An order, and the account its payee has now when that is another."""

    order: PaymentOrder
    now: str


def list_orders(batch: PaymentBatch, *, today: date) -> list[OrderLine]:
    orders: Iterable[PaymentOrder] = batch.orders.select_related("party", "refund", "mandate", "receivable")
    return [OrderLine(one, changed_account(one, on=today)) for one in orders]


def name_people(names: Iterable[str]) -> dict[str, str]:
    """Who is behind `user:12`."""
    wanted = {one.removeprefix("user:") for one in names if one.startswith("user:")}
    found = User.objects.in_bulk([int(one) for one in wanted if one.isdecimal()])
    return {f"user:{pk}": str(user) for pk, user in found.items()}
