"""Lifting a lockout, and what goes with a lost telephone."""

from dataclasses import dataclass

from axes.utils import reset
from django.db import transaction

from app.accounts.models import User
from app.sign_in import events
from app.sign_in import sessions as open_sessions
from app.sign_in.factor_adapter import delete_factors
from app.sign_in.models import EventKind


@dataclass(frozen=True)
class Release:
    """How many of each there were."""

    attempts: int
    factors: int
    sessions: int


@transaction.atomic
def release(person: User, *, factors: bool = False, sessions: bool = False) -> Release:
    """Wrong passwords and codes count from now; who loses their factors is signed out everywhere too."""
    attempts = reset(username=person.username)
    removed = delete_factors(person) if factors else 0
    ended = open_sessions.end_all(person) if factors or sessions else 0
    events.record(EventKind.RELEASED, None, person)
    if removed:
        events.record(EventKind.FACTOR_REMOVED, None, person, detail="operator")
    return Release(attempts, removed, ended)
