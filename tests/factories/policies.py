"""Policies of the small question process, proposed by one person and published by another."""

from copy import deepcopy
from datetime import datetime
from typing import Any

from app.accounts.models import User
from app.policies import editions
from app.policies.editions import Proposal
from app.policies.models import PolicyEdition

CONTENT: dict[str, Any] = {
    "titles": {
        "fr": "Répondre vite",
        "nl": "Snel antwoorden",
        "de": "Schnell antworten",
        "en": "Answer soon",
    },
    "kind": "service",
    "selector": 'process = "question"',
    "calendar": "belgium",
    "owner": "team_lead",
    "legal_basis": [],
    "targets": {"total": {"value": 5, "unit": "working_days"}},
    "warnings": [{"percent": 50}, {"percent": 80, "notify": "team_lead"}],
    "escalation": [{"after": {"value": 2, "unit": "working_days"}, "notify": "director"}],
    "pauses": [
        {
            "reason": {
                "fr": "Demande en cours",
                "nl": "Navraag",
                "de": "Rückfrage",
                "en": "Somebody was asked",
            },
            "planned_days": 10,
            "nodes": [],
        }
    ],
}


def write(**changes: Any) -> dict[str, Any]:
    """The content with some parts otherwise."""
    return {**deepcopy(CONTENT), **changes}


def propose(by: User, now: datetime, *, policy: str = "answer_soon", **changes: Any) -> PolicyEdition:
    days: dict[str, Any] = {"valid_from": now.date()}
    days |= {name: changes.pop(name) for name in ("valid_from", "valid_until", "is_end") if name in changes}
    proposal = Proposal(policy=policy, content=write(**changes), reason="people wait", **days)
    return editions.propose(proposal, by=by, now=now)


def publish(lead: User, director: User, now: datetime, **changes: Any) -> PolicyEdition:
    row = propose(lead, now, **changes)
    return editions.publish(row.pk, by=director, now=now)
