"""What many receipts need to know, read at once: references, and the accounts, debts and hindrances of parties."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from app.ledger import surcharges
from app.ledger.bulk_corrections import Borne
from app.ledger.credits import standing_shares
from app.ledger.entries import lock_accounts
from app.ledger.models import (
    Payment,
    PlanDebt,
    Posting,
    Receivable,
    ReferenceTarget,
    StructuredReference,
    Surcharge,
)
from app.ledger.queries import in_order
from app.ledger.receipts import Receipt
from app.ledger.references import find_references
from app.ledger.states import Component, EntryKind, PlanState, ReferenceKind


@dataclass
class Facts:
    """What is known of a batch. `odd` parties have something that arithmetic alone cannot book."""

    references: dict[str, StructuredReference]
    targets: dict[str, set[int]] = field(default_factory=dict)
    owed: dict[int, list[Receivable]] = field(default_factory=dict)
    odd: set[int] = field(default_factory=set)
    odd_keys: set[str] = field(default_factory=set)
    borne: dict[int, Borne] = field(default_factory=dict)

    def reference_of(self, receipt: Receipt) -> StructuredReference | None:
        return self.references.get(receipt.reference)

    def debtor_of(self, receipt: Receipt) -> int | None:
        """Whose payment it is: the reference's party, else the one that pays."""
        known = self.reference_of(receipt)
        if known is not None:
            return known.party_id
        return receipt.party.pk if receipt.party else None

    def is_plain(self, receipt: Receipt) -> bool:
        return self.debtor_of(receipt) not in self.odd and receipt.key not in self.odd_keys


def read_facts(receipts: Sequence[Receipt]) -> Facts:
    """Lock the parties' accounts, in order, then read a dozen tables once each."""
    facts = Facts(find_references({one.reference for one in receipts if one.reference}))
    parties = {party for one in receipts if (party := facts.debtor_of(one)) is not None}
    lock_accounts(parties)
    owed = Receivable.objects.filter(party__in=parties, state="open").select_related("party").defer("trace")
    for receivable in in_order(owed):
        facts.owed.setdefault(receivable.party_id, []).append(receivable)
    facts.odd_keys = list_repeated(receipts)
    facts.odd = {
        *read_targets(facts),
        *list_in_plans(parties),
        *read_borne(receipts, facts, parties),
        *(one.party_id for one in facts.references.values() if one.kind == ReferenceKind.PLAN),
    }
    facts.odd |= {party for one in receipts if is_odd(one, facts) and (party := facts.debtor_of(one))}
    return facts


def is_odd(receipt: Receipt, facts: Facts) -> bool:
    """Received before, twice in the batch, or at odds with itself."""
    contradicts = receipt.receivable is not None and (
        facts.reference_of(receipt) is not None
        or receipt.party is None
        or receipt.receivable.party_id != receipt.party.pk
    )
    return contradicts or receipt.key in facts.odd_keys


def list_repeated(receipts: Sequence[Receipt]) -> set[str]:
    """Keys that come twice, or that are in the books."""
    counted = Counter(one.key for one in receipts)
    there = Payment.objects.filter(key__in=counted).values_list("key", flat=True)
    return {*there, *(key for key, times in counted.items() if times > 1)}


def read_targets(facts: Facts) -> set[int]:
    """Note which receivables each reference asks for; the parties of references that ask for another's."""
    numbers = {one.pk: one for one in facts.references.values()}
    rows = ReferenceTarget.objects.filter(reference__in=numbers)
    strange: set[int] = set()
    for key, receivable, party in rows.values_list("reference", "receivable", "receivable__party"):
        facts.targets.setdefault(numbers[key].number, set()).add(receivable)
        if party != numbers[key].party_id:
            strange.add(numbers[key].party_id)
    return strange


def list_in_plans(parties: Iterable[int]) -> set[int]:
    """Parties whose open debts are in a plan that counts what reaches them."""
    debts = PlanDebt.objects.filter(
        receivable__party__in=parties,
        receivable__state="open",
        plan__state__in=[PlanState.ACTIVE, PlanState.KEPT],
        plan__opened_on__isnull=False,
    )
    return set(debts.values_list("receivable__party", flat=True))


@dataclass
class Surcharged:
    """Surcharges that stand, by receivable, of parties of the batch; the last day of one, by party."""

    booked: dict[int, list[Surcharge]] = field(default_factory=lambda: defaultdict(list))
    last: dict[int, date] = field(default_factory=dict)


def read_surcharged(parties: Iterable[int]) -> Surcharged:
    found = Surcharged()
    rows = Surcharge.objects.filter(receivable__party__in=parties, withdrawn__isnull=True)
    for one in rows.select_related("receivable", "entry").prefetch_related("entry__postings"):
        found.booked[one.receivable_id].append(one)
        party = one.receivable.party_id
        found.last[party] = max(one.accrued_on, found.last.get(party, one.accrued_on))
    return found


def read_borne(receipts: Sequence[Receipt], facts: Facts, parties: Iterable[int]) -> set[int]:
    """Note the surcharges that late value dates may undo. Parties whose surcharges need more than that: they are not
    what the law says after earlier acts, were waived in part, or another payment has its part in them."""
    surcharged = read_surcharged(parties)
    bearing = [one for owed in facts.owed.values() for one in owed if one.pk in surcharged.booked]
    claims = surcharges.describe_many(bearing)
    odd = {
        one.party_id
        for one in bearing
        if not surcharges.is_in_step(claims[one.pk], surcharged.booked[one.pk])
    }
    late = list_late(receipts, facts, surcharged)
    odd |= {party for party, days in late.items() if len(days) > 1}
    single = {party: days[0] for party, days in late.items() if party not in odd}
    odd |= list_waived(single) | list_overtaken(single, surcharged)
    for one in bearing:
        if one.party_id in single and one.party_id not in odd:
            facts.borne[one.pk] = Borne(claims[one.pk], surcharged.booked[one.pk])
    return odd


def list_late(receipts: Sequence[Receipt], facts: Facts, surcharged: Surcharged) -> dict[int, list[date]]:
    """Value dates of all payments of the parties of whom one counts from before their last surcharge."""
    days: dict[int, list[date]] = defaultdict(list)
    for one in receipts:
        debtor = facts.debtor_of(one)
        if debtor in surcharged.last:
            days[debtor].append(one.value_on)
    return {party: own for party, own in days.items() if min(own) <= surcharged.last[party]}


def list_waived(parties: Iterable[int]) -> set[int]:
    """Parties to whom surcharges were waived."""
    rows = Posting.objects.filter(
        receivable__party__in=list(parties), component=Component.SURCHARGE, entry__kind=EntryKind.WAIVER
    )
    return set(rows.values_list("receivable__party", flat=True))


def list_overtaken(late: Mapping[int, date], surcharged: Surcharged) -> set[int]:
    """Parties who paid, after the day of the late payment, what bears surcharges: the earlier payment goes first."""
    rows = Posting.objects.filter(
        receivable__in=list(surcharged.booked),
        receivable__party__in=list(late),
        entry__in=standing_shares(),
    )
    paid = rows.values_list("receivable__party", "entry__value_on")
    return {party for party, on in paid if party is not None and on > late[party]}
