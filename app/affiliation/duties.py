"""What affiliation does by itself each day."""

from datetime import timedelta

from app.affiliation.periods import activate_started
from workflows import clock
from workflows.actors import system
from workflows.periodic import periodic


@periodic("activate_liability", every=timedelta(hours=1))
def activate_liability() -> None:
    """Periods declared ahead become active on their first day."""
    activate_started(clock.today(), by=system("affiliation"), now=clock.now())
