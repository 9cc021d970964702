"""What the process of a claim in an insolvency asks of recovery."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from app.ledger.queries import balances
from app.people.errors import PartyUnknown
from app.people.queries import find_party
from app.recovery import insolvency
from app.recovery.errors import DateRefused
from app.recovery.insolvency_ending import Rest, settle_rest
from app.recovery.insolvency_recording import record_insolvency as keep_insolvency
from app.recovery.performers import find_performer
from workflows.actors import system
from workflows.models import Queue
from workflows.operations import BusinessError, Call, operation

LETTERS = timedelta(seconds=60)


@dataclass(frozen=True)
class Owed:
    """Euro, on the day of the insolvency."""

    amount: Decimal


@dataclass(frozen=True)
class Written:
    """The id of the letter to the curator or mediator."""

    letter: str


@dataclass(frozen=True)
class ClaimStands:
    """The state of the claim: prepared, filed or closed."""

    state: str


@dataclass(frozen=True)
class Recorded:
    """The claim in the insolvency and its own case; both empty where nothing was owed on the day of the judgment."""

    claim_ref: str
    case_ref: str


@operation("recovery.record_insolvency")
def record_insolvency(
    call: Call,
    *,
    party_ref: str,
    kind: str,
    judged_on: date,
    judgment: str | None = None,
    administrator: str | None = None,
) -> Recorded:
    """Record a bankruptcy or collective debt settlement, once however often it is told and whoever told it first.

    What the person owes is stopped on its ladder and kept from the court; the claim gets its case (C93).
    """
    if kind not in insolvency.ADMINISTRATORS:
        raise BusinessError("insolvency_unknown", f"{kind!r} is no insolvency.", party_ref=party_ref)
    try:
        claim = keep_insolvency(
            find_party(party_ref),
            kind=kind,
            judged_on=judged_on,
            judgment=judgment or "",
            administrator=administrator or "",
            case_ref=call.case_ref,
            by=str(system("recovery")),
            now=call.now,
        )
    except PartyUnknown as error:
        raise BusinessError("party_unknown", str(error), party_ref=party_ref) from error
    except DateRefused as error:
        raise BusinessError("date_refused", str(error), party_ref=party_ref) from error
    return Recorded(claim.reference, claim.case_ref) if claim else Recorded("", "")


@operation("recovery.read_insolvency_debt")
def read_insolvency_debt(call: Call, *, claim_ref: str) -> Owed:  # noqa: ARG001 – the shape of an operation
    """What the debtor owed on the day of the insolvency and has not paid since."""
    event = insolvency.find_claim(claim_ref).event
    debts = insolvency.list_debts(event)
    owed = balances(debts, event.from_on)
    return Owed(sum((owed[one.pk].total for one in debts), Decimal("0.00")))


@operation("recovery.write_insolvency_claim", queue=Queue.LETTERS, timeout=LETTERS)
def write_insolvency_claim(
    call: Call,
    *,
    claim_ref: str,
    administrator: str,
    address: str,
    privilege: str,
    email: str | None = None,
    proceedings: str | None = None,
) -> Written:
    """Write the claim to the curator or mediator, with the sums by period and component."""
    letter = insolvency.write_claim(
        call,
        claim_ref,
        administrator=administrator,
        address=address,
        email=email or "",
        proceedings=proceedings or "",
        privilege=privilege,
    )
    return Written(str(letter.id))


@operation("recovery.file_insolvency_claim")
def file_insolvency_claim(
    call: Call, *, claim_ref: str, filed_on: date, by_task: str, receipt: str | None = None
) -> ClaimStands:
    """Record that the claim was filed; the curator or mediator is followed from then on (SLA-52)."""
    by = find_performer(call, by_task)
    return ClaimStands(insolvency.file_claim(claim_ref, on=filed_on, receipt=receipt or "", by=by).state)


@operation("recovery.report_insolvency_claim")
def report_insolvency_claim(
    call: Call,
    *,
    claim_ref: str,
    told_on: date,
    text: str,
    by_task: str,
    admission: str | None = None,
    ended: bool = False,
    rest: str | None = None,
) -> ClaimStands:
    """Keep the news of the curator or mediator; the last of them closes the claim and says what becomes of the rest.

    `rest` is discharged or due; without it nothing is done about the rest.
    """
    by = find_performer(call, by_task)
    claim = insolvency.report(
        claim_ref,
        on=told_on,
        text=text,
        admission=admission or "",
        ended=ended,
        by=by,
        key=call.idempotency_key,
    )
    if ended and rest is not None:
        settle_rest(claim, Rest(rest), on=told_on, by=by, why=text)
    return ClaimStands(claim.state)
