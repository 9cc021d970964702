"""Recording what is known of a debtor, and telling the recoveries it concerns."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from app.documents.models import Document
from app.ledger.models import PaymentPlan, Receivable
from app.ledger.plans import void_plan
from app.ledger.queries import open_receivables
from app.ledger.states import PlanState
from app.ledger.tidings import is_awaited
from app.people.models import Party
from app.recovery.errors import DateRefused, EventRefused
from app.recovery.holds import SOURCE, is_followed, tell_hold, tell_release
from app.recovery.insolvency import open_claim
from app.recovery.letters import find_contest_end, find_sent_notice
from app.recovery.models import JudicialFile
from app.recovery.obstacle_models import DebtorEvent
from app.recovery.states import ContestOutcome, DebtorEventKind, FileState
from workflows import api, clock

STOP, CHANGED = "recovery.stop", "recovery.debtor_changed"


@transaction.atomic
def record_event(
    party: Party,
    *,
    kind: str,
    from_on: date,
    evidence: Document,
    by: str,
    receivable: Receivable | None = None,
    registered: bool = False,
    administrator: str = "",
    proceedings: str = "",
) -> DebtorEvent:
    """A contestation of one debt, or an insolvency; the recoveries it concerns are held or stopped at once.

    Of an insolvency, `administrator` and `proceedings` are what is known of the curator or mediator and the file.

    Raises DateRefused for a day to come, EventRefused for a contestation of no debt, an insolvency of one debt, or
    what stands already.
    """
    if from_on > clock.today():
        raise DateRefused("What is recorded has happened.", from_on=from_on)
    contests = kind == DebtorEventKind.CONTESTATION
    if contests != (receivable is not None):
        raise EventRefused("A contestation is of one debt; an insolvency of none in particular.", kind=kind)
    if DebtorEvent.objects.filter(party=party, kind=kind, receivable=receivable, until_on=None).exists():
        raise EventRefused("This is recorded already and still stands.", kind=kind)
    event = DebtorEvent.objects.create(
        party=party,
        kind=kind,
        receivable=receivable,
        from_on=from_on,
        registered=contests and registered,
        in_time=receivable is not None and is_in_time(receivable, from_on),
        evidence=evidence,
        by=by,
        recorded_at=clock.now(),
    )
    for one in list_concerned(event):
        tell_event(event, one)
    if not contests:
        give_up_plans(event)
    open_claim(event, administrator, proceedings)
    return event


def give_up_plans(event: DebtorEvent) -> None:
    """What is owed goes into the insolvency: nobody who may not pay is reminded of an instalment, or told of a miss."""
    for plan in PaymentPlan.objects.filter(party=event.party, state=PlanState.ACTIVE):
        void_plan(plan, on=clock.today(), reason=event.kind)


@transaction.atomic
def end_event(event: DebtorEvent, *, until_on: date, by: str, outcome: str = "") -> DebtorEvent:
    """It no longer stands. A contestation says how it ended, and lets the ladder go on.

    Raises DateRefused, EventRefused.
    """
    held = DebtorEvent.objects.select_for_update().get(pk=event.pk)
    if held.until_on is not None:
        raise EventRefused("It has ended already.", event=held.pk)
    if not held.from_on <= until_on <= clock.today():
        raise DateRefused("The end lies between its beginning and today.", until_on=until_on)
    if (held.kind == DebtorEventKind.CONTESTATION) != (outcome in ContestOutcome.values):
        raise EventRefused("A contestation, and nothing else, ends with an outcome.", outcome=outcome)
    held.until_on, held.ended_by, held.outcome = until_on, by, outcome
    held.save(update_fields=["until_on", "ended_by", "outcome"])
    for one in list_concerned(held):
        tell_release(one, reason=f"{held.kind}_ended", key=f"event:{held.pk}")
    return held


def is_in_time(receivable: Receivable, contested_on: date) -> bool:
    """Within the month after the formal notice, or before there was one (SLA-47)."""
    dispatch = find_sent_notice(receivable.case_ref) if receivable.case_ref else None
    return dispatch is None or contested_on <= find_contest_end(dispatch.sent_on)


def list_concerned(event: DebtorEvent) -> Iterable[Receivable]:
    """The contested debt, or every open one."""
    return [event.receivable] if event.receivable is not None else open_receivables(event.party)


def tell_event(event: DebtorEvent, receivable: Receivable) -> None:
    """Hold the ladder for a contestation, end it for an insolvency; let a court procedure choose its route anew."""
    key = f"event:{event.pk}"
    if event.kind == DebtorEventKind.CONTESTATION:
        tell_hold(receivable, reason=event.kind, key=key)
    elif is_followed(receivable):
        api.receive(SOURCE, f"{STOP}:{key}:{receivable.ref}", STOP, receivable.ref, {"reason": event.kind})
    if is_awaited(CHANGED, receivable.ref) and changes_route(event, receivable):
        payload = {"kind": event.kind}
        api.receive(SOURCE, f"{CHANGED}:{key}:{receivable.ref}", CHANGED, receivable.ref, payload)


def changes_route(event: DebtorEvent, receivable: Receivable) -> bool:
    """An insolvency always does; a contestation until the order or summons is served (then there is opposition)."""
    early = (FileState.PREPARED, FileState.APPROVED)
    insolvent = event.kind != DebtorEventKind.CONTESTATION
    files = JudicialFile.objects.filter(claims__receivable=receivable)
    return insolvent or files.filter(state__in=early).exists()
