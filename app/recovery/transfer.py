"""From the ladder to the court: the judicial file of a debt, and the process that follows it."""

from datetime import date

from django.db import transaction

from app.ledger.models import PlanDebt, Receivable
from app.ledger.states import PlanState
from app.people.queries import address_on
from app.recovery.errors import NothingOwed, NoticeMissing, PlanRunning, TransferTooEarly
from app.recovery.files import prepare_file
from app.recovery.gate import find_facts, require_contact
from app.recovery.letters import find_contest_end, find_sent_notice, list_jointly_liable
from app.recovery.models import JudicialFile
from workflows import api
from workflows.operations import Call

PROCESS = "judicial_recovery"


@transaction.atomic
def hand_over(call: Call, receivable: Receivable, *, by: str) -> JudicialFile:
    """Prepare the file and start its process, once for the call.

    Raises ContactMissing, NoticeMissing, TransferTooEarly, PlanRunning, NothingOwed: each says what lacks.
    """
    known = JudicialFile.objects.filter(key=call.idempotency_key).first()
    if known is not None:
        return known
    require_contact(receivable.party)
    if receivable.total <= 0:
        raise NothingOwed(receivable=receivable.ref)
    refuse_kept_plan(receivable)
    letter, sent_on = require_notice(call.case_ref, call.now.date())
    file = prepare_file(
        receivable.party,
        [receivable],
        case_ref=call.case_ref,
        notice_letter=letter,
        notice_sent_on=sent_on,
        by=by,
        on=call.now.date(),
        key=call.idempotency_key,
    )
    start_process(call, file, receivable)
    return file


def refuse_kept_plan(receivable: Receivable) -> None:
    """Nobody who keeps a plan is brought before the court. Raises PlanRunning."""
    plan = PlanDebt.objects.filter(receivable=receivable, plan__state=PlanState.ACTIVE).first()
    if plan is not None:
        raise PlanRunning(receivable=receivable.ref, plan=plan.plan_id)


def require_notice(case_ref: str, today: date) -> tuple[str, date]:
    """Id and day of the registered notice whose month to contest is over. Raises NoticeMissing, TransferTooEarly."""
    dispatch = find_sent_notice(case_ref)
    if dispatch is None:
        raise NoticeMissing(case=case_ref)
    until = find_contest_end(dispatch.sent_on)
    if today <= until:
        raise TransferTooEarly(contest_until=until)
    return str(dispatch.letter_id), dispatch.sent_on


def start_process(call: Call, file: JudicialFile, receivable: Receivable) -> None:
    """P22 in the same case, with the facts D22 asks."""
    data = {
        "file_ref": file.reference,
        "receivable_ref": receivable.ref,
        "party_ref": receivable.party.reference,
        "case_ref": call.case_ref,
        "amount": receivable.total,
        "has_notice": file.notice_sent_on is not None,
        "joint_debtors": len(list(list_jointly_liable(receivable))),
        "sued_before": find_facts(receivable.party).sued_before,
        "bankrupt": False,
        "debt_settlement": False,
        "contested": False,
        "abroad": is_abroad(receivable, call.now.date()),
    }
    api.start(
        PROCESS,
        data,
        by=api.system("recovery"),
        business_key=f"{PROCESS}:{file.reference}",
        case_ref=call.case_ref,
    )


def is_abroad(receivable: Receivable, on: date) -> bool:
    """Whether letters to the debtor leave the country."""
    address = address_on(receivable.party, on)
    return address is not None and address.country != "BE"
