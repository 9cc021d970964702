"""Settling a year: the books claim of it exactly what the income says, whatever they claimed before.

Quarter by quarter: a claim that is too high is lowered, as from its first day; what it lacks stands in a supplement of
the year, due on the last day of the next quarter (art. 44bis RGS). Settled again on a corrected income, earlier
supplements are lowered first, the newest before the others: the same income leads to the same claims by any way.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db import transaction

from app.contributions.arithmetic.due_dates import find_supplement_day
from app.ledger.closing import cancel_receivable, reduce_receivable
from app.ledger.credits import offset_credit
from app.ledger.entries import lock_account
from app.ledger.models import Receivable
from app.ledger.queries import credit_of
from app.ledger.receivables import Claim, book_many
from app.ledger.refunds import propose_refund
from app.ledger.retroactive import book_retroactive, lower_retroactive
from app.ledger.states import ReceivableKind
from app.registers.calculations import Calculation
from app.registers.quarters import Quarter
from app.years import weighing
from app.years.errors import IncomeChanged, RegularisationOver, RegularisationUnknown
from app.years.facts import Claimed, YearFacts, read_facts
from app.years.lives import RegularisationLife
from app.years.models import Outcome, Regularisation, RegularisationState
from workflows.actors import Actor
from workflows.clock import BRUSSELS

ZERO = Decimal("0.00")
LEGAL_BASIS = "AR 38 art. 11; RGS art. 44bis"
OUTCOMES = {"supplement": Outcome.SUPPLEMENT, "refund": Outcome.REFUND, "book_only": Outcome.NOTHING}


@dataclass(frozen=True)
class Target:
    """What one quarter is to claim: by its own claim, and by the supplement of the year."""

    quarter: Quarter
    definitive: Decimal
    definitive_fee: Decimal
    own: Claimed
    supplement: Claimed


@dataclass
class Settlement:
    """One settlement at work."""

    row: Regularisation
    facts: YearFacts
    found: Calculation
    on: date
    by: Actor
    targets: list[Target] = field(default_factory=list)

    @property
    def key(self) -> str:
        return f"regularisation:{self.row.pk}"

    @property
    def refund_key(self) -> str:
        return f"{self.key}:refund"

    @cached_property
    def trace(self) -> dict[str, Any]:
        return self.found.trace.to_json()

    @property
    def told(self) -> dict[str, Any]:
        reason = f"regularisation of {self.row.year}"
        return {"on": self.on, "by": str(self.by), "reason": reason}


@transaction.atomic
def settle(regularisation_id: int, *, income_id: int, by: Actor, now: datetime) -> Regularisation:
    """Bring the claims of the year to what the income says; done once.

    `income_id` is the income that was weighed. Raises IncomeChanged when another one is told since, RegularisationOver
    after it was set aside, and what the calculation and the books refuse.
    """
    row = lock(regularisation_id)
    if row.state == RegularisationState.SETTLED:
        return row
    if row.state != RegularisationState.WAITING:
        raise RegularisationOver(regularisation=row.ref, state=str(row.state))
    if row.income_id != income_id:
        raise IncomeChanged(regularisation=row.ref)
    lock_account(row.party_id)
    on = now.astimezone(BRUSSELS).date()
    facts = read_facts(row, by=by, now=now)
    work = Settlement(row, facts, weighing.calculate(facts, on), on, by)
    work.targets = list_targets(work)
    return book(work)


def lock(regularisation_id: int) -> Regularisation:
    rows = Regularisation.objects.select_for_update(of=("self",)).select_related("party", "income")
    row = rows.filter(pk=regularisation_id).first()
    if row is None:
        raise RegularisationUnknown(regularisation=regularisation_id)
    return row


def list_targets(work: Settlement) -> list[Target]:
    """Each quarter's own claim at most what is definitive; the rest by the supplement. A difference that is too small
    to be claimed (D08) leaves every claim as it is."""
    is_left = work.found.result["outcome"] == "book_only" and work.found.result["difference"] >= 0
    return [find_target(work.facts, told, is_left=is_left) for told in work.found.result["quarters"]]


def find_target(facts: YearFacts, told: dict[str, Any], *, is_left: bool) -> Target:
    quarter = Quarter.parse(told["quarter"])
    claimed, earlier = facts.claimed_of(quarter), facts.standing.get(quarter, Claimed())
    definitive: Decimal = told["definitive"]
    fee = claimed.fee + earlier.fee + (told["fee"] or ZERO)
    if is_left:
        return Target(quarter, definitive, fee, claimed, earlier)
    own = Claimed(min(claimed.principal, definitive), min(claimed.fee, fee))
    return Target(quarter, definitive, fee, own, Claimed(definitive - own.principal, fee - own.fee))


@dataclass(frozen=True)
class Needed:
    """What lacks in the books beside the quarters' own claims: to be claimed by a supplement, or taken off earlier
    ones where it is below nought. `surcharge` is retroactive."""

    principal: Decimal
    fee: Decimal
    surcharge: Decimal

    @property
    def claim(self) -> Claimed:
        return Claimed(max(self.principal, ZERO), max(self.fee, ZERO))


def find_needed(work: Settlement) -> Needed:
    standing = work.facts.supplemented
    return Needed(
        sum((one.supplement.principal for one in work.targets), ZERO) - standing.principal,
        sum((one.supplement.fee for one in work.targets), ZERO) - standing.fee,
        work.found.result["retroactive_surcharge"] or ZERO,
    )


def book(work: Settlement) -> Regularisation:
    """Lower first, so that what is set free pays the supplement of the same settlement."""
    row, credit, needed = work.row, credit_of(work.facts.party), find_needed(work)
    lower_quarters(work)
    lower_supplements(work, -needed.principal, -needed.fee)
    more = needed.claim
    row.receivable = claim_supplement(work, more, needed.surcharge) if more.principal or more.fee else None
    complete(work, needed.surcharge)
    if row.outcome == Outcome.REFUND:
        row.refund = pay_back(work, credit)
    row.save()
    return row


def complete(work: Settlement, surcharge: Decimal) -> None:
    work.row.outcome = OUTCOMES[work.found.result["outcome"]]
    write_result(work, surcharge)
    RegularisationLife(work.row).settle(work.on)


def lower_quarters(work: Settlement) -> None:
    for claim, own in list_lowered(work):
        reduce_receivable(
            claim,
            principal=own.principal,
            fee=own.fee,
            key=name_reduction(work, claim),
            trace=work.trace,
            **work.told,
        )


def list_lowered(work: Settlement) -> Iterator[tuple[Receivable, Claimed]]:
    """The quarters' own claims that are too high, with what they are to be."""
    for one in work.targets:
        claim, claimed = work.facts.claims.get(one.quarter), work.facts.claimed_of(one.quarter)
        if claim is not None and (claimed.principal, claimed.fee) != (one.own.principal, one.own.fee):
            yield claim, one.own


def name_reduction(work: Settlement, claim: Receivable) -> str:
    return f"{work.key}:{claim.ref}"


def lower_supplements(work: Settlement, principal: Decimal, fee: Decimal) -> None:
    """Take so much off the earlier supplements, the newest first; one of which nothing is left is cancelled."""
    for one, left in list_lowered_supplements(work, principal, fee):
        key = name_reduction(work, one)
        if work.facts.claimed[one.pk].surcharge:
            lower_retroactive(one, left.surcharge, key=f"{key}:past", **work.told)
        if is_nothing(left):
            cancel_receivable(one, key=f"{key}:cancel", **work.told)
        else:
            reduce_receivable(one, principal=left.principal, fee=left.fee, key=key, **work.told)


def list_lowered_supplements(
    work: Settlement, principal: Decimal, fee: Decimal
) -> Iterator[tuple[Receivable, Claimed]]:
    """The earlier supplements off which so much is taken, with what is left of them; retroactive surcharges shrink with
    the principal."""
    for one in reversed(work.facts.supplements):
        was = work.facts.claimed[one.pk]
        less = min(max(principal, ZERO), was.principal)
        less_fee = min(max(fee, ZERO), was.fee)
        if less <= 0 and less_fee <= 0:
            continue
        kept = was.principal - less
        past = (was.surcharge * kept / was.principal).quantize(Decimal("0.01")) if was.surcharge else ZERO
        yield one, Claimed(kept, was.fee - less_fee, past)
        principal, fee = principal - less, fee - less_fee


def is_nothing(left: Claimed) -> bool:
    """Such a supplement is cancelled."""
    return not left.principal and not left.fee


def claim_supplement(work: Settlement, more: Claimed, surcharge: Decimal) -> Receivable:
    (receivable,) = book_many([describe_claim(work, more)])
    return claim_past(work, receivable, surcharge) if surcharge else receivable


def claim_past(work: Settlement, receivable: Receivable, surcharge: Decimal) -> Receivable:
    return book_retroactive(receivable, surcharge, key=f"{work.key}:past", **work.told)


def describe_claim(work: Settlement, more: Claimed) -> Claim:
    return Claim(
        party=work.facts.party,
        kind=ReceivableKind.REGULARISATION.value,
        year=work.row.year,
        due_on=find_supplement_day(work.on),
        principal=more.principal,
        fee=more.fee,
        key=work.key,
        booked_on=work.on,
        trace=work.trace,
        legal_basis=LEGAL_BASIS,
        first_claimed_on=work.on,
        case_ref=work.row.case_ref,
        by=str(work.by),
    )


def pay_back(work: Settlement, credit: Decimal) -> Any:
    """Propose what the settlement has set free, once open debts are set off; None when they took all of it."""
    freed = credit_of(work.facts.party) - credit
    if freed <= 0:
        return None
    party, key = work.facts.party, work.refund_key
    offset_credit(party, on=work.on, key=f"{key}/offset", by=str(work.by))
    left = min(freed, credit_of(party))
    if left <= 0:
        return None
    return propose_refund(party, key=key, amount=left, noticed_on=work.on, **work.told)


def write_result(work: Settlement, surcharge: Decimal) -> None:
    row, result = work.row, work.found.result
    row.provisional, row.definitive = result["provisional"], result["definitive"]
    row.difference, row.fee, row.surcharge = result["difference"], result["fee"] or ZERO, surcharge
    row.due_on = row.receivable.due_on if row.receivable else None
    row.trace = work.trace
    row.quarters = describe_quarters(work)


def describe_quarters(work: Settlement) -> list[dict[str, str]]:
    return [
        {
            "quarter": str(one.quarter),
            "provisional": str(told["provisional"]),
            "definitive": str(one.definitive),
            "fee": str(told["fee"] or ZERO),
            "supplement": str(one.supplement.principal),
            "supplement_fee": str(one.supplement.fee),
        }
        for one, told in zip(work.targets, work.found.result["quarters"], strict=True)
    ]


@transaction.atomic
def set_aside(regularisation_id: int, *, reason: str) -> Regularisation:
    """Leave the year as it is: the income is not of this person or year. Told twice it is done once."""
    row = lock(regularisation_id)
    if row.state == RegularisationState.WAITING:
        RegularisationLife(row).set_aside(reason)
        row.save()
    return row


def tell_quarters(row: Regularisation) -> list[dict[str, Any]]:
    """The quarters as a letter tells them."""
    return [
        {**tell_quarter(one), "difference": Decimal(one["definitive"]) - Decimal(one["provisional"])}
        for one in row.quarters
    ]


def tell_quarter(one: dict[str, Any]) -> dict[str, Any]:
    return {name: one[name] for name in ("quarter", "provisional", "definitive")}
