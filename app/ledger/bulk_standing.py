"""What stands in the books of many parties whose claims are to be lowered, read at once under their locks."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Q, Sum

from app.ledger.bulk_corrections import Borne
from app.ledger.bulk_entries import Draft
from app.ledger.credits import standing_shares
from app.ledger.entries import Line, lock_accounts
from app.ledger.models import PlanDebt, Posting, Receivable, Surcharge
from app.ledger.queries import in_order
from app.ledger.states import Component, EntryKind, PlanState, ReceivableState
from app.ledger.surcharges import BEARING, FOLLOWED, describe_many

ZERO = Decimal("0.00")
CLAIMING = (EntryKind.BOOKING, EntryKind.ADJUSTMENT, EntryKind.COST)


@dataclass
class Standing:
    """Of each party the credit, and its claims in order: those that are open and those to be lowered. Of each claim
    what is claimed by component, the entries that pay it, the oldest first, the surcharges it bears and the plans that
    count what reaches it. `odd` parties have something that arithmetic alone cannot lower: a surcharge that was waived,
    a plan that is kept, a claim that was given up."""

    credit: dict[int, Decimal]
    claims: dict[int, list[Receivable]] = field(default_factory=lambda: defaultdict(list))
    claimed: dict[tuple[int, str], Decimal] = field(default_factory=lambda: defaultdict(lambda: ZERO))
    shares: dict[int, list[Draft]] = field(default_factory=lambda: defaultdict(list))
    borne: dict[int, Borne] = field(default_factory=dict)
    plans: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    odd: set[int] = field(default_factory=set)

    def is_plain(self, party: int) -> bool:
        return party not in self.odd

    def find(self, receivable: Receivable) -> Receivable:
        """The one of these that follows in memory."""
        return next(one for one in self.claims[receivable.party_id] if one.pk == receivable.pk)

    def list_open(self, party: int) -> list[Receivable]:
        return [one for one in self.claims[party] if one.state == ReceivableState.OPEN]


def read_standing(lowered: Sequence[Receivable]) -> Standing:
    """Lock the accounts of the parties, in order, then read a dozen tables once each."""
    accounts = lock_accounts(one.party_id for one in lowered)
    standing = Standing({one.party_id: one.credit for one in accounts})
    wanted = {one.pk for one in lowered}
    rows = Receivable.objects.filter(
        Q(state=ReceivableState.OPEN) | Q(pk__in=wanted), party__in=standing.credit
    ).select_related("party")
    for one in in_order(rows.defer("trace")):
        standing.claims[one.party_id].append(one)
    read_claimed(standing, wanted)
    read_borne(standing)
    standing.odd = list_odd(standing) | read_plans(standing) | read_shares(standing, wanted)
    return standing


def read_claimed(standing: Standing, wanted: set[int]) -> None:
    postings = Posting.objects.filter(receivable__in=wanted, entry__kind__in=CLAIMING)
    sums = postings.order_by().values_list("receivable", "component").annotate(total=Sum("amount"))
    for receivable, component, total in sums:
        standing.claimed[receivable or 0, component or ""] = total


def read_shares(standing: Standing, wanted: set[int]) -> set[int]:
    """Note what pays each claim; the parties of whom one entry pays more than one."""
    strange: set[int] = set()
    paying = standing_shares().filter(postings__receivable__in=wanted).distinct()
    for entry in paying.prefetch_related("postings").order_by("value_on", "id"):
        lines = [
            Line(one.account_id, one.amount, one.party_id, one.receivable_id, one.component)
            for one in entry.postings.all()
        ]
        paid = {line.receivable for line in lines if line.receivable is not None}
        for receivable in paid & wanted:
            standing.shares[receivable].append((entry, lines))
        if len(paid) != 1:
            strange |= {line.party for line in lines if line.party is not None}
    return strange


def read_borne(standing: Standing) -> None:
    """The surcharges that stand on the claims, and what each claim is reckoned from."""
    own = {one.pk: one for claims in standing.claims.values() for one in claims if one.kind in BEARING}
    booked: dict[int, list[Surcharge]] = defaultdict(list)
    rows = Surcharge.objects.filter(receivable__in=own, withdrawn__isnull=True)
    for one in (
        rows.select_related("entry").prefetch_related("entry__postings").order_by("accrued_on", "kind")
    ):
        booked[one.receivable_id].append(one)
    claims = describe_many([own[key] for key in booked])
    standing.borne = {key: Borne(claims[key], surcharges) for key, surcharges in booked.items()}


def read_plans(standing: Standing) -> set[int]:
    """Note which plans count what reaches the claims; the parties of plans that are kept already."""
    owners = list_owners(standing)
    rows = PlanDebt.objects.filter(
        receivable__in=owners,
        plan__state__in=[PlanState.ACTIVE, PlanState.KEPT],
        plan__opened_on__isnull=False,
    )
    kept: set[int] = set()
    for receivable, plan, state in rows.values_list("receivable", "plan", "plan__state"):
        standing.plans[receivable].add(plan)
        if state == PlanState.KEPT:
            kept.add(owners[receivable])
    return kept


def list_owners(standing: Standing) -> dict[int, int]:
    return {one.pk: party for party, own in standing.claims.items() for one in own}


def list_odd(standing: Standing) -> set[int]:
    """The parties of claims that were given up, or of whose surcharges something was waived."""
    owners = list_owners(standing)
    waived = Posting.objects.filter(
        receivable__in=owners, component=Component.SURCHARGE, entry__kind=EntryKind.WAIVER
    )
    closed = {
        party for party, own in standing.claims.items() if any(one.state not in FOLLOWED for one in own)
    }
    return closed | {owners[one] for one in waived.values_list("receivable", flat=True) if one is not None}
