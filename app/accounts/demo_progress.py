"""How far a demo fund is while it is being made: its clock stands still until it has lived its year."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings

from app.settings.environment import read_boolean
from workflows import clock
from workflows.models.clock import VirtualClock


@dataclass(frozen=True)
class DemoProgress:
    """The day it has come to; None before it has any."""

    day: date | None


def read_demo_progress() -> DemoProgress | None:
    """None where nothing is being made: the clock ticks, or there is no year to be lived."""
    if not (settings.DEMO and settings.VIRTUAL_CLOCK and read_boolean("VIGIE_DEMO_YEAR", default=True)):
        return None
    row = VirtualClock.objects.first()
    if row is None:
        return DemoProgress(day=None)
    return DemoProgress(day=clock.today()) if row.frozen_at is not None else None
