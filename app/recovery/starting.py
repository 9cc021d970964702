"""What the process of recovery needs to know of a debt when it starts."""

from typing import Any

from app.ledger.models import Receivable

PROCESS = "recovery"


def describe_start(receivable: Receivable, *, sued_before: bool = False) -> dict[str, Any]:
    """The data to start `recovery` for one receivable, by `open_case` or in bulk."""
    return {
        "receivable_ref": receivable.ref,
        "party_ref": receivable.party.reference,
        "subject": f"{receivable.period} · {receivable.ref}",
        "due_on": receivable.due_on,
        "done": [],
        "events": {"due": receivable.due_on, "claimed": receivable.legal_first_claimed_on},
        "pauses": [],
        "jointly_liable": 0,
        "sued_before": sued_before,
    }
