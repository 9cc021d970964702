"""What is watched by itself."""

from datetime import timedelta

from app.confidentiality.reading_rates import tell_many_reads
from workflows import clock
from workflows.periodic import periodic


@periodic("confidentiality_watch_reading", every=timedelta(minutes=5))
def watch_reading() -> None:
    tell_many_reads(clock.now())
