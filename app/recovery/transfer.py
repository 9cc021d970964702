"""From the ladder to the court: the judicial file of a debt, and the process that follows it."""

from datetime import date

from django.db import transaction

from app.ledger.models import Receivable
from app.recovery.errors import NothingOwed, NoticeMissing, TransferTooEarly
from app.recovery.files import prepare_file
from app.recovery.gate import require_contact
from app.recovery.letters import find_contest_end, find_sent_notice
from app.recovery.models import JudicialFile
from app.recovery.obstacles import refuse_obstacles
from workflows import api
from workflows.clock import BRUSSELS
from workflows.operations import Call

PROCESS = "judicial_recovery"


@transaction.atomic
def hand_over(call: Call, receivable: Receivable, *, by: str) -> JudicialFile:
    """Prepare the file and start its process, once for the call.

    Raises ContactMissing, NoticeMissing, TransferTooEarly, NothingOwed, and what `refuse_obstacles` raises.
    """
    known = JudicialFile.objects.filter(key=call.idempotency_key).first()
    if known is not None:
        return known
    require_contact(receivable.party)
    if receivable.total <= 0:
        raise NothingOwed(receivable=receivable.ref)
    refuse_obstacles(receivable)
    letter, sent_on = require_notice(call.case_ref, call.now.astimezone(BRUSSELS).date())
    file = prepare_file(
        receivable.party,
        [receivable],
        case_ref=call.case_ref,
        notice_letter=letter,
        notice_sent_on=sent_on,
        by=by,
        on=call.now.astimezone(BRUSSELS).date(),
        key=call.idempotency_key,
    )
    start_process(call, file, receivable)
    return file


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
    """P22 in the same case; what D22 asks it reads itself, each time it chooses a route."""
    data = {
        "file_ref": file.reference,
        "receivable_ref": receivable.ref,
        "party_ref": receivable.party.reference,
        "case_ref": call.case_ref,
    }
    api.start(
        PROCESS,
        data,
        by=api.system("recovery"),
        business_key=f"{PROCESS}:{file.reference}",
        case_ref=call.case_ref,
    )
