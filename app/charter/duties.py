"""What the charter does by itself."""

from datetime import timedelta

from app.charter.alerts import tell_full_breaches
from app.charter.commitments import charter
from workflows import clock, periodic


@periodic.periodic("charter_tell_full_breaches", every=timedelta(hours=1))
def alert_full_breaches() -> None:
    """What must be kept in every single case, and was not."""
    tell_full_breaches(charter(), clock.now())
