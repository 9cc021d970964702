"""The share on time of a commitment, quarter by quarter, and where its line is drawn."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q
from django.db.models.functions import TruncQuarter

from app.charter.commitments import Commitment, EvidenceKind
from app.charter.contents import FORMER, period_of
from app.charter.figures import LATE, Tally, name_process
from app.charter.measures import MEASURES
from app.periods import Period
from app.registers.quarters import Quarter
from workflows.clock import BRUSSELS
from workflows.models import ServiceLevelClock
from workflows.models.states import ClockState

WIDTH, HEIGHT = 520, 170
LEFT, TOP, STEP, PER_PERCENT = 60, 24, 100, 1.1


@dataclass(frozen=True)
class Point:
    """One quarter; `x` and `y` are whole units of the drawing, y None where nothing was promised."""

    quarter: Quarter
    tally: Tally
    x: int
    y: int | None


@dataclass(frozen=True)
class Trend:
    """`lines` join quarters that follow each other: one of nothing promised breaks the line."""

    points: Sequence[Point]
    lines: Sequence[str]
    target: int
    target_y: int

    @property
    def has_figures(self) -> bool:
        return any(point.y is not None for point in self.points)


def read_trend(commitment: Commitment, last: Quarter) -> Trend:
    """The quarter `last` and the four before it, as they stand."""
    quarters = [last.shift(-back) for back in range(FORMER, -1, -1)]
    tallies = read_tallies(commitment, quarters)
    points = [
        Point(quarter, tallies[quarter], LEFT + place * STEP, place_share(tallies[quarter]))
        for place, quarter in enumerate(quarters)
    ]
    return Trend(points, join(points), commitment.target, height_of(commitment.target))


def read_tallies(commitment: Commitment, quarters: Sequence[Quarter]) -> dict[Quarter, Tally]:
    found = dict.fromkeys(quarters, Tally())
    wanted = Q(pk__in=[])
    for one in commitment.kept_by:
        if one.kind == EvidenceKind.LEVEL:
            wanted |= Q(promised_by=one.process, level=one.name)
        if one.kind == EvidenceKind.MEASURE:
            for quarter in quarters:
                measured = MEASURES[one.name](period_of(quarter))
                found[quarter] += Tally(measured.count - len(measured.faults), len(measured.faults))
    span = Period(quarters[0].first_day, quarters[-1].last_day)
    clocks = name_process(ServiceLevelClock.objects.filter(span.covers("started_at"))).filter(wanted)
    rows = clocks.annotate(quarter=TruncQuarter("started_at", tzinfo=BRUSSELS)).values_list("quarter")
    for begun, on_time, late in rows.annotate(
        on_time=Count("id", filter=Q(state=ClockState.MET)), late=Count("id", filter=LATE)
    ).order_by():
        found[Quarter.of(begun.date())] += Tally(on_time, late)
    return found


def place_share(tally: Tally) -> int | None:
    return None if tally.share is None else height_of(float(tally.share))


def height_of(percent: float) -> int:
    return TOP + round((100 - percent) * PER_PERCENT)


def join(points: Sequence[Point]) -> list[str]:
    lines: list[list[str]] = [[]]
    for point in points:
        if point.y is None:
            lines.append([])
        else:
            lines[-1].append(f"{point.x},{point.y}")
    return [" ".join(line) for line in lines if len(line) > 1]
