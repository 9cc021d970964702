"""The lives of what the books keep: which state may follow which. A refused step raises TransitionNotAllowed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from viewflow.fsm import State, TransitionNotAllowed

from app.ledger.models import Instalment, PaymentPlan, Receivable, ReceivableChange, Refund
from app.ledger.states import InstalmentState, PlanState, ReceivableState, RefundState
from app.registers.copying import copy_rows
from workflows import clock


class ReceivableLife:
    """open → settled, waived, written off or cancelled; back to open when a payment bounces. Saves and records."""

    state = State(ReceivableState, default=ReceivableState.OPEN)

    def __init__(self, receivable: Receivable, *, by: str, reason: str) -> None:
        self.receivable, self.by, self.reason = receivable, by, reason

    @state.setter()
    def _write(self, value: ReceivableState) -> None:
        source = self.receivable.state
        self.receivable.state = value
        self.receivable.save(update_fields=["state"])
        ReceivableChange.objects.create(
            receivable=self.receivable,
            source=source,
            target=value,
            at=clock.now(),
            by=self.by,
            reason=self.reason,
        )

    @state.getter()
    def _read(self) -> ReceivableState:
        return ReceivableState(self.receivable.state)

    @state.transition(source=ReceivableState.OPEN, target=ReceivableState.SETTLED)
    def settle(self) -> None:
        """Nothing is owed any more."""

    @state.transition(source=ReceivableState.OPEN, target=ReceivableState.WAIVED)
    def waive(self) -> None:
        """What was left was waived."""

    @state.transition(source=ReceivableState.OPEN, target=ReceivableState.WRITTEN_OFF)
    def write_off(self) -> None:
        """What was left cannot be recovered."""

    @state.transition(
        source={
            ReceivableState.OPEN,
            ReceivableState.SETTLED,
            ReceivableState.WAIVED,
            ReceivableState.WRITTEN_OFF,
        },
        target=ReceivableState.CANCELLED,
    )
    def cancel(self) -> None:
        """It was not due: the booking is taken back."""

    @state.transition(
        source={ReceivableState.SETTLED, ReceivableState.WAIVED, ReceivableState.WRITTEN_OFF},
        target=ReceivableState.OPEN,
    )
    def reopen(self) -> None:
        """Something is owed again."""


Changed = Sequence[tuple[Receivable, str, str]]


@dataclass(frozen=True, slots=True)
class Change:
    """One step of a receivable's life that `follow_many` writes."""

    receivable: Receivable
    source: ReceivableState
    target: ReceivableState
    by: str
    reason: str


def settle_many(paid: Changed, *, now: datetime) -> None:
    """`ReceivableLife.settle` for open receivables under lock, each by somebody and for a reason, in two statements."""
    change_many(paid, ReceivableState.SETTLED, now=now)


def cancel_many(not_due: Changed, *, now: datetime) -> None:
    """`ReceivableLife.cancel` for open receivables under lock, in the same way."""
    change_many(not_due, ReceivableState.CANCELLED, now=now)


def change_many(changed: Changed, target: ReceivableState, *, now: datetime) -> None:
    source = ReceivableState.OPEN
    follow_many([Change(one, source, target, by, reason) for one, by, reason in changed], now=now)


def follow_many(changes: Sequence[Change], *, now: datetime) -> None:
    """Steps of receivables under lock, those of one in their order, in a statement for each way from first to last.

    Raises TransitionNotAllowed for a step that `ReceivableLife` does not know, or of one that is not where it begins.
    """
    ways: dict[int, tuple[ReceivableState, ReceivableState]] = {}
    for one in changes:
        first, last = ways.get(one.receivable.pk, (one.source, one.source))
        if last != one.source or not knows_step(one.source, one.target):
            raise TransitionNotAllowed()
        ways[one.receivable.pk] = first, one.target
    for (first, last), keys in group(ways).items():
        rows = Receivable.objects.filter(pk__in=keys, state=first)
        if (rows.count() if first == last else rows.update(state=last)) != len(keys):
            raise TransitionNotAllowed()
    copy_rows(
        ReceivableChange,
        [
            ReceivableChange(
                receivable_id=one.receivable.pk,
                source=one.source,
                target=one.target,
                at=now,
                by=one.by,
                reason=one.reason,
            )
            for one in changes
        ],
    )


def group(
    ways: Mapping[int, tuple[ReceivableState, ReceivableState]],
) -> dict[tuple[ReceivableState, ReceivableState], list[int]]:
    found: dict[tuple[ReceivableState, ReceivableState], list[int]] = {}
    for key, way in ways.items():
        found.setdefault(way, []).append(key)
    return found


@cache
def knows_step(source: ReceivableState, target: ReceivableState) -> bool:
    steps = ReceivableLife.state.get_outgoing_transitions(source)
    return any(one.target == target for one in steps)


class PlanLife:
    """proposed → active → kept, broken or void. The caller saves."""

    state = State(PlanState, default=PlanState.PROPOSED)

    def __init__(self, plan: PaymentPlan) -> None:
        self.plan = plan

    @state.setter()
    def _write(self, value: PlanState) -> None:
        self.plan.state = value

    @state.getter()
    def _read(self) -> PlanState:
        return PlanState(self.plan.state)

    @state.transition(source=PlanState.PROPOSED, target=PlanState.ACTIVE)
    def open(self, on: date) -> None:
        self.plan.opened_on = on

    @state.transition(source=PlanState.ACTIVE, target=PlanState.KEPT)
    def keep(self, on: date) -> None:
        self.plan.ended_on = on

    @state.transition(source=PlanState.KEPT, target=PlanState.ACTIVE)
    def resume(self) -> None:
        """A payment that had kept the plan bounced."""
        self.plan.ended_on = None

    @state.transition(source=PlanState.ACTIVE, target=PlanState.BROKEN)
    def break_(self, on: date, reason: str) -> None:
        self.plan.ended_on, self.plan.end_reason = on, reason

    @state.transition(source={PlanState.PROPOSED, PlanState.ACTIVE}, target=PlanState.VOID)
    def void(self, on: date, reason: str) -> None:
        self.plan.ended_on, self.plan.end_reason = on, reason


class InstalmentLife:
    """due → reminded → missed, or paid at any of them; a bounce makes it due again. The caller saves."""

    state = State(InstalmentState, default=InstalmentState.DUE)

    def __init__(self, instalment: Instalment) -> None:
        self.instalment = instalment

    @state.setter()
    def _write(self, value: InstalmentState) -> None:
        self.instalment.state = value

    @state.getter()
    def _read(self) -> InstalmentState:
        return InstalmentState(self.instalment.state)

    @state.transition(source=InstalmentState.DUE, target=InstalmentState.REMINDED)
    def remind(self, on: date, until: date) -> None:
        self.instalment.reminded_on, self.instalment.reminder_until = on, until

    @state.transition(source={InstalmentState.DUE, InstalmentState.REMINDED}, target=InstalmentState.MISSED)
    def miss(self) -> None:
        """The second miss of the plan."""

    @state.transition(
        source={InstalmentState.DUE, InstalmentState.REMINDED, InstalmentState.MISSED},
        target=InstalmentState.PAID,
    )
    def pay(self) -> None:
        """It is filled."""

    @state.transition(source=InstalmentState.PAID, target=InstalmentState.DUE)
    def unpay(self) -> None:
        """The payment that filled it bounced."""

    @state.transition(source={InstalmentState.DUE, InstalmentState.REMINDED}, target=InstalmentState.VOID)
    def void(self) -> None:
        """The plan ended before it."""


class RefundLife:
    """proposed → approved → paid, or refused; withdrawn when the payment it came from is taken back; a benefit may come
    back from the bank. The caller saves."""

    state = State(RefundState, default=RefundState.PROPOSED)

    def __init__(self, refund: Refund, *, by: str, reason: str = "", now: datetime | None = None) -> None:
        self.refund, self.by, self.reason, self.now = refund, by, reason, now

    @state.setter()
    def _write(self, value: RefundState) -> None:
        self.refund.state = value

    @state.getter()
    def _read(self) -> RefundState:
        return RefundState(self.refund.state)

    @state.transition(source=RefundState.PROPOSED, target=RefundState.APPROVED)
    def approve(self) -> None:
        self._decide()

    @state.transition(source=RefundState.PROPOSED, target=RefundState.REFUSED)
    def refuse(self) -> None:
        self._decide()

    @state.transition(source={RefundState.PROPOSED, RefundState.APPROVED}, target=RefundState.WITHDRAWN)
    def withdraw(self) -> None:
        """The money is not there any more; who had approved it stays named."""
        if not self.refund.decided_by:
            self._decide()

    @state.transition(source={RefundState.APPROVED, RefundState.RETURNED}, target=RefundState.PAID)
    def pay(self, on: date) -> None:
        self.refund.paid_on = on

    @state.transition(source=RefundState.PAID, target=RefundState.RETURNED)
    def come_back(self) -> None:
        """The payee's bank sent it back: it is owed to the payee still."""
        self.refund.paid_on = None

    def _decide(self) -> None:
        self.refund.decided_by, self.refund.decided_at = self.by, self.now
        self.refund.decision_reason = self.reason
