"""Settling many incomes of one year in a transaction: what arithmetic decides is booked at once, a doubt is left to a
case of its own.

The single act is the rule (ADR 0019): `settling.settle`, followed by the process `regularisation`. What arithmetic
decides is written by a statement for all, surcharges, plans and earlier supplements included; what the books hold that
it does not know (`Standing.odd`) goes through the single act in the same transaction; what a person must look at, what
changes somebody's rights, and whoever a parked benefit waits for, gets the case that a single income would have had.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from app.cases.opening_many import Opening, open_cases, reserve_references
from app.ledger.bulk_lowering import Lowering, Reduction
from app.ledger.bulk_standing import read_standing
from app.ledger.entries import Act, lock_accounts
from app.ledger.models import PartyAccount, Receivable
from app.ledger.receivables import book_many
from app.ledger.references import references_for
from app.ledger.states import ReceivableState
from app.recovery.starting import PROCESS as RECOVERY
from app.recovery.starting import describe_start, find_sued
from app.registers.copying import update_rows
from app.registers.errors import RegisterError
from app.years import opening, rights, settling, weighing
from app.years.facts import Claimed, YearFacts, read_many_facts
from app.years.models import Outcome, Regularisation, RegularisationState
from app.years.settling import Settlement, find_needed
from workflows.actors import Actor
from workflows.clock import BRUSSELS
from workflows.errors import WorkflowError
from workflows.models import Subscription
from workflows.parameters import ParameterError

RETEST, REFUND = "benefits.retest", "refund_follow"
REFUSALS = (RegisterError, ParameterError, WorkflowError)
WRITTEN = (
    "state", "case_ref", "settled_on", "outcome", "provisional", "definitive", "difference", "fee", "surcharge",
    "due_on", "receivable_id", "refund_id", "quarters", "trace",
)  # fmt: skip


def settle_many(rows: Sequence[Regularisation], *, by: Actor, now: datetime) -> None:
    """Settle the rows, locked by the caller; those that need more are handed over to cases."""
    lock_accounts(row.party_id for row in rows)
    on = now.astimezone(BRUSSELS).date()
    facts = read_each(rows, by=by, now=now)
    awaited = list_awaited(rows)
    hindrances = weighing.read_hindrances([row.party_id for row in rows], rows[0].year)
    works, left = [], []
    for row in rows:
        known = None if row.party.reference in awaited else facts.get(row.pk)
        work = weigh(row, known, hindrances, on, by) if known else None
        if work is None:
            left.append(row)
        else:
            works.append(work)
    book(works, by=by)
    hand_over(left, by=by, now=now)


def read_each(rows: Sequence[Regularisation], *, by: Actor, now: datetime) -> dict[int, YearFacts]:
    """The facts by row; one whose category cannot be decided is left out and hurts no other."""
    try:
        with transaction.atomic():
            return read_many_facts(rows, by=by, now=now)
    except REFUSALS:
        if len(rows) == 1:
            return {}
    return {key: one for row in rows for key, one in read_each([row], by=by, now=now).items()}


def list_awaited(rows: Sequence[Regularisation]) -> set[str]:
    """References of people a parked benefit of whom waits for this year."""
    waiting = Subscription.objects.filter(
        kind="message", name=RETEST, correlation__in=[row.party.reference for row in rows]
    )
    return set(waiting.values_list("correlation", flat=True))


def weigh(
    row: Regularisation, facts: YearFacts, hindrances: weighing.Hindrances, on: date, by: Actor
) -> Settlement | None:
    """What is to be booked; None where somebody must look first, or rights change."""
    try:
        if weighing.find_doubts(facts, hindrances):
            return None
        found = weighing.calculate(facts, on)
        if weighing.find_second_doubts(facts, found, on):
            return None
    except REFUSALS:
        return None
    work = Settlement(row, facts, found, on, by)
    work.targets = settling.list_targets(work)
    return None if rights.compare(settling.describe_quarters(work), facts.statuses) else work


def book(works: Sequence[Settlement], *, by: Actor) -> None:
    """Whoever gets a supplement gets the reference of its recovery, opened at the end where something is owed."""
    name_recoveries(works)
    book_plain([work for work in works if is_plain(work)])
    book_lowered([work for work in works if not is_plain(work) and not is_two_ways(work)])
    for work in works:
        if work.row.state == RegularisationState.WAITING:
            settling.book(work)
    claims = [claim for work in works if (claim := work.row.receivable) is not None]
    references_for([[claim] for claim in claims if claim.total])
    follow(claims, by=by)
    follow_refunds([work.row for work in works if work.row.refund is not None], by=by)


def name_recoveries(works: Sequence[Settlement]) -> None:
    """The reference goes into the books with the claim, so what a credit will cover is left out beforehand."""
    credit = read_credit([work.row.party_id for work in works])
    owing = [work for work in works if is_owing(work) and not is_covered(work, credit)]
    for work, reference in zip(owing, reserve_references(RECOVERY, len(owing)) if owing else [], strict=True):
        work.row.case_ref = reference


def read_credit(party_ids: Sequence[int]) -> dict[int, Decimal]:
    """What the fund holds for each party; their accounts are locked by the caller."""
    held = PartyAccount.objects.filter(party__in=party_ids, credit__gt=0)
    return dict(held.values_list("party_id", "credit"))


def is_covered(work: Settlement, credit: Mapping[int, Decimal]) -> bool:
    more = find_needed(work).claim
    return more.principal + more.fee <= credit.get(work.row.party_id, settling.ZERO)


def is_owing(work: Settlement) -> bool:
    more = find_needed(work).claim
    return bool(more.principal or more.fee)


def is_plain(work: Settlement) -> bool:
    """Nothing to take off any claim, nothing for the past, nothing to pay back."""
    needed = find_needed(work)
    below = needed.principal < 0 or needed.fee < 0
    lowered = any(True for _ in settling.list_lowered(work))
    return not (lowered or below or needed.surcharge or find_outcome(work) == Outcome.REFUND)


def is_two_ways(work: Settlement) -> bool:
    """Something to claim and something to pay back: the one is set off before the other is proposed."""
    return is_owing(work) and find_outcome(work) == Outcome.REFUND


def find_outcome(work: Settlement) -> Outcome:
    return settling.OUTCOMES[work.found.result["outcome"]]


def book_plain(works: Sequence[Settlement]) -> None:
    claim_supplements(works)
    finish(works)


def claim_supplements(works: Sequence[Settlement]) -> None:
    """What lacks; surcharges for the past are claimed on it one by one."""
    owing = [work for work in works if is_owing(work)]
    made = book_many([settling.describe_claim(work, find_needed(work).claim) for work in owing])
    for work, receivable in zip(owing, made, strict=True):
        past = find_needed(work).surcharge
        work.row.receivable = settling.claim_past(work, receivable, past) if past else receivable


def finish(works: Sequence[Settlement]) -> None:
    for work in works:
        settling.complete(work, find_needed(work).surcharge)
    write_rows(works)


def book_lowered(works: Sequence[Settlement]) -> None:
    """Lower the claims, claim what lacks beside them and propose the refunds of those whose books are plain; the others
    are left as they are."""
    standing = read_standing([claim for work in works for claim in list_claims_lowered(work)])
    plain = [work for work in works if standing.is_plain(work.row.party_id)]
    lowering = Lowering(standing)
    for work in plain:
        lower(work, lowering)
    lowering.write()
    claim_supplements(plain)
    finish(plain)


def list_claims_lowered(work: Settlement) -> Iterator[Receivable]:
    for claim, _own in settling.list_lowered(work):
        yield claim
    needed = find_needed(work)
    for claim, _left in settling.list_lowered_supplements(work, -needed.principal, -needed.fee):
        yield claim


def lower(work: Settlement, lowering: Lowering) -> None:
    """The quarters, then earlier supplements, as `settling.book` does."""
    party, credit, needed = work.row.party, lowering.standing.credit, find_needed(work)
    before = credit.get(party.pk, settling.ZERO)
    for claim, own in settling.list_lowered(work):
        act = describe_act(work, claim)
        lowering.reduce(
            Reduction(receivable=claim, principal=own.principal, fee=own.fee, act=act, trace=work.trace)
        )
    for claim, left in settling.list_lowered_supplements(work, -needed.principal, -needed.fee):
        lower_supplement(work, lowering, claim, left)
    freed = credit.get(party.pk, settling.ZERO) - before
    if freed > 0 and find_outcome(work) == Outcome.REFUND:
        work.row.refund = lowering.propose(party, key=work.refund_key, amount=freed, **work.told)


def lower_supplement(work: Settlement, lowering: Lowering, claim: Receivable, left: Claimed) -> None:
    if work.facts.claimed[claim.pk].surcharge:
        lowering.lower_past(claim, left.surcharge, describe_act(work, claim, "past"))
    if settling.is_nothing(left):
        lowering.cancel(claim, describe_act(work, claim, "cancel"))
        return
    act = describe_act(work, claim)
    lowering.reduce(Reduction(receivable=claim, principal=left.principal, fee=left.fee, act=act))


def describe_act(work: Settlement, claim: Receivable, part: str = "") -> Act:
    key = settling.name_reduction(work, claim)
    return Act(
        key=f"{key}:{part}" if part else key,
        booked_on=work.on,
        by=work.told["by"],
        reason=work.told["reason"],
        case_ref=claim.case_ref,
    )


def write_rows(works: Sequence[Settlement]) -> None:
    rows = ((work.row.pk, *(getattr(work.row, name) for name in WRITTEN)) for work in works)
    update_rows(Regularisation, WRITTEN, rows)


def follow(claims: Sequence[Receivable], *, by: Actor) -> None:
    """Open a recovery for each supplement; one that a credit has covered needs none and names none."""
    open_ones = [one for one in claims if one.state == ReceivableState.OPEN]
    nameless = [one for one in open_ones if not one.case_ref]
    rename(nameless, reserve_references(RECOVERY, len(nameless)) if nameless else [])
    covered = [one for one in claims if one.case_ref and one.state != ReceivableState.OPEN]
    rename(covered, [""] * len(covered))
    sued = find_sued({one.party_id for one in open_ones})
    if open_ones:
        open_cases(RECOVERY, [describe_recovery(one, one.party_id in sued) for one in open_ones], by=by)


def rename(claims: Sequence[Receivable], references: Sequence[str]) -> None:
    """Another reference of the recovery, of the claim and of the settlement it comes from."""
    for claim, reference in zip(claims, references, strict=True):
        claim.case_ref = reference
    told = [(claim.pk, claim.case_ref) for claim in claims]
    rows = dict(Regularisation.objects.filter(receivable__in=claims).values_list("receivable", "pk"))
    update_rows(Receivable, ["case_ref"], told)
    update_rows(Regularisation, ["case_ref"], [(rows[key], named) for key, named in told if key in rows])


def follow_refunds(rows: Sequence[Regularisation], *, by: Actor) -> None:
    """Open for each refund the case that follows it to the bank (SLA-64), as the process of a single income does. A row
    that has its recovery already keeps that as its case."""
    if not rows:
        return
    references = reserve_references(REFUND, len(rows))
    for row, reference in zip(rows, references, strict=True):
        row.case_ref = row.case_ref or reference
    update_rows(Regularisation, ["case_ref"], ((row.pk, row.case_ref) for row in rows))
    refunds = [(row.party, row.refund) for row in rows if row.refund is not None]
    openings = [
        Opening(reference=reference, party=party, data={"refund_ref": refund.ref})
        for (party, refund), reference in zip(refunds, references, strict=True)
    ]
    open_cases(REFUND, openings, by=by)


def describe_recovery(claim: Receivable, sued: bool) -> Opening:
    known = {"party_name": claim.party.name, "language": claim.party.language}
    data = {**describe_start(claim, sued_before=sued), **known}
    return Opening(reference=claim.case_ref, party=claim.party, data=data)


def hand_over(rows: Sequence[Regularisation], *, by: Actor, now: datetime) -> None:
    """The case that a single income would have had: a person looks, or its steps do what this run does not."""
    references = reserve_references(opening.PROCESS, len(rows)) if rows else []
    for row, reference in zip(rows, references, strict=True):
        row.case_ref, row.handed_over_at = reference, now
    if rows:
        Regularisation.objects.bulk_update(rows, ["case_ref", "handed_over_at"])
        open_cases(opening.PROCESS, [opening.describe(row, row.party) for row in rows], by=by)
