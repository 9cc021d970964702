"""What the knowledge base does by itself."""

from datetime import timedelta

from app.knowledge.subscriptions import forget_unconfirmed
from workflows import clock, periodic


@periodic.periodic("forget_unconfirmed_subscriptions", every=timedelta(days=1))
def forget_old_requests() -> None:
    """An address that never said yes is not kept."""
    forget_unconfirmed(clock.now())
