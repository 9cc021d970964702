"""Judicial files: prepared from an approved transfer, moved from state to state under lock, each change recorded."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction

from app.ledger.models import Receivable
from app.people.models import Party
from app.recovery.errors import DateRefused, EvidenceMissing, FileUnknown, FourEyes, NoticeMissing
from app.recovery.file_life import FileLife
from app.recovery.gate import require_contact
from app.recovery.models import JudicialChange, JudicialClaim, JudicialFile
from app.recovery.states import ENDED, FileState
from workflows import clock
from workflows.calendars import load_calendar
from workflows.deadlines import Rule, Term, Unit, compute

OPPOSITION = Term(1, Unit.MONTHS)
"""Royal decree no. 38 art. 20 §7 and royal decree of 19 December 1967: one month from service."""


@transaction.atomic
def prepare_file(
    debtor: Party,
    receivables: Sequence[Receivable],
    *,
    case_ref: str,
    notice_letter: str | None,
    notice_sent_on: date | None,
    by: str,
    on: date,
    key: str,
) -> JudicialFile:
    """A new file, once for its key. Raises ContactMissing while the gate is shut."""
    known = JudicialFile.objects.filter(key=key).first()
    if known is not None:
        return known
    require_contact(debtor)
    file = JudicialFile.objects.create(
        debtor=debtor,
        case_ref=case_ref,
        notice_letter=notice_letter,
        notice_sent_on=notice_sent_on,
        prepared_on=on,
        prepared_by=by,
        next_action_on=on,
        key=key,
    )
    JudicialClaim.objects.bulk_create(JudicialClaim(file=file, receivable=one) for one in receivables)
    JudicialChange.objects.create(file=file, target=file.state, at=clock.now(), by=by, reason="transfer")
    return file


@transaction.atomic
def change_file(key: int, transition: str, *, by: str, reason: str = "", **facts: Any) -> JudicialFile:
    """Take a file one transition on, under its lock. Raises FileUnknown and viewflow's TransitionNotAllowed."""
    file = lock_file(key)
    source = file.state
    getattr(FileLife(file), transition)(**facts)
    if file.state in ENDED:
        file.next_action_on = None
    file.save()
    JudicialChange.objects.create(
        file=file, source=source, target=file.state, at=clock.now(), by=by, reason=reason
    )
    return file


def lock_file(key: int) -> JudicialFile:
    file = JudicialFile.objects.select_for_update().filter(pk=key).first()
    if file is None:
        raise FileUnknown(file=key)
    return file


def read_reference(reference: str) -> int:
    """The key behind `J000012`. Raises FileUnknown."""
    if not (reference[:1] == "J" and reference[1:].isdecimal()):
        raise FileUnknown(file=reference)
    return int(reference[1:])


def approve(key: int, *, by: str, on: date, route: str, rule: str) -> JudicialFile:
    """The second pair of eyes, also over another route of a file that runs. Raises FourEyes, FileUnknown."""
    file = JudicialFile.objects.filter(pk=key).first()
    if file is None:
        raise FileUnknown(file=key)
    if file.prepared_by == by:
        raise FourEyes(by=by)
    transition = "approve" if file.state == FileState.PREPARED else "reroute"
    return change_file(key, transition, by=by, on=on, approver=by, route=route, rule=rule)


@transaction.atomic
def keep_order(key: int, *, letter: str, sums: Any) -> JudicialFile:
    """The title as it was made. Raises NoticeMissing without a registered formal notice that was sent."""
    file = lock_file(key)
    if file.notice_sent_on is None:
        raise NoticeMissing(file=file.reference)
    file.order_letter, file.order_sums = letter, sums
    file.save(update_fields=["order_letter", "order_sums"])
    return file


def serve(key: int, *, on: date, by: str) -> JudicialFile:
    """The order was served: opposition runs to a month later, moved past a day nobody works (TC3)."""
    if on > clock.today():
        raise DateRefused("Service lies in the past.", served_on=on)
    return change_file(key, "serve_order", by=by, on=on, until=find_opposition_end(on))


def find_opposition_end(served_on: date) -> date:
    """The last day to oppose an order served on a day."""
    return compute(served_on, OPPOSITION, calendar=load_calendar("belgium"), rule=Rule.CITIZEN).day


def give_up(key: int, *, on: date, evidence: str, by: str) -> JudicialFile:
    """Raises EvidenceMissing."""
    if not evidence.strip():
        raise EvidenceMissing(file=key)
    return change_file(key, "give_up", by=by, reason=evidence, on=on, evidence=evidence.strip())
