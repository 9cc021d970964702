"""What processes may ask of recovery. Each is done once for the idempotency key of its call."""

from dataclasses import dataclass
from datetime import date, timedelta

from app.correspondence.models import Letter
from app.correspondence.queries import sent_on
from app.ledger.receivables import find_receivable
from app.people.queries import find_party
from app.recovery import (  # noqa: F401  the other modules of operations offer theirs
    files,
    insolvency_operations,
    interruptions,
    mandate_operations,
    progress,
    returning,
    solution_operations,
    transfer,
)
from app.recovery.attempts import log_attempt
from app.recovery.errors import (
    ContestationPending,
    DebtorBankrupt,
    DebtSettlementRunning,
    ExemptionPending,
    HoldStanding,
    NothingOwed,
    NoticeMissing,
    PlanRunning,
    RecoveryError,
    TransferTooEarly,
)
from app.recovery.gate import find_facts
from app.recovery.letters import send_formal_notice, send_reminder, send_statement, tell_jointly_liable
from app.recovery.performers import find_performer
from app.recovery.route_facts import RouteFacts, read_route_facts
from app.recovery.step_facts import StepFacts, read_step_facts
from workflows.calendars import load_calendar
from workflows.clock import BRUSSELS
from workflows.deadlines import find_notification_day
from workflows.models import Queue
from workflows.operations import BusinessError, Call, operation

LETTERS = timedelta(seconds=60)
CONTACT_TASK = "contact_person"
#: What a process foresees when it asks for the court: the reason it is told.
REFUSALS: dict[type[RecoveryError], str] = {
    NoticeMissing: "notice_missing",
    TransferTooEarly: "month_running",
    ContestationPending: "contestation",
    ExemptionPending: "exemption",
    HoldStanding: "held",
    PlanRunning: "plan",
    DebtorBankrupt: "bankruptcy",
    DebtSettlementRunning: "collective_debt_settlement",
    NothingOwed: "nothing_owed",
}


@dataclass(frozen=True)
class Sent:
    """The id of the letter; empty when none was needed."""

    letter: str


@dataclass(frozen=True)
class Notified:
    """The notice, and how many others were told."""

    letter: str
    jointly_liable: int


@dataclass(frozen=True)
class Posted:
    """`notified_on` is the day from which the month to contest runs (TC5); both days null until it is posted."""

    posted: bool
    sent_on: date | None
    notified_on: date | None


@dataclass(frozen=True)
class GateFacts:
    """What D21 asks."""

    sued_before: bool
    reached: bool
    failed: int
    channels: int
    phoned: bool
    span: int


@dataclass(frozen=True)
class Filed:
    """The judicial file and its state."""

    file: str
    state: str


@operation("recovery.read_step_facts")
def read_facts_of_step(call: Call, *, receivable_ref: str) -> StepFacts:
    """What a step on a condition asks: whether the notice of the debt has left, and until when it can be paid."""
    return read_step_facts(find_receivable(receivable_ref), on=call.now.astimezone(BRUSSELS).date())


@operation("recovery.send_reminder", queue=Queue.LETTERS, timeout=LETTERS)
def send_step_letter(call: Call, *, receivable_ref: str, letter: str, channel: str = "") -> Sent:
    """Send the letter of a ladder's step to the debtor."""
    made = send_reminder(call, find_receivable(receivable_ref), letter=letter, channel=channel)
    return Sent(str(made.id))


@operation("recovery.formal_notice", queue=Queue.LETTERS, timeout=LETTERS)
def formal_notice(call: Call, *, receivable_ref: str, letter: str, joint_letter: str) -> Notified:
    """Send the registered formal notice (art. 46) to the debtor, and the notice to those jointly liable (art. 15)."""
    receivable = find_receivable(receivable_ref)
    made = send_formal_notice(call, receivable, letter=letter)
    others = tell_jointly_liable(call, receivable, letter=joint_letter)
    return Notified(str(made.id), len(others))


@operation("recovery.read_notice")
def read_notice(call: Call, *, letter: str) -> Posted:  # noqa: ARG001 – the shape of an operation
    """Whether the formal notice left by registered post, and when it counts as notified."""
    day = sent_on(letter, registered=True)
    notified = find_notification_day(day, calendar=load_calendar("belgium")) if day else None
    return Posted(day is not None, day, notified)


@operation("recovery.send_statement", queue=Queue.LETTERS, timeout=LETTERS)
def send_account_statement(call: Call, *, receivable_ref: str) -> Sent:
    """Send the debtor a statement of everything owed, once a quarter (C89)."""
    made: Letter | None = send_statement(call, find_receivable(receivable_ref).party)
    return Sent(str(made.id) if made else "")


@operation("recovery.log_contact_outcome")
def log_contact_outcome(
    call: Call,
    *,
    receivable_ref: str,
    channel: str,
    made_on: date,
    outcome: str,
    summary: str,
    proposed: str | None = None,
) -> GateFacts:
    """Log an attempt at a personal contact; answers what the gate before court now knows (D21)."""
    receivable = find_receivable(receivable_ref)
    log_attempt(
        receivable.party,
        case_ref=call.case_ref,
        receivable_ref=receivable_ref,
        channel=channel,
        outcome=outcome,
        made_on=made_on,
        summary=summary,
        proposed=proposed or "",
        by=find_performer(call, CONTACT_TASK),
        key=call.idempotency_key,
    )
    facts = find_facts(receivable.party)
    return GateFacts(facts.sued_before, facts.reached, facts.failed, facts.channels, facts.phoned, facts.span)


@operation("recovery.read_gate")
def read_gate(call: Call, *, party_ref: str) -> GateFacts:  # noqa: ARG001 – the shape of an operation
    """What the gate before court knows of a debtor (D21)."""
    facts = find_facts(find_party(party_ref))
    return GateFacts(facts.sued_before, facts.reached, facts.failed, facts.channels, facts.phoned, facts.span)


@operation("recovery.transfer_to_court")
def transfer_to_court(call: Call, *, receivable_ref: str, approval: str) -> Filed:
    """Prepare the judicial file and start its process; refused while the gate is shut (C88).

    The business errors are those of REFUSALS: what stands in the way of the court, each by its name.
    """
    by = find_performer(call, approval)
    try:
        file = transfer.hand_over(call, find_receivable(receivable_ref), by=by)
    except tuple(REFUSALS) as refusal:
        code = REFUSALS[type(refusal)]
        raise BusinessError(code, str(refusal), receivable_ref=receivable_ref) from refusal
    return Filed(file.reference, file.state)


@operation("recovery.read_route_facts")
def read_facts_of_route(call: Call, *, file_ref: str, receivable_ref: str) -> RouteFacts:
    """What D22 asks, as it is known now."""
    file = progress.find_file(files.read_reference(file_ref))
    return read_route_facts(file, find_receivable(receivable_ref), on=call.now.astimezone(BRUSSELS).date())


@operation("recovery.return_to_ladder")
def return_to_ladder(call: Call, *, file_ref: str, receivable_ref: str, rung: str, by_task: str) -> Filed:
    """Withdraw the file and start the ladder again at the formal notice, or at the last reminder (`reminder`)."""
    key, by = files.read_reference(file_ref), find_performer(call, by_task)
    receivable = find_receivable(receivable_ref)
    file = progress.once(
        call, key, lambda: returning.return_file(call, key, receivable, rung=rung, by=by), {"withdrawn"}
    )
    return Filed(file.reference, file.state)


@operation("recovery.approve_file")
def approve_file(call: Call, *, file_ref: str, route: str, rule: str, approval: str) -> Filed:
    """The legal officer's signature: four eyes."""
    key = files.read_reference(file_ref)
    file = progress.once(
        call,
        key,
        lambda: files.approve(
            key,
            by=find_performer(call, approval),
            on=call.now.astimezone(BRUSSELS).date(),
            route=route,
            rule=rule,
        ),
        {"approved"},
    )
    return Filed(file.reference, file.state)


@operation("recovery.issue_order", queue=Queue.LETTERS, timeout=LETTERS)
def issue_order(call: Call, *, file_ref: str) -> Sent:
    """Draft the enforcement order (O07): the sums by quarter, the law, the registered notice it rests on."""
    return Sent(str(progress.issue_order(call, files.read_reference(file_ref)).id))


@operation("recovery.record_step", queue=Queue.LETTERS, timeout=LETTERS)
def record_step(
    call: Call, *, file_ref: str, step: str, on: date, reason: str = "", by_task: str = ""
) -> Filed:
    """Record a procedural step of a judicial file and tell the affiliate (C47)."""
    by = find_performer(call, by_task) if by_task else "system:recovery"
    file = progress.record_step(call, files.read_reference(file_ref), step=step, on=on, reason=reason, by=by)
    return Filed(file.reference, file.state)


@operation("recovery.write_off")
def write_off(call: Call, *, file_ref: str, evidence: str, by_task: str) -> Filed:
    """Write the file's debts off as irrecoverable, with the evidence."""
    file = progress.write_off(
        call, files.read_reference(file_ref), evidence, by=find_performer(call, by_task)
    )
    return Filed(file.reference, file.state)


@operation("recovery.close_paid_file")
def close_paid_file(call: Call, *, file_ref: str) -> Filed:
    """Close a file whose debt was paid, whatever its state; a prepared one is withdrawn."""
    file = progress.close_paid(call, files.read_reference(file_ref))
    return Filed(file.reference, file.state)


@dataclass(frozen=True)
class Interrupted:
    """`held` or `stopped`."""

    outcome: str


@operation("recovery.interrupt")
def interrupt_recovery(
    call: Call, *, receivable_ref: str, reason: str, review_on: date | None = None
) -> Interrupted:
    """Hold or stop the recovery of a debt, as its ladder says for this reason."""
    receivable = find_receivable(receivable_ref)
    outcome = interruptions.interrupt(
        receivable, reason=reason, key=call.idempotency_key, review_on=review_on
    )
    return Interrupted(outcome)


@dataclass(frozen=True)
class Released:
    """The debt whose recovery goes on."""

    receivable_ref: str


@operation("recovery.release")
def release_recovery(call: Call, *, receivable_ref: str, reason: str) -> Released:
    """Let a held recovery go on."""
    interruptions.release(find_receivable(receivable_ref), reason=reason, key=call.idempotency_key)
    return Released(receivable_ref)
