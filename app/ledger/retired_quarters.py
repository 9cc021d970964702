"""What was called for a quarter that turns out not to be due, because its person retires in it, is taken back."""

from datetime import datetime

from app.affiliation.retirement import Reasons, not_due_listeners
from app.ledger.closing import cancel_contributions
from workflows.actors import Actor
from workflows.clock import BRUSSELS


def take_back(reasons: Reasons, by: Actor, now: datetime) -> None:
    """In the transaction of the decision; what was paid pays what is overdue, and is credit beyond."""
    cancel_contributions(reasons, on=now.astimezone(BRUSSELS).date(), by=str(by))


def listen() -> None:
    """Called once, when the apps are ready."""
    not_due_listeners.append(take_back)
