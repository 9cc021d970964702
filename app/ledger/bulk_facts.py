"""What many receipts need to know, read at once: references, and the accounts, debts and hindrances of parties."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from app.ledger import surcharges
from app.ledger.entries import lock_accounts
from app.ledger.models import Payment, PlanDebt, Receivable, ReferenceTarget, StructuredReference, Surcharge
from app.ledger.queries import in_order
from app.ledger.receipts import Receipt
from app.ledger.references import find_references
from app.ledger.states import PlanState, ReferenceKind


@dataclass
class Facts:
    """What is known of a batch. `odd` parties have something that arithmetic alone cannot book."""

    references: dict[str, StructuredReference]
    targets: dict[str, set[int]] = field(default_factory=dict)
    owed: dict[int, list[Receivable]] = field(default_factory=dict)
    odd: set[int] = field(default_factory=set)
    odd_keys: set[str] = field(default_factory=set)

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
        *list_surcharged(receipts, facts, parties),
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


def list_surcharged(receipts: Sequence[Receipt], facts: Facts, parties: Iterable[int]) -> set[int]:
    """Parties with surcharges that these payments, by their value dates, or earlier acts show not to be due."""
    rows = Surcharge.objects.filter(receivable__party__in=parties, withdrawn__isnull=True)
    booked: dict[int, list[Surcharge]] = defaultdict(list)
    last: dict[int, date] = {}
    for one in rows.select_related("receivable"):
        booked[one.receivable_id].append(one)
        party = one.receivable.party_id
        last[party] = max(one.accrued_on, last.get(party, one.accrued_on))
    paid = [(facts.debtor_of(one), one.value_on) for one in receipts]
    found = {debtor for debtor, on in paid if debtor is not None and debtor in last and on <= last[debtor]}
    bearing = [one for owed in facts.owed.values() for one in owed if one.pk in booked]
    return found | surcharges.list_out_of_step(bearing, booked)
