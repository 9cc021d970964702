"""Many claims lowered, and what that sets free proposed to be paid back: what `closing.reduce_receivable` and
`refunds.propose_refund` do, without asking in between.

Of parties that `Standing` finds plain. The others go the long way.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from app.ledger import chart
from app.ledger.bulk_corrections import Borne, Corrections
from app.ledger.bulk_entries import Draft, move
from app.ledger.bulk_standing import Standing
from app.ledger.credits import ORDER
from app.ledger.entries import Act, Line, check_amount, hold, owe, require_reason
from app.ledger.errors import BalanceTooSmall, ReceivableClosed
from app.ledger.models import Entry, Payment, PaymentPlan, Receivable, Refund
from app.ledger.plans import count_payments_of, lock_plan
from app.ledger.states import Component, EntryKind, ReceivableState
from app.ledger.surcharges import FOLLOWED, ZERO
from app.ledger.tidings import Told
from app.people.models import Party
from app.registers.copying import Keys, copy_rows, update_rows


@dataclass(frozen=True, kw_only=True)
class Reduction:
    """A claim to lower to these amounts, as `reduce_receivable` takes it; `trace` is `Trace.to_json()`, None to leave
    the one there is."""

    receivable: Receivable
    principal: Decimal
    fee: Decimal
    act: Act
    trace: Mapping[str, Any] | None = None


@dataclass
class Lowering(Corrections):
    """Reductions and refunds in the making; `write` books them. `touched` are the debts that money left or reached,
    with the act that did it: their plans count anew at the end."""

    standing: Standing
    refunds: list[Refund] = field(default_factory=list)
    traces: dict[int, Mapping[str, Any]] = field(default_factory=dict)
    keys: Keys = field(default_factory=lambda: Keys(Entry))
    refund_keys: Keys = field(default_factory=lambda: Keys(Refund))
    touched: dict[int, Act] = field(default_factory=dict)

    def reduce(self, one: Reduction) -> None:
        """Raises BalanceTooSmall, ReceivableClosed, ReasonMissing."""
        held = self.standing.find(one.receivable)
        if held.state not in FOLLOWED:
            raise ReceivableClosed(receivable=held.ref, state=held.state)
        require_reason(one.act.reason)
        for component, wanted in ((Component.PRINCIPAL, one.principal), (Component.FEE, one.fee)):
            self.lower(held, component, check_amount(wanted, may_be_nought=True), one.act)
        if one.trace is not None:
            self.traces[held.pk] = one.trace
        self.correct(held, one.act)
        self.touched[held.pk] = one.act
        self.refresh(held, by=one.act.by, reason=one.act.reason)

    def lower_past(self, receivable: Receivable, wanted: Decimal, act: Act) -> None:
        """As `retroactive.lower_retroactive`: surcharges that a settlement claimed for the past."""
        held = self.standing.find(receivable)
        self.lower(held, Component.SURCHARGE, wanted, act)
        self.refresh(held, by=act.by, reason=act.reason)

    def cancel(self, receivable: Receivable, act: Act) -> None:
        """As `closing.cancel_receivable`: it was not due."""
        held = self.standing.find(receivable)
        borne = self.standing.borne.get(held.pk)
        if borne is not None:
            for surcharge in list(borne.booked):
                self.withdraw(surcharge, borne, held, act)
        for component in Component:
            if component is not Component.SURCHARGE:
                self.lower(held, component, ZERO, act)
        self.change(held, ReceivableState.CANCELLED, by=act.by, reason=act.reason)
        self.touched[held.pk] = act
        self.told.append(Told.settled(held))

    def lower(self, held: Receivable, component: Component, wanted: Decimal, act: Act) -> None:
        """Bring one component down to what is wanted, freeing first what was paid of the difference."""
        place = held.pk, component.value
        less = self.standing.claimed[place] - wanted
        if less < 0:
            raise BalanceTooSmall(receivable=held.ref, component=component.value, asked=wanted)
        if less == 0:
            return
        undone = self.take_back(held, component, less, act)
        self.adjust(held, component, less, act)
        self.standing.claimed[place] = wanted
        own = replace(act, key=act.part(f"repeat:{component.value}"))
        for share in reversed(undone):
            self.repeat(share, held, own)

    def adjust(self, held: Receivable, component: Component, less: Decimal, act: Act) -> None:
        revenue = chart.find_revenue(component, held.kind)
        party = held.party_id if revenue == chart.CREDIT else None
        lines = [owe(held, component, -less), Line(revenue, less, party)]
        key = act.part(f"adjust:{component.value}")
        text = f"{held.ref} {held.period}"
        self.draft(act, EntryKind.ADJUSTMENT, lines, key=key, value_on=held.booked_on, text=text)
        move(held, lines)
        borne = self.find_borne(held)
        if borne is not None and component is Component.PRINCIPAL:
            borne.lower(less)

    def take_back(self, held: Receivable, component: Component, less: Decimal, act: Act) -> list[Draft]:
        """Undo the newest payments of the claim until so much of the component is unpaid; what was undone."""
        shares = self.standing.shares[held.pk]
        undone: list[Draft] = []
        while shares and held.amounts[component] < less:
            newest = max(shares, key=lambda share: (share[0].value_on, share[0].pk))
            shares.remove(newest)
            self.unpay(newest, held, act)
            undone.append(newest)
        return undone

    def unpay(self, share: Draft, held: Receivable, act: Act) -> None:
        paid, lines = share
        turned = [replace(line, amount=-line.amount) for line in lines]
        key = act.part(f"reverse:{paid.pk}")
        entry = self.draft(act, EntryKind.REVERSAL, turned, key=key, value_on=paid.value_on, text=paid.text)
        entry.reverses_id, entry.payment_id, entry.text = paid.pk, paid.payment_id, paid.text
        move(held, turned)
        self.count(held, paid.value_on, turned)
        self.refresh(held, by=act.by, reason=act.reason)

    def repeat(self, share: Draft, held: Receivable, act: Act) -> None:
        """Spread what was taken back once more, from its own value date: its debt first, then overdue ones."""
        paid, lines = share
        freed = -sum((line.amount for line in lines if line.receivable == held.pk), Decimal(0))
        own = replace(act, key=act.part(f"again:{paid.pk}"))
        others = self.standing.list_open(held.party_id)
        overdue = [one for one in others if one.pk != held.pk and one.due_on < act.booked_on]
        for reached in self.spread([held, *overdue], freed, own, EntryKind(paid.kind), paid):
            self.correct(reached, own)

    def spread(
        self,
        receivables: Sequence[Receivable],
        amount: Decimal,
        act: Act,
        kind: EntryKind,
        paid: Entry | None = None,
    ) -> list[Receivable]:
        """As `credits.spread`; where an entry is repeated it is `paid`. What it reached."""
        reached = []
        for one in receivables:
            part = min(amount, one.total)
            if part > 0:
                entry = self.pay(one, part, ORDER, act, kind, value_on=paid.value_on if paid else None)
                entry.payment_id = paid.payment_id if paid else None
                amount -= part
                reached.append(one)
        return reached

    def pay(
        self,
        receivable: Receivable,
        part: Decimal,
        order: Sequence[Component],
        act: Act,
        kind: EntryKind,
        payment: Payment | None = None,
        *,
        value_on: date | None = None,
    ) -> Entry:
        """It may be taken back later, and reaches the claim that surcharges are reckoned from."""
        entry = super().pay(receivable, part, order, act, kind, payment, value_on=value_on)
        draft = self.drafts[-1]
        self.standing.shares[receivable.pk].append(draft)
        self.count(receivable, entry.value_on, draft[1])
        self.touched[receivable.pk] = act
        return entry

    def count(self, receivable: Receivable, on: date, lines: Sequence[Line]) -> None:
        borne = self.find_borne(receivable)
        if borne is not None:
            borne.count(on, lines)

    def find_borne(self, receivable: Receivable) -> Borne | None:
        return self.standing.borne.get(receivable.pk)

    def list_others(self, receivable: Receivable) -> list[Receivable]:
        return [one for one in self.standing.list_open(receivable.party_id) if one.pk != receivable.pk]

    def propose(
        self, party: Party, *, on: date, key: str, by: str, reason: str, amount: Decimal
    ) -> Refund | None:
        """Set the credit off against what is open, then propose to pay back `amount` or what is left of it; None when
        nothing is."""
        act = Act(key=f"{key}/offset", booked_on=on, by=by)
        self.spread(self.standing.list_open(party.pk), self.standing.credit[party.pk], act, EntryKind.OFFSET)
        wanted = min(check_amount(amount), self.standing.credit[party.pk])
        if wanted <= 0:
            return None
        refund = Refund(
            id=self.refund_keys.take(),
            key=key,
            party=party,
            amount=wanted,
            noticed_on=on,
            proposed_by=by,
            reason=reason,
        )
        proposed = Act(key=f"{key}/propose", booked_on=on, by=by, reason=reason)
        lines = [hold(party.pk, -wanted), Line(chart.REFUNDS, -wanted, party.pk)]
        self.draft(proposed, EntryKind.REFUND, lines, text=refund.ref)
        self.refunds.append(refund)
        return refund

    def draft(
        self,
        act: Act,
        kind: EntryKind,
        lines: list[Line],
        payment: Payment | None = None,
        *,
        key: str = "",
        value_on: date | None = None,
        text: str = "",
    ) -> Entry:
        """An entry with its key, which later ones name; the party's credit follows."""
        entry = super().draft(act, kind, lines, payment, key=key, value_on=value_on, text=text)
        entry.pk = self.keys.take()
        for line in lines:
            if line.account == chart.CREDIT and line.party is not None:
                self.standing.credit[line.party] -= line.amount
        return entry

    def write(self) -> None:
        super().write()
        copy_rows(Refund, self.refunds)
        for refund in self.refunds:
            refund._state.adding = False
            refund._state.db = "default"
        update_rows(Receivable, ["trace"], self.traces.items())
        self.count_plans()

    def count_plans(self) -> None:
        """As `plans.count_payments`, once for what all acts together have made of a plan."""
        acts = {plan: act for debt, act in self.touched.items() for plan in self.standing.plans.get(debt, ())}
        for plan in PaymentPlan.objects.filter(pk__in=acts).order_by("id"):
            count_payments_of(lock_plan(plan), acts[plan.pk])
