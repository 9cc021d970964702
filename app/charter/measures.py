"""What must be true of every single case of a period, counted from what the fund did: no clock runs for it.

`decision_mentions`: every decision that left has the mandatory mentions (Law of 11 April 1995, arts 13-15; table D15).
`contact_before_suit`: nobody is served or summoned for the first time without the personal contact of C88 (table D21).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, Least
from django.utils.timezone import localtime

from app.correspondence.mention_checks import list_missing
from app.correspondence.models import Letter
from app.people.models import Party
from app.periods import Period
from app.recovery.gate import weigh
from app.recovery.models import ContactAttempt, JudicialFile
from workflows.calendars import load_calendar


@dataclass(frozen=True)
class Measured:
    """What a measure counted: how many there were, and those that should not have been."""

    count: int
    faults: tuple["Fault", ...]


@dataclass(frozen=True)
class Fault:
    """`subject` names the letter or judicial file for good, such as `judicial-file:7`; `page` and `key` its address."""

    subject: str
    case_ref: str
    on: date
    page: str
    key: Any


def count_decisions(period: Period) -> Measured:
    """Decisions that left in the period; at fault is each that lacks a mention its kind must make."""
    left = Letter.objects.filter(period.covers("sent_at")).exclude(decision="")
    kinds = list(left.order_by().values_list("decision", "mentions").annotate(n=Count("pk")))
    wrong = Q(pk__in=[])
    for decision, mentions, _number in kinds:
        if list_missing(decision, mentions):
            wrong |= Q(decision=decision, mentions=mentions)
    rows = left.filter(wrong).order_by("sent_at", "pk").values_list("pk", "case_ref", "sent_at")
    faults = (
        Fault(f"letter:{pk}", ref, localtime(sent).date(), "correspondence:letter", pk)
        for pk, ref, sent in rows
    )
    return Measured(sum(number for *_kind, number in kinds), tuple(faults))


def count_first_suits(period: Period) -> Measured:
    """Debtors first served or summoned in the period; at fault is each suit with no contact up to its day."""
    acts = list_acts()
    earlier = acts.filter(debtor_head=OuterRef("debtor_head")).filter(
        Q(day__lt=OuterRef("day")) | Q(day=OuterRef("day"), pk__lt=OuterRef("pk"))
    )
    firsts = acts.filter(~Exists(earlier), day__range=(period.first, period.last)).order_by("day", "pk")
    found = list(firsts.values_list("pk", "case_ref", "day", "debtor_head"))
    faults = find_unspoken(found)
    return Measured(len(found), tuple(faults))


def list_acts() -> QuerySet[Any]:
    """Judicial files that reached their debtor, with the day of it and the debtor those merged into one count as."""
    files = JudicialFile.objects.annotate(
        debtor_head=Coalesce("debtor__merged_into_id", "debtor_id"), day=Least("served_on", "summoned_on")
    )
    return files.filter(day__isnull=False)


def find_unspoken(suits: Iterable[tuple[int, str, date, int]]) -> Iterator[Fault]:
    suits = list(suits)
    attempts, calendar = read_attempts({head for *_suit, head in suits}), load_calendar("belgium")
    for pk, case_ref, day, head in suits:
        told = [one for one in attempts[head] if one[2] <= day]
        if not weigh(False, told, calendar).opens:
            yield Fault(f"judicial-file:{pk}", case_ref, day, "recovery:file", pk)


def read_attempts(heads: Iterable[int]) -> Mapping[int, list[tuple[str, str, date]]]:
    """(outcome, channel, day) of each attempt to speak with a debtor, those merged into one together."""
    found: defaultdict[int, list[tuple[str, str, date]]] = defaultdict(list)
    wanted = list(heads)
    if not wanted:
        return found
    same = Party.objects.filter(Q(pk__in=wanted) | Q(merged_into__in=wanted))
    rows = ContactAttempt.objects.filter(party__in=same).annotate(
        debtor_head=Coalesce("party__merged_into_id", "party_id")
    )
    for head, outcome, channel, day in rows.values_list("debtor_head", "outcome", "channel", "made_on"):
        found[head].append((outcome, channel, day))
    return found


MEASURES: Mapping[str, Callable[[Period], Measured]] = {
    "decision_mentions": count_decisions,
    "contact_before_suit": count_first_suits,
}
