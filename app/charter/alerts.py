"""Telling director and team leads at once of a case in which what must be kept in every case was not."""

from datetime import datetime

from app.charter.breaches import FullBreach, list_full
from app.charter.commitments import Charter
from app.charter.contents import period_of
from app.periods import Period
from app.registers.quarters import Quarter
from workflows import outbox
from workflows.clock import BRUSSELS

#: Notices travel as those of the service levels do.
TOPIC = "service_level"
TOLD = ("director", "team_lead")


def tell_full_breaches(found: Charter, now: datetime) -> int:
    """Breaches of this quarter and the one before, each told once however often it is looked at; how many there are."""
    quarter = Quarter.of(now.astimezone(BRUSSELS).date())
    period = Period(period_of(quarter.shift(-1)).first, quarter.last_day)
    breaches = list_full(found, period)
    for breach in breaches:
        outbox.post(
            TOPIC,
            describe(breach, found, now),
            key=f"charter:{breach.code}:{breach.fault.subject}",
            now=now,
        )
    return len(breaches)


def describe(breach: FullBreach, found: Charter, now: datetime) -> dict[str, object]:
    words = found.commitments[breach.code].text
    return {
        "case_ref": breach.fault.case_ref,
        "step": "breach",
        "titles": {language: f"{breach.code}: {text}" for language, text in words.items()},
        "target": now.isoformat(),
        "roles": list(TOLD),
    }
