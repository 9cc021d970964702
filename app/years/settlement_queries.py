"""What the pages of the settlements of a year read."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from app.ledger.states import RefundState
from app.years.models import Outcome, Regularisation, RegularisationState
from app.years.settlement_models import SettlementRun

SHOWN, PAGE = 20, 50
ZERO = Decimal("0.00")


@dataclass(frozen=True)
class Figures:
    """Of one run: its incomes by what became of them, its letters, and what is to be paid back, EUR."""

    waiting: int = 0
    handed_over: int = 0
    supplements: int = 0
    refunds: int = 0
    nothing: int = 0
    told: int = 0
    failed: int = 0
    paid_back: Decimal = ZERO
    undecided: int = 0

    @property
    def settled(self) -> int:
        return self.supplements + self.refunds + self.nothing

    @property
    def total(self) -> int:
        return self.settled + self.waiting + self.handed_over

    @property
    def done_percent(self) -> int:
        return 100 if self.total == 0 else (self.total - self.waiting) * 100 // self.total

    @property
    def told_percent(self) -> int:
        return 100 if self.settled == 0 else self.told * 100 // self.settled


def list_runs() -> list[SettlementRun]:
    return list(SettlementRun.objects.order_by("-year", "-pk")[:SHOWN])


def read_figures(runs: Collection[SettlementRun]) -> Mapping[int, Figures]:
    """The figures of each run by its key, in one statement."""
    own = Q(handed_over_at=None)
    settled = Q(state=RegularisationState.SETTLED) & own
    rows = Regularisation.objects.filter(run__in=runs).order_by().values("run_id")
    found = rows.annotate(
        waiting=Count("pk", filter=Q(state=RegularisationState.WAITING) & own),
        handed_over=Count("pk", filter=~own),
        supplements=Count("pk", filter=settled & Q(outcome=Outcome.SUPPLEMENT)),
        refunds=Count("pk", filter=settled & Q(outcome=Outcome.REFUND)),
        nothing=Count("pk", filter=settled & Q(outcome=Outcome.NOTHING)),
        told=Count("pk", filter=Q(letter__isnull=False)),
        failed=Count("pk", filter=~Q(letter_error="")),
        paid_back=Sum("refund__amount", filter=own, default=ZERO),
        undecided=Count("pk", filter=own & Q(refund__state=RefundState.PROPOSED)),
    )
    figures = {row["run_id"]: make_figures(row) for row in found}
    return {run.pk: figures.get(run.pk, Figures()) for run in runs}


def make_figures(row: Mapping[str, Any]) -> Figures:
    return Figures(**{name: value for name, value in row.items() if name != "run_id"})


#: The views of a run's rows, by the word in the address.
VIEWS: Mapping[str, Q] = {
    "refund": Q(outcome=Outcome.REFUND, handed_over_at=None),
    "supplement": Q(outcome=Outcome.SUPPLEMENT, handed_over_at=None),
    "nothing": Q(outcome=Outcome.NOTHING, handed_over_at=None),
    "case": Q(handed_over_at__isnull=False),
    "failed": ~Q(letter_error=""),
}


def read_lines(run: SettlementRun) -> Iterator[Regularisation]:
    """Every line of a run, in its order: settled, left to a case, and those that wait."""
    rows: QuerySet[Regularisation] = Regularisation.objects.filter(run=run).defer("trace", "quarters")
    known = rows.select_related("party", "income", "receivable", "refund")
    return known.order_by("pk").iterator(chunk_size=2000)


def list_rows(run: SettlementRun, view: str, *, after: int = 0) -> QuerySet[Regularisation]:
    """A page of a view behind a key, and one row more where another page follows."""
    rows = Regularisation.objects.filter(VIEWS[view], run=run, pk__gt=after)
    return rows.select_related("party", "receivable", "refund").defer("trace").order_by("pk")[: PAGE + 1]
