"""What a person is told of the data the fund holds, in words: sections for the letter, and what the law keeps."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Sum

from app.affiliation.models import LiabilityPeriod
from app.benefits.models import Claim
from app.contributions.models import Income
from app.correspondence.models import Contact, Letter
from app.documents.models import Document
from app.exchanges.models import Transmission
from app.ledger.models import Payment, Receivable
from app.people.models import NissReading, Party
from app.people.read_queries import list_days
from workflows.clock import BRUSSELS

MOST = 60


@dataclass(frozen=True)
class Kept:
    """A kind of data the law obliges the fund to keep: a code, worded by form and letter, and how many rows."""

    code: str
    count: int


def list_kept(party: Party) -> list[Kept]:
    """What erasure does not reach (GDPR art. 17 §3 b): tables in which the party has rows."""
    counts: Mapping[str, Callable[[], int]] = {
        "career": lambda: LiabilityPeriod.objects.filter(person=party).count(),
        "contributions": lambda: Receivable.objects.filter(party=party).count(),
        "payments": lambda: Payment.objects.filter(party=party).count(),
        "benefits": lambda: Claim.objects.filter(party=party).count(),
        "letters": lambda: Letter.objects.filter(party=party).count(),
    }
    found = [Kept(code, count()) for code, count in counts.items()]
    return [one for one in found if one.count]


def list_sections(party: Party) -> dict[str, list[dict[str, Any]]]:
    """The chief rows of each kind, the newest first, at most MOST of each; all of them are in the file."""
    return {
        "periods": [
            {"from": one.started_on, "to": one.ended_on, "what": one.get_capacity_display()}
            for one in LiabilityPeriod.objects.filter(person=party).order_by("-started_on")[:MOST]
        ],
        "incomes": [
            {"year": one.year, "amount": one.amount, "known": one.received_on}
            for one in Income.objects.filter(party=party).order_by("-year", "-id")[:MOST]
        ],
        "claims": [
            {"period": one.period, "due": one.due_on, "left": one.total}
            for one in Receivable.objects.filter(party=party).order_by("-year", "-id")[:MOST]
        ],
        "letters": [
            {"day": one.made_at.astimezone(BRUSSELS).date(), "what": one.title}
            for one in Letter.objects.filter(party=party).defer("pdf", "data").order_by("-made_at")[:MOST]
        ],
        "contacts": [
            {"day": one.at.astimezone(BRUSSELS).date(), "what": one.subject}
            for one in Contact.objects.filter(party=party).order_by("-at")[:MOST]
        ],
        "documents": [
            {"day": one.received_at.astimezone(BRUSSELS).date(), "what": one.name}
            for one in Document.objects.filter(party=party).defer("content").order_by("-received_at")[:MOST]
        ],
        "cases": [
            {
                "day": one.opened_at.astimezone(BRUSSELS).date(),
                "what": f"{one.reference} {one.subject}".strip(),
            }
            for one in party.cases.order_by("-opened_at")[:MOST]
        ],
        "told": [
            {"day": one.drafted_at.astimezone(BRUSSELS).date(), "what": f"{one.recipient} {one.message_type}"}
            for one in Transmission.objects.filter(party=party).order_by("-drafted_at")[:MOST]
        ],
        "readings": [
            {"day": one.at.astimezone(BRUSSELS).date(), "what": one.purpose}
            for one in NissReading.objects.filter(party=party).order_by("-at")[:MOST]
        ]
        + [{"day": day, "what": purpose} for day, purpose in list_days(party)[:MOST]],
    }


def sum_paid(party: Party) -> Any:
    return Payment.objects.filter(party=party, state="imputed").aggregate(total=Sum("amount"))["total"] or 0
