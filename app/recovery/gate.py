"""The gate before the first judicial recovery of a debtor: decision table D21 and service charter C88.

The same rule stands in the guard on drawn processes (processes/guards.yaml) and in a trigger of the database
(migration 0002). A debtor is one person or company whatever the capacities; parties merged into one count as one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from app.people.models import Party
from app.recovery.errors import ContactMissing
from app.recovery.models import ContactAttempt, JudicialFile
from app.recovery.states import ContactChannel, Outcome
from workflows.calendars import Calendar, load_calendar

LEAST_ATTEMPTS, LEAST_CHANNELS, LEAST_SPAN = 3, 2, 10


@dataclass(frozen=True)
class Facts:
    """What D21 asks. `span` is in working days from the first attempt in vain to the last, the first not counted."""

    sued_before: bool
    reached: bool
    failed: int
    channels: int
    phoned: bool
    span: int

    @property
    def opens(self) -> bool:
        tried = self.failed >= LEAST_ATTEMPTS and self.channels >= LEAST_CHANNELS
        return self.sued_before or self.reached or (tried and self.phoned and self.span >= LEAST_SPAN)

    @property
    def missing(self) -> str:
        """What still lacks, in words; empty when the gate is open."""
        if self.opens:
            return ""
        lacks = [
            (self.failed < LEAST_ATTEMPTS, f"{LEAST_ATTEMPTS - self.failed} more attempts"),
            (self.channels < LEAST_CHANNELS, "a second channel"),
            (not self.phoned, "an attempt by phone"),
            (self.span < LEAST_SPAN, f"{LEAST_SPAN} working days between the first and the last attempt"),
        ]
        return ", ".join(words for lacking, words in lacks if lacking)


def find_facts(debtor: Party, *, calendar: Calendar | None = None) -> Facts:
    """What the database knows of a debtor, all capacities together."""
    attempts = ContactAttempt.objects.filter(party__in=same_debtor(debtor))
    sued = JudicialFile.objects.filter(debtor__in=same_debtor(debtor)).filter(
        Q(served_on__isnull=False) | Q(summoned_on__isnull=False)
    )
    told = list(attempts.values_list("outcome", "channel", "made_on"))
    return weigh(sued.exists(), told, calendar or load_calendar("belgium"))


def weigh(sued_before: bool, attempts: Iterable[tuple[str, str, date]], calendar: Calendar) -> Facts:
    """The facts of attempts given as outcome, channel and day."""
    told = list(attempts)
    failed = [(channel, day) for outcome, channel, day in told if outcome == Outcome.NOT_REACHED]
    channels = {channel for channel, _ in failed}
    days = sorted(day for _, day in failed)
    return Facts(
        sued_before=sued_before,
        reached=any(outcome == Outcome.REACHED for outcome, _, _ in told),
        failed=len(failed),
        channels=len(channels),
        phoned=ContactChannel.PHONE in channels,
        span=calendar.working_days_between(days[0], days[-1]) if days else 0,
    )


def require_contact(debtor: Party) -> Facts:
    """The facts of a debtor whose gate is open. Raises ContactMissing, which says what lacks."""
    facts = find_facts(debtor)
    if not facts.opens:
        raise ContactMissing(
            f"No first judicial recovery without a personal contact (C88); there lacks: {facts.missing}.",
            party=debtor.reference,
        )
    return facts


def same_debtor(debtor: Party) -> QuerySet[Party]:
    """The party and those merged with it."""
    head = debtor.merged_into_id or debtor.pk
    return Party.objects.filter(Q(pk=head) | Q(merged_into=head))
