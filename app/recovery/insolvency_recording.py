"""An insolvency that a process has learnt: recorded as a person records it, and never twice."""

from datetime import date, datetime

from django.db import transaction

from app.documents.filing import keep_document
from app.documents.models import Document, DocumentKind
from app.people.models import Party
from app.recovery.debtor_events import record_event
from app.recovery.gate import same_debtor
from app.recovery.insolvency import open_claim
from app.recovery.insolvency_models import InsolvencyClaim
from app.recovery.obstacle_models import DebtorEvent

PROOFS = (DocumentKind.EVIDENCE, DocumentKind.DECISION)


@transaction.atomic
def record_insolvency(
    party: Party,
    *,
    kind: str,
    judged_on: date,
    judgment: str,
    case_ref: str,
    by: str,
    now: datetime,
    administrator: str = "",
) -> InsolvencyClaim | None:
    """Record a bankruptcy or collective debt settlement and open its claim; None where nothing was owed on the day.

    One that stands already, recorded by a person or by another case, is left as it is and its claim answered. Two
    that record at once wait for each other. Whoever prepares the claim finds the curator or mediator and the judgment.
    Raises DateRefused for a day to come.
    """
    Party.objects.select_for_update().get(pk=party.merged_into_id or party.pk)
    known = DebtorEvent.objects.filter(
        party__in=same_debtor(party), kind=kind, receivable=None, until_on=None
    ).first()
    if known is not None:
        return open_claim(known, administrator, judgment)
    evidence = find_proof(party, case_ref) or write_proof(party, kind, judged_on, judgment, case_ref, by, now)
    event = record_event(
        party,
        kind=kind,
        from_on=judged_on,
        evidence=evidence,
        by=by,
        administrator=administrator,
        proceedings=judgment,
    )
    return open_claim(event, administrator, judgment)


def find_proof(party: Party, case_ref: str) -> Document | None:
    """The newest judgment or other proof put into the case."""
    if not case_ref:
        return None
    kept = Document.objects.filter(party=party, case_ref=case_ref, kind__in=PROOFS)
    return kept.defer("content").order_by("received_at").last()


def write_proof(
    party: Party, kind: str, judged_on: date, judgment: str, case_ref: str, by: str, now: datetime
) -> Document:
    """A note that says from which case and which judgment the fund knows it, until somebody adds the judgment."""
    lines = (party.reference, kind, judged_on.isoformat(), judgment, case_ref)
    text = "\n".join(line for line in lines if line)
    return keep_document(
        name=f"{kind}-{case_ref or party.reference}.txt",
        content=f"{text}\n".encode(),
        received_at=now,
        by=by,
        party=party,
        case_ref=case_ref,
        kind=DocumentKind.EVIDENCE,
    )
