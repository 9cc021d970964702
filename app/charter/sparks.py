"""The trend of every commitment at once, small enough to stand in its row: five quarters up to the one shown.

A commitment that a measure counts too has its trend on its own page only: a measure is asked quarter by quarter.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q
from django.db.models.functions import TruncQuarter

from app.charter.commitments import Charter, Commitment, EvidenceKind
from app.charter.contents import FORMER
from app.charter.figures import LATE, Tally, name_process
from app.periods import Period
from app.registers.quarters import Quarter
from workflows.clock import BRUSSELS
from workflows.models import ServiceLevelClock
from workflows.models.states import ClockState

LEFT, TOP, STEP, HEIGHT = 6, 4, 17, 16
ByQuarter = Mapping[Quarter, Tally]


@dataclass(frozen=True)
class Spark:
    """`lines` join quarters that follow each other, `dots` are all with a share; whole units of an 80 × 24 drawing."""

    quarters: Sequence[tuple[Quarter, Tally]]

    @property
    def has_figures(self) -> bool:
        return any(tally.share is not None for _quarter, tally in self.quarters)

    @property
    def dots(self) -> list[tuple[int, int]]:
        return [point for point in self._place() if point is not None]

    @property
    def lines(self) -> list[str]:
        runs: list[list[str]] = [[]]
        for point in self._place():
            if point is None:
                runs.append([])
            else:
                runs[-1].append(f"{point[0]},{point[1]}")
        return [" ".join(run) for run in runs if len(run) > 1]

    def _place(self) -> list[tuple[int, int] | None]:
        shares = (tally.share for _quarter, tally in self.quarters)
        return [
            None if share is None else (LEFT + at * STEP, TOP + round((100 - float(share)) * HEIGHT / 100))
            for at, share in enumerate(shares)
        ]


def read_sparks(found: Charter, last: Quarter) -> dict[str, Spark]:
    """By code, of each commitment that service levels alone count; one statement for them all."""
    quarters = [last.shift(-back) for back in range(FORMER, -1, -1)]
    levels = read_levels(quarters)
    return {
        code: Spark([(one, add_up(commitment, levels, one)) for one in quarters])
        for code, commitment in found.commitments.items()
        if not any(one.kind == EvidenceKind.MEASURE for one in commitment.kept_by)
    }


def add_up(commitment: Commitment, levels: Mapping[tuple[str, str], ByQuarter], quarter: Quarter) -> Tally:
    rests_on = (one for one in commitment.kept_by if one.kind == EvidenceKind.LEVEL)
    tallies = (levels.get((one.process, one.name), {}).get(quarter, Tally()) for one in rests_on)
    return sum(tallies, Tally())


def read_levels(quarters: Sequence[Quarter]) -> Mapping[tuple[str, str], ByQuarter]:
    span = Period(quarters[0].first_day, quarters[-1].last_day)
    clocks = name_process(ServiceLevelClock.objects.filter(span.covers("started_at")))
    rows = (
        clocks.annotate(quarter=TruncQuarter("started_at", tzinfo=BRUSSELS))
        .values_list("promised_by", "level", "quarter")
        .annotate(on_time=Count("id", filter=Q(state=ClockState.MET)), late=Count("id", filter=LATE))
        .order_by()
    )
    found: dict[tuple[str, str], dict[Quarter, Tally]] = defaultdict(dict)
    for process, level, begun, on_time, late in rows:
        found[(process, level)][Quarter.of(begun.date())] = Tally(on_time, late)
    return found
