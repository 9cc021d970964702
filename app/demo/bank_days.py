"""A working day at the demo's bank: who pays today, written as a CODA file, and imported as any bank's file."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db.models import QuerySet

from app.demo.behaviour import Habits
from app.ledger.bank.account_numbers import main_account
from app.ledger.bank.coda_writing import (
    BATCH_OF_DEBITS,
    DEBIT_OF_BATCH,
    DEBIT_UNPAID,
    TRANSFER_OUT,
    Movement,
    Statement,
    write_coda,
)
from app.ledger.bank.importing import import_file
from app.ledger.bank_models import (
    BankStatement,
    BankTransaction,
    BatchKind,
    BatchState,
    MovementState,
    OrderState,
    PaymentBatch,
    PaymentOrder,
)
from app.ledger.models import Instalment, PaymentPlan, Receivable
from app.ledger.references import reference_for, reference_for_plan
from app.ledger.states import InstalmentState, PlanState
from app.people.models import BankAccount

CENT = Decimal("0.01")
ROUND_SUM = Decimal(50)
#: How many days after its collection an unpaid direct debit comes back.
BOUNCE_AFTER = timedelta(days=4)
#: Nobody pays before having read the notice.
READING = timedelta(days=6)
NO_MONEY = "AM04"


class Bank:
    """The demo's bank: it knows the habits of its clients and the last day it has told of."""

    def __init__(self, habits: Habits, keys: Mapping[int, str]) -> None:
        self.habits, self.keys = habits, keys

    def live(self, day: date) -> int:
        """Write and import the file of a day, once; the number of movements."""
        last = BankStatement.objects.order_by("-new_on", "-id").first()
        if last is not None and last.new_on >= day:
            return 0
        since = last.new_on if last else day - timedelta(days=1)
        movements = [
            *self.list_transfers(since, day),
            *list_debits(day),
            *list_payouts(day),
            *self.list_bounces(since, day),
        ]
        if not movements:
            return 0
        statement = Statement(
            account=main_account(),
            number=BankStatement.objects.filter(new_on__year=day.year).count() + 1,
            day=day,
            old_balance=last.new_balance if last else Decimal("100000.00"),
            old_on=since,
            movements=movements,
        )
        with TemporaryDirectory() as folder:
            path = Path(folder) / f"demo-{day:%Y%m%d}.cod"
            path.write_bytes(write_coda([statement]))
            import_file(path, by="demo", today=day)
        return len(movements)

    def list_transfers(self, since: date, day: date) -> Iterator[Movement]:
        for receivable in list_open():
            key = self.keys.get(receivable.party_id, "")
            habit = self.choose_habit(receivable, key)
            for when, share in self.habits.list_payments(
                habit, f"{key}:{receivable.period}", receivable.due_on
            ):
                if since < max(when, receivable.booked_on + READING) <= day:
                    yield self.pay(receivable, habit, share, day)
        for instalment in list_instalments():
            if self.keeps(instalment, since, day):
                yield self.pay_instalment(instalment, day)

    def choose_habit(self, receivable: Receivable, key: str) -> str:
        """Whoever has been given a plan pays what comes after it in time."""
        habit = self.habits.of(key) if key else ""
        if habit != "planner" or not PaymentPlan.objects.filter(party=receivable.party_id).exists():
            return habit
        return "planner" if receivable.plan_debts.exists() else "in_time"

    def pay(self, receivable: Receivable, habit: str, share: str, day: date) -> Movement:
        payer = find_account(receivable.party_id)
        movement = Movement(
            amount=choose_amount(receivable, share),
            booked_on=day,
            reference=reference_for(receivable).number,
            iban=payer.iban if payer else "",
            name=receivable.party.name,
        )
        if habit == "stranger":
            return replace(
                movement,
                reference="",
                message="cotisation sociale",
                iban=foreign_account(receivable),
                name="M. DUPONT",
            )
        if habit == "wrong_reference":
            return replace(
                movement,
                reference="",
                message=f"{receivable.party.name} {receivable.period}",
                iban=foreign_account(receivable),
            )
        return movement

    def keeps(self, instalment: Instalment, since: date, day: date) -> bool:
        """Planners pay each term two days before; breakers the first only."""
        habit = self.habits.of(self.keys[instalment.plan.party_id])
        if habit == "breaker" and instalment.number > 1:
            return False
        return (
            since
            < max(
                instalment.due_on - timedelta(days=2), (instalment.plan.opened_on or day) + timedelta(days=1)
            )
            <= day
        )

    def pay_instalment(self, instalment: Instalment, day: date) -> Movement:
        payer = find_account(instalment.plan.party_id)
        return Movement(
            amount=instalment.amount - instalment.paid,
            booked_on=day,
            reference=reference_for_plan(instalment.plan).number,
            iban=payer.iban if payer else "",
            name=instalment.plan.party.name,
        )

    def list_bounces(self, since: date, day: date) -> Iterator[Movement]:
        """Debits of those without money come back some days later."""
        collected = BankTransaction.objects.filter(
            order__isnull=False,
            amount__gt=0,
            state=MovementState.MATCHED,
            booked_on__gt=since - BOUNCE_AFTER,
            booked_on__lte=day - BOUNCE_AFTER,
        ).select_related("order__mandate")
        for one in collected.order_by("booked_on", "id"):
            if one.order and self.habits.of(self.keys[one.party_id or 0]) == "bouncing":
                yield replace(
                    write_debit(one.order, day), amount=-one.amount, code=DEBIT_UNPAID, return_reason=NO_MONEY
                )


def list_open() -> QuerySet[Receivable]:
    return Receivable.objects.filter(state="open").select_related("party").order_by("id")


def list_instalments() -> QuerySet[Instalment]:
    rows = Instalment.objects.filter(state=InstalmentState.DUE, plan__state=PlanState.ACTIVE)
    return rows.select_related("plan__party", "plan__reference").order_by("plan_id", "number")


def choose_amount(receivable: Receivable, share: str) -> Decimal:
    if share == "half":
        return (receivable.total / 2).quantize(CENT)
    if share == "contribution":
        return receivable.contribution
    return receivable.total + ROUND_SUM if share == "more" else receivable.total


def find_account(party_id: int) -> BankAccount | None:
    return BankAccount.objects.filter(party_id=party_id).order_by("id").first()


def foreign_account(receivable: Receivable) -> str:
    """An account the fund does not know, another for each debt."""
    front = 9_990_000_000 + receivable.pk
    account = f"{front:010d}{front % 97 or 97:02d}"
    return f"BE{98 - int(account + '111400') % 97:02d}{account}"


def list_debits(day: date) -> Iterator[Movement]:
    """The collections given to the bank whose day has come: one sum each, with its parts."""
    batches = PaymentBatch.objects.filter(
        kind=BatchKind.COLLECTION, state=BatchState.EXPORTED, execute_on__lte=day
    )
    for batch in batches.order_by("id"):
        orders = batch.orders.filter(state=OrderState.WAITING).select_related("mandate").order_by("id")
        parts = tuple(write_debit(order, day) for order in orders)
        if parts:
            total = sum((part.amount for part in parts), Decimal())
            yield Movement(amount=total, booked_on=day, code=BATCH_OF_DEBITS, details=parts)


def list_payouts(day: date) -> Iterator[Movement]:
    """What the fund ordered the bank to pay, executed on its day."""
    orders = PaymentOrder.objects.filter(
        batch__kind=BatchKind.PAYOUT,
        batch__state=BatchState.EXPORTED,
        batch__execute_on__lte=day,
        state=OrderState.WAITING,
    )
    for order in orders.order_by("batch_id", "id"):
        yield Movement(
            amount=-order.amount,
            booked_on=day,
            code=TRANSFER_OUT,
            end_to_end_id=order.end_to_end_id,
            iban=order.iban,
            name=order.name,
        )


def write_debit(order: PaymentOrder, day: date) -> Movement:
    return Movement(
        amount=order.amount,
        booked_on=day,
        code=DEBIT_OF_BATCH,
        end_to_end_id=order.end_to_end_id,
        mandate_reference=order.mandate.reference if order.mandate else "",
        iban=order.iban,
        name=order.name,
    )
