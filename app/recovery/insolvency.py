"""Claims in an insolvency: opened when it becomes known, written from the books, filed, and followed (C93)."""

from collections.abc import Callable
from datetime import date

import structlog
from django.db import transaction

from app.correspondence.letters import make_letter
from app.correspondence.models import Letter
from app.ledger.models import Receivable
from app.ledger.queries import balances, open_receivables
from app.recovery.contents import describe_debt
from app.recovery.errors import ClaimUnknown, DateRefused
from app.recovery.insolvency_life import ClaimLife
from app.recovery.insolvency_models import InsolvencyClaim
from app.recovery.models import Mandate, MandateNews
from app.recovery.obstacle_models import DebtorEvent
from app.recovery.states import ClaimState, DebtorEventKind, MandateKind, MandateState
from workflows import clock
from workflows.operations import Call

log = structlog.get_logger(__name__)
LETTER = "claim_filed"
ADMINISTRATORS = {
    DebtorEventKind.BANKRUPTCY: MandateKind.CURATOR,
    DebtorEventKind.SETTLEMENT: MandateKind.MEDIATOR,
}
Opener = Callable[[InsolvencyClaim], str]


class _Openers:
    open_case: Opener | None = None


def register_case_opener(opener: Opener) -> None:
    """How a claim gets its case; cases are above recovery."""
    _Openers.open_case = opener


@transaction.atomic
def open_claim(event: DebtorEvent, administrator: str = "", proceedings: str = "") -> InsolvencyClaim | None:
    """The claim of an insolvency and its case, once; None for a contestation, or where nothing was owed."""
    if event.kind not in ADMINISTRATORS or not list_debts(event):
        return None
    claim, made = InsolvencyClaim.objects.get_or_create(
        event=event, defaults={"administrator": administrator, "proceedings": proceedings}
    )
    if made and _Openers.open_case is not None:
        claim.case_ref = _Openers.open_case(claim)
        claim.save(update_fields=["case_ref"])
    return claim


def list_debts(event: DebtorEvent) -> list[Receivable]:
    """What was owed on the day of the insolvency: open now, and with a balance of that day."""
    found = list(open_receivables(event.party.merged_into or event.party))
    owed = balances(found, event.from_on)
    return [one for one in found if owed[one.pk].total > 0]


def read_reference(reference: str) -> int:
    """The key behind `K000012`. Raises ClaimUnknown."""
    if not (reference[:1] == "K" and reference[1:].isdecimal()):
        raise ClaimUnknown(claim=reference)
    return int(reference[1:])


def find_claim(reference: str) -> InsolvencyClaim:
    """Raises ClaimUnknown."""
    found = (
        InsolvencyClaim.objects.select_related("event__party").filter(pk=read_reference(reference)).first()
    )
    if found is None:
        raise ClaimUnknown(claim=reference)
    return found


def lock_claim(reference: str) -> InsolvencyClaim:
    held = InsolvencyClaim.objects.select_for_update(of=("self",)).select_related("event__party")
    found = held.filter(pk=read_reference(reference)).first()
    if found is None:
        raise ClaimUnknown(claim=reference)
    return found


@transaction.atomic
def write_claim(
    call: Call,
    reference: str,
    *,
    administrator: str,
    address: str,
    email: str,
    proceedings: str,
    privilege: str,
) -> Letter:
    """The letter to the curator or mediator: sums by period and component on the day of the insolvency, and the rank.

    Raises ClaimUnknown.
    """
    claim = lock_claim(reference)
    event, party = claim.event, claim.event.party
    claim.sums = describe_debt(list_debts(event), on=event.from_on)
    claim.administrator, claim.proceedings, claim.privilege = administrator, proceedings, privilege
    content = {
        **claim.sums,
        "claim": claim.reference,
        "kind": event.kind,
        "debtor": party.name,
        "on": event.from_on,
        "proceedings": proceedings,
        "privilege": privilege,
    }
    letter = make_letter(
        call,
        name=LETTER,
        language=party.language,
        recipient={"name": administrator, "address": address, "email": email},
        content=content,
    )
    claim.letter = letter.id
    claim.save()
    return letter


@transaction.atomic
def file_claim(reference: str, *, on: date, receipt: str, by: str) -> InsolvencyClaim:
    """It was filed: the curator or mediator is followed from that day. Raises ClaimUnknown, DateRefused."""
    claim = lock_claim(reference)
    if claim.state != ClaimState.PREPARED:
        return claim
    if not claim.event.from_on <= on <= clock.today():
        raise DateRefused("A claim is filed between the insolvency and today.", filed_on=on)
    ClaimLife(claim).file(on=on, receipt=receipt, by=by)
    claim.save()
    kind = ADMINISTRATORS[DebtorEventKind(claim.event.kind)]
    Mandate.objects.create(claim=claim, kind=kind, name=claim.administrator, given_on=on, last_news_on=on)
    return claim


@transaction.atomic
def report(
    reference: str, *, on: date, text: str, admission: str, ended: bool, by: str, key: str
) -> InsolvencyClaim:
    """News of the curator or mediator: admitted, contested, a dividend, the end. Once for its key.

    Raises ClaimUnknown, DateRefused.
    """
    claim = lock_claim(reference)
    if MandateNews.objects.filter(key=key).exists():
        return claim
    if on > clock.today():
        raise DateRefused("News cannot be of a day to come.", told_on=on)
    mandate = claim.mandates.select_for_update().get()
    MandateNews.objects.create(mandate=mandate, told_on=on, text=text, by=by, logged_at=clock.now(), key=key)
    mandate.last_news_on, mandate.alerted_on = max(mandate.last_news_on, on), None
    claim.admission = admission or claim.admission
    if ended:
        ClaimLife(claim).close(on=on)
        mandate.state, mandate.ended_on = MandateState.ENDED, on
    mandate.save()
    claim.save()
    return claim
