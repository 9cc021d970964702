"""What the process of amicable recovery is told when a receivable begins to be followed."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q

from app.ledger.models import Receivable
from app.recovery.models import JudicialFile

PROCESS = "recovery"


def start_data(receivables: Iterable[Receivable], *, claimed_on: date) -> list[dict[str, Any]]:
    """Start data for each receivable, in their order. `claimed_on` is the day it was first claimed."""
    listed = list(receivables)
    sued = find_sued({one.party_id for one in listed})
    return [
        {
            "receivable_ref": one.ref,
            "due_on": one.due_on,
            "done": [],
            "events": {"due": one.due_on, "claimed": claimed_on},
            "pauses": [],
            "jointly_liable": 0,
            "sued_before": one.party_id in sued,
        }
        for one in listed
    ]


def find_sued(parties: Iterable[int]) -> set[int]:
    """Those who were summoned or served before: the gate before court is then open (D21)."""
    begun = Q(served_on__isnull=False) | Q(summoned_on__isnull=False)
    files = JudicialFile.objects.filter(begun, debtor__in=list(parties))
    return set(files.values_list("debtor_id", flat=True))
