"""The course of a judicial file: each step recorded once, and told to the affiliate (charter C47)."""

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import date

from django.db import transaction

from app.correspondence.models import DispatchChannel, Letter
from app.ledger.closing import write_off as write_off_debt
from app.ledger.models import Receivable
from app.ledger.receivables import stop_surcharges
from app.recovery import files
from app.recovery.contents import describe_debt
from app.recovery.errors import FileUnknown, NoticeMissing
from app.recovery.letters import write
from app.recovery.models import JudicialChange, JudicialFile
from app.recovery.states import ENDED, FileState
from workflows.clock import BRUSSELS
from workflows.operations import Call

ORDER, PROGRESS = "enforcement_order", "progress"
#: What a step of the procedure does to the file.
TRANSITIONS = {
    "order_served": "serve_order",
    "summoned": "summon",
    "opposed": "oppose",
    "enforceable": "become_enforceable",
    "seizure": "seize",
    "closed": "close",
    "withdrawn": "withdraw",
}
#: Surcharges stop at the end of the quarter before these (RGS art. 44).
STOPPING = ("order_served", "summoned")


def find_file(key: int) -> JudicialFile:
    file = JudicialFile.objects.select_related("debtor").filter(pk=key).first()
    if file is None:
        raise FileUnknown(file=key)
    return file


def list_receivables(file: JudicialFile) -> list[Receivable]:
    return [claim.receivable for claim in file.claims.select_related("receivable__party").order_by("id")]


def once(call: Call, key: int, act: Callable[[], JudicialFile], targets: Collection[str]) -> JudicialFile:
    """The act, unless this call has changed the file before."""
    done = JudicialChange.objects.filter(file=key, target__in=targets, key=call.idempotency_key).exists()
    if done:
        return find_file(key)
    with transaction.atomic():
        file = act()
        last = file.changes.order_by("-id").first()
        if last is not None:
            JudicialChange.objects.filter(pk=last.pk).update(key=call.idempotency_key)
    return file


def issue_order(call: Call, key: int) -> Letter:
    """The enforcement order as a registered letter's twin for the bailiff. Raises NoticeMissing."""
    file = find_file(key)
    if file.notice_sent_on is None:
        raise NoticeMissing(file=file.reference)
    sums = describe_debt(list_receivables(file))
    content = {**sums, "notice_sent_on": file.notice_sent_on, "file": file.reference}
    letter = write(call, file.debtor, ORDER, content, channel=DispatchChannel.REGISTERED)
    files.keep_order(key, letter=str(letter.id), sums=sums)
    return letter


def record_step(call: Call, key: int, *, step: str, on: date, reason: str, by: str) -> JudicialFile:
    """Change the file's state, stop the surcharges where the law does, and write to the affiliate.

    Raises FileUnknown, DateRefused and viewflow's TransitionNotAllowed.
    """
    file = once(
        call,
        key,
        lambda: change(key, step, on=on, reason=reason, by=by),
        {step, "closed"} if step == "withdrawn" else {step},
    )
    if step in STOPPING:
        for receivable in list_receivables(file):
            stop_surcharges(receivable, on=on)
    content = {**describe_debt(list_receivables(file)), "file": file.reference, "step": step, "on": on}
    if file.opposition_until:
        content["opposition_until"] = file.opposition_until
    write(replace(call, idempotency_key=f"{call.idempotency_key}:progress"), file.debtor, PROGRESS, content)
    return file


def change(key: int, step: str, *, on: date, reason: str, by: str) -> JudicialFile:
    if step == "order_served":
        return files.serve(key, on=on, by=by)
    facts = {} if step == "seizure" else {"on": on}
    early = find_file(key).state in (FileState.PREPARED, FileState.APPROVED)
    transition = TRANSITIONS["closed"] if step == "withdrawn" and not early else TRANSITIONS[step]
    return files.change_file(key, transition, by=by, reason=reason, **facts)


def write_off(call: Call, key: int, evidence: str, *, by: str) -> JudicialFile:
    """Irrecoverable: the file closes with its evidence, and the books follow (operation of the ledger)."""

    def act() -> JudicialFile:
        file = files.give_up(key, on=call.now.astimezone(BRUSSELS).date(), evidence=evidence, by=by)
        for receivable in list_receivables(file):
            write_off_debt(
                receivable,
                on=call.now.astimezone(BRUSSELS).date(),
                key=f"{call.idempotency_key}:{receivable.ref}",
                by=by,
                reason=evidence,
            )
        return file

    return once(call, key, act, {"irrecoverable"})


def close_paid(call: Call, key: int) -> JudicialFile:
    """The end of a file because nothing is owed any more; one that has ended stays as it is (written off)."""
    on, file = call.now.astimezone(BRUSSELS).date(), find_file(key)
    if file.state in ENDED:
        return file
    transition = "withdraw" if file.state == FileState.PREPARED else "close"
    return once(
        call,
        key,
        lambda: files.change_file(key, transition, by="system:recovery", reason="paid", on=on),
        {"closed", "withdrawn"},
    )
