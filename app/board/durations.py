"""How long cases took from opening to end, and tasks from coming up to being taken and done, in a period.

Times are elapsed days of 24 hours, nights and weekends included: what a person waits for is not office hours.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Aggregate, Count, DurationField, ExpressionWrapper, F, Q, QuerySet

from app.accounts.hiding import list_hidden, of_cases
from app.cases.models import Case
from app.periods import Period
from workflows.models import HumanTask, InstanceStatus, TaskState

TENTH = Decimal("0.1")
HUNDRED = Decimal(100)


class Percentile(Aggregate):
    """`percentile_cont` of a duration: between two values, the one in proportion."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(%(share)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()

    def __init__(self, expression: Any, share: Decimal, **extra: Any) -> None:
        super().__init__(expression, share=share, **extra)


@dataclass(frozen=True)
class Spread:
    """Days at which half, nine tenths and nineteen twentieths had been reached; None without any."""

    median: Decimal | None
    p90: Decimal | None
    p95: Decimal | None


@dataclass(frozen=True)
class CaseTimes:
    process: str
    count: int
    took: Spread


@dataclass(frozen=True)
class StepTimes:
    """`waited` until somebody took it, `worked` from then until it was done; `late` of `dated` were done after it."""

    process: str
    node: str
    name: str
    count: int
    waited: Spread
    worked: Spread
    dated: int
    late: int

    @property
    def late_share(self) -> Decimal | None:
        """Percent of those with a date; None when none had one."""
        return (HUNDRED * self.late / self.dated).quantize(TENTH, ROUND_HALF_UP) if self.dated else None


def read_cases(period: Period) -> list[CaseTimes]:
    """Cases that came to their end in the period, by process; those cancelled left out."""
    ended = Case.objects.filter(period.covers("closed_at"), status=InstanceStatus.COMPLETED)
    took = measure(F("closed_at") - F("opened_at"))
    rows = ended.values("process").annotate(n=Count("pk"), **spread("took", took)).order_by("process")
    return [CaseTimes(row["process"], row["n"], read_spread("took", row)) for row in rows]


def read_steps(period: Period, process: str = "") -> list[StepTimes]:
    """Tasks done in the period, by process and step, those that waited longest first."""
    waited, worked = measure(F("claimed_at") - F("created_at")), measure(F("closed_at") - F("claimed_at"))
    rows = (
        list_done(period, process)
        .values("definition_key", "node_id", "name")
        .annotate(n=Count("pk"), **spread("waited", waited), **spread("worked", worked), **count_late())
        .order_by("definition_key", "node_id")
    )
    found = [make_step(row) for row in rows]
    return sorted(found, key=lambda one: (-(one.waited.median or 0), one.process, one.node))


def make_step(row: Mapping[str, Any]) -> StepTimes:
    return StepTimes(
        process=row["definition_key"],
        node=row["node_id"],
        name=row["name"],
        count=row["n"],
        waited=read_spread("waited", row),
        worked=read_spread("worked", row),
        dated=row["dated"],
        late=row["late"],
    )


def list_done(period: Period, process: str) -> QuerySet[HumanTask]:
    done = HumanTask.objects.filter(
        period.covers("closed_at"), state=TaskState.COMPLETED, instance__is_test=False
    )
    if process:
        done = done.filter(definition_key=process)
    hidden = list_hidden()
    return done.exclude(of_cases(hidden)) if hidden else done


def count_late() -> dict[str, Count]:
    return {
        "dated": Count("pk", filter=Q(due_at__isnull=False)),
        "late": Count("pk", filter=Q(closed_at__gt=F("due_at"))),
    }


def measure(between: Any) -> Any:
    return ExpressionWrapper(between, output_field=DurationField())


def spread(name: str, duration: Any) -> dict[str, Percentile]:
    shares = {"median": Decimal("0.5"), "p90": Decimal("0.9"), "p95": Decimal("0.95")}
    return {f"{name}_{key}": Percentile(duration, share) for key, share in shares.items()}


def read_spread(name: str, row: Mapping[str, Any]) -> Spread:
    return Spread(*(to_days(row[f"{name}_{key}"]) for key in ("median", "p90", "p95")))


def to_days(duration: timedelta | None) -> Decimal | None:
    """To a tenth of a day."""
    if duration is None:
        return None
    seconds = Decimal(duration.days * 86_400 + duration.seconds)
    return (seconds / 86_400).quantize(TENTH, ROUND_HALF_UP)
