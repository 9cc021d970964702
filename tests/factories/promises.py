"""Clocks of a case in a state, as the kernel would have left them."""

from datetime import UTC, datetime, timedelta
from typing import Any

from app.cases.models import Case
from workflows.models import ProcessInstance, ServiceLevelClock

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def promise(case: Case, occurrence: int, state: str, **changes: Any) -> ServiceLevelClock:
    """Started at NOW for five days; `occurrence` tells those of one level apart."""
    closed = state not in ("running", "paused")
    given: dict[str, Any] = {
        "instance": ProcessInstance.objects.get(case_ref=case.reference),
        "level": "first_answer",
        "occurrence": occurrence,
        "policy": {"titles": {"fr": "Première réponse"}},
        "state": state,
        "started_at": NOW,
        "first_target_at": NOW + timedelta(days=5),
        "target_at": NOW + timedelta(days=5),
        "stopped_at": NOW + timedelta(days=1) if closed else None,
        "paused_at": NOW if state == "paused" else None,
        **changes,
    }
    return ServiceLevelClock.objects.create(**given)
