"""What becomes of the rest of a debt once an insolvency is closed: it is written off, or may be recovered again."""

from datetime import date
from enum import StrEnum

from django.db import transaction

from app.ledger.proposals import propose_write_off
from app.recovery.debtor_events import end_event
from app.recovery.insolvency import list_debts
from app.recovery.insolvency_models import InsolvencyClaim
from app.recovery.obstacle_models import DebtorEvent


class Rest(StrEnum):
    """`discharged`: the court has released the debtor, or nothing can be had; `due`: the debtor still owes it."""

    DISCHARGED = "discharged"
    DUE = "due"


@transaction.atomic
def settle_rest(claim: InsolvencyClaim, rest: Rest, *, on: date, by: str, why: str) -> None:
    """Propose the write-off of what is left, which somebody else approves; or end the insolvency, told twice once.

    Until a write-off is approved nothing is recovered: the insolvency still stands against it.
    """
    event = claim.event
    if rest == Rest.DUE:
        if DebtorEvent.objects.filter(pk=event.pk, until_on=None).exists():
            end_event(event, until_on=on, by=by)
        return
    for debt in list_debts(event):
        propose_write_off(
            debt, key=f"{claim.reference}:{debt.ref}", by=by, reason=f"{claim.reference}: {why}"
        )
