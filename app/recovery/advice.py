"""Recording an advice and the choice that followed."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from app.people.models import Party
from app.recovery.advice_models import Advice
from app.registers.traces import write_plain


def record_advice(
    party: Party,
    *,
    case_ref: str,
    situation: Mapping[str, Any],
    solutions: Sequence[Mapping[str, Any]],
    chosen: str,
    by: str,
    at: datetime,
    key: str,
    reason: str = "",
) -> Advice:
    """The advice, once for its key."""
    advice, _ = Advice.objects.get_or_create(
        key=key,
        defaults={
            "party": party,
            "case_ref": case_ref,
            "situation": write_plain(dict(situation)),
            "solutions": write_plain([dict(one) for one in solutions]),
            "chosen": chosen,
            "reason": reason,
            "by": by,
            "at": at,
        },
    )
    return advice
