"""What the process of recovery needs to know of a debt when it starts."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import Q

from app.ledger.models import Receivable
from app.recovery.models import JudicialFile

PROCESS = "recovery"


def describe_start(
    receivable: Receivable, *, sued_before: bool = False, claimed: Decimal | None = None
) -> dict[str, Any]:
    """The data to start `recovery` for one receivable, by `open_case` or in bulk; `claimed`: euro, what it still owes
    unless given."""
    return {
        "receivable_ref": receivable.ref,
        "party_ref": receivable.party.reference,
        "kind": receivable.kind,
        "period": receivable.period,
        "claimed": receivable.total if claimed is None else claimed,
        "due_on": receivable.due_on,
        "done": [],
        "events": {"due": receivable.due_on, "claimed": receivable.legal_first_claimed_on},
        "pauses": [],
        "jointly_liable": 0,
        "sued_before": sued_before,
    }


def find_sued(parties: Iterable[int]) -> set[int]:
    """Those who were summoned or served before: the gate before court is then open (D21)."""
    begun = Q(served_on__isnull=False) | Q(summoned_on__isnull=False)
    files = JudicialFile.objects.filter(begun, debtor__in=list(parties))
    return set(files.values_list("debtor_id", flat=True))
