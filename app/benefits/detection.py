"""Rights found by the fund itself: each event is weighed once by each detector and kept with its outcome and reason.

Running it again changes nothing: what was weighed is not weighed again, but for what was not known yet, once a day.
One run at a time holds the lock; each page is one transaction, so that a run that was broken off goes on where it
stopped.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection, transaction

from app.affiliation.coverages import set_coverages
from app.affiliation.models import AffiliationState, Coverage, LiabilityPeriod, QuarterStatus
from app.benefits.assimilations import cover_running
from app.benefits.detection_models import PENDING, Detection, DetectionOutcome
from app.benefits.detectors import Detector, host, list_detectors
from app.benefits.facts import judge_insurance
from app.benefits.happenings import Happening, list_unseen
from app.benefits.kept_quarters import cover_pending
from app.ledger.closing import cancel_contributions
from app.registers.copying import copy_rows, update_rows
from app.registers.quarters import Quarter
from workflows import clock
from workflows.actors import system

PAGE = 2000
BY = system("rights-detection")
CHECKED = (-3, -2)
#: What conditions ask that stands in the statuses of quarters.
FROM_STATUSES = frozenset({"category", "insured", "covered"})
#: A status that is not there two years after the event is not waited for.
WAIT = timedelta(days=2 * 365)
WEIGHED = ("version", "outcome", "reason", "facts", "detected_on")
Event = tuple[int, date, str]
Statuses = Mapping[int, Mapping[Quarter, QuarterStatus]]


@dataclass
class Report:
    """How many events each detector weighed, by outcome."""

    counts: dict[str, Counter[str]] = field(default_factory=dict)

    def to_json(self) -> dict[str, dict[str, int]]:
        return {name: dict(found) for name, found in self.counts.items()}


def detect_rights(on: date, *, page: int = PAGE, most: int | None = None) -> Report:
    """Weigh every event up to `on` that was not weighed before, of each detector at most `most`.

    Safe to run twice, and to run again after a crash.
    """
    report = Report()
    for detector in list_detectors():
        counts = report.counts[detector.name] = Counter()
        for happenings in list_unseen(detector, on, page, most=most):
            counts.update(weigh_page(detector, happenings, on))
    apply_pending(on)
    cover_pending(on, by=BY, most=page)
    cover_running(on, by=BY, most=page)
    return report


@transaction.atomic
def weigh_page(detector: Detector, happenings: Sequence[Happening], on: date) -> Counter[str]:
    """Weigh a page of events and keep the outcomes; what another run has kept meanwhile is left as it is."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"detect:{detector.name}"])
    kept = Detection.objects.filter(detector=detector.name, party__in={one.party_id for one in happenings})
    seen = {(one.party_id, one.event_on, one.event_key): one for one in kept}
    fresh = [one for one in happenings if may_weigh(seen.get((one.party_id, one.on, one.key)), on)]
    known = read_statuses(fresh)
    active = read_periods(fresh)
    functions = host()
    rows = [
        weigh(detector, one, on, known.get(one.party_id, {}), active.get(one.party_id, ()), functions)
        for one in fresh
    ]
    if detector.act:
        act_on([row for row in rows if row.outcome == DetectionOutcome.GRANTED], on)
    keep(rows, seen)
    return Counter(str(row.outcome) for row in rows)


def keep(rows: Sequence[Detection], seen: Mapping[Event, Detection]) -> None:
    """New ones are inserted, those weighed again take the place of what was not known."""
    again, new = [], []
    for row in rows:
        earlier = seen.get((row.party_id, row.event_on, row.event_key))
        if earlier is None:
            new.append(row)
        else:
            again.append((earlier.pk, *(getattr(row, name) for name in WEIGHED)))
    update_rows(Detection, WEIGHED, again)
    copy_rows(Detection, new)


def may_weigh(earlier: Detection | None, on: date) -> bool:
    """Not weighed yet, or not known on an earlier day."""
    return earlier is None or (earlier.outcome == DetectionOutcome.UNDECIDED and earlier.detected_on < on)


def weigh(
    detector: Detector,
    happening: Happening,
    on: date,
    statuses: Mapping[Quarter, QuarterStatus],
    periods: Sequence[tuple[date, date | None]],
    functions: Any,
) -> Detection:
    context = build_context(happening, on, statuses, periods)
    unknown = find_unknown(context, happening, on, statuses, periods)
    outcome, reason = detector.judge(context, functions, unknown=unknown)
    return Detection(
        detector=detector.name,
        version=detector.version,
        party_id=happening.party_id,
        event_on=happening.on,
        event_key=happening.key,
        outcome=outcome,
        reason=reason,
        facts={
            "fact": happening.fact,
            "age": happening.age,
            "category": context["category"],
            "insured": context["insured"],
        },
        detected_on=on,
    )


def build_context(
    happening: Happening,
    on: date,
    statuses: Mapping[Quarter, QuarterStatus],
    periods: Sequence[tuple[date, date | None]],
) -> dict[str, Any]:
    """What a condition may ask."""
    quarter = Quarter.of(happening.on)
    current = statuses.get(quarter) or statuses.get(quarter.shift(-1))
    insured, covered = judge_insurance([statuses.get(quarter.shift(step)) for step in CHECKED])
    return {
        "event_on": happening.on,
        "today": on,
        "age": None if happening.age is None else Decimal(happening.age),
        "fact": happening.fact,
        "active": is_within(periods, happening.on),
        "active_today": is_within(periods, on),
        "category": str(current.category) if current else None,
        "insured": insured,
        "covered": covered,
    }


def find_unknown(
    context: Mapping[str, Any],
    happening: Happening,
    on: date,
    statuses: Mapping[Quarter, QuarterStatus],
    periods: Sequence[tuple[date, date | None]],
) -> frozenset[str]:
    """What a condition asks that is not known yet: statuses, or an insurance that hangs on definitive contributions."""
    if not is_known(happening, on, statuses, periods):
        return FROM_STATUSES
    waits = context["insured"] == "unknown" and on <= happening.on + WAIT
    return frozenset({"insured"}) if waits else frozenset()


def is_known(
    happening: Happening,
    on: date,
    statuses: Mapping[Quarter, QuarterStatus],
    periods: Sequence[tuple[date, date | None]],
) -> bool:
    """Whether each checked quarter that somebody was liable in has its category, or it is too late to wait for it."""
    quarter = Quarter.of(happening.on)
    asked = [quarter.shift(step) for step in CHECKED]
    liable = [one for one in asked if any(meets(one, period) for period in periods)]
    return all(one in statuses for one in liable) or on > happening.on + WAIT


def meets(quarter: Quarter, period: tuple[date, date | None]) -> bool:
    start, end = period
    return start <= quarter.last_day and (end is None or quarter.first_day <= end)


def is_within(periods: Sequence[tuple[date, date | None]], day: date) -> bool:
    return any(start <= day and (end is None or day <= end) for start, end in periods)


def read_statuses(happenings: Sequence[Happening]) -> Statuses:
    """The current statuses that the page may ask for, by person."""
    years = {one.on.year - back for one in happenings for back in (0, 1)}
    people = {one.party_id for one in happenings}
    found: dict[int, dict[Quarter, QuarterStatus]] = {}
    rows = QuarterStatus.objects.filter(person__in=people, year__in=years, superseded_at=None)
    for row in rows.only("person_id", "year", "number", "category", "coverage"):
        found.setdefault(row.person_id, {})[Quarter(row.year, row.number)] = row
    return found


def read_periods(happenings: Sequence[Happening]) -> dict[int, list[tuple[date, date | None]]]:
    found: dict[int, list[tuple[date, date | None]]] = {}
    rows = LiabilityPeriod.objects.filter(person__in={one.party_id for one in happenings})
    for person, start, end in rows.exclude(state=AffiliationState.CANCELLED).values_list(
        "person_id", "started_on", "ended_on"
    ):
        found.setdefault(person, []).append((start, end))
    return found


def act_on(granted: Sequence[Detection], on: date) -> None:
    """Do what was granted, and take back what was called for it; the rest is pending, to be tried at each run. The
    caller saves the facts."""
    places = [(one.party_id, Quarter.of(one.event_on).shift(1)) for one in granted]
    reasons = {place: f"birth on {one.event_on}" for place, one in zip(places, granted, strict=True)}
    done = set_coverages(reasons, Coverage.BIRTH_EXEMPT, by=BY, now=clock.now()) if reasons else set()
    cancel_contributions({place: reasons[place] for place in done}, on=on, by=str(BY))
    for place, one in zip(places, granted, strict=True):
        one.facts[PENDING] = place not in done


@transaction.atomic
def apply_pending(on: date) -> None:
    """Rights granted whose quarter was not decided yet; tried for two years after the event."""
    found = Detection.objects.select_for_update(skip_locked=True).filter(
        outcome=DetectionOutcome.GRANTED,
        facts__pending=True,
        event_on__gte=on.replace(year=on.year - 2, day=1),
    )
    rows = list(found)
    act_on(rows, on)
    update_rows(Detection, ["facts"], ((one.pk, one.facts) for one in rows))
