"""What forbids to bring a debt before the court ("never start P22 if …"), and how each obstacle is told.

The same rule stands in a trigger of the database (migrations 0005 and 0008).
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from app.ledger.models import PlanDebt, Receivable
from app.ledger.states import PlanState
from app.people.models import Party
from app.recovery.errors import (
    ContestationPending,
    DebtorBankrupt,
    DebtSettlementRunning,
    ExemptionPending,
    HoldStanding,
    PlanRunning,
    RecoveryError,
)
from app.recovery.gate import same_debtor
from app.recovery.obstacle_models import DebtorEvent, RecoveryHold
from app.recovery.states import ContestOutcome, DebtorEventKind
from workflows import api
from workflows.models import InstanceStatus, ProcessInstance

EXEMPTION = "exemption"
#: What follows the debt itself is no request about it, even in the same case.
LADDERS = ("recovery", "judicial_recovery")
RUNNING = (InstanceStatus.ACTIVE, InstanceStatus.SUSPENDED)


@dataclass(frozen=True)
class Standing:
    """What D22 asks of a debtor and a debt. `contested`: by registered letter, in time, and still disputed."""

    bankrupt: bool
    debt_settlement: bool
    contested: bool


def read_standing(receivable: Receivable) -> Standing:
    """The facts of D22 as they are known now."""
    kinds = set(list_standing(receivable).values_list("kind", flat=True))
    return Standing(
        bankrupt=DebtorEventKind.BANKRUPTCY in kinds,
        debt_settlement=DebtorEventKind.SETTLEMENT in kinds,
        contested=is_disputed(receivable),
    )


def list_standing(receivable: Receivable) -> QuerySet[DebtorEvent]:
    """What is known now of the debtor and of this debt."""
    of_debtor = Q(receivable__isnull=True, party__in=same_debtor(receivable.party))
    return DebtorEvent.objects.filter(of_debtor | Q(receivable=receivable), until_on__isnull=True)


def is_disputed(receivable: Receivable) -> bool:
    """Contested by registered letter in time, and neither withdrawn nor granted (no enforcement order then)."""
    settled = (ContestOutcome.UPHELD, ContestOutcome.WITHDRAWN)
    contested = DebtorEvent.objects.filter(
        receivable=receivable, kind=DebtorEventKind.CONTESTATION, registered=True, in_time=True
    )
    return contested.exclude(outcome__in=settled).exists()


def has_standing(receivable: Receivable, kind: DebtorEventKind) -> bool:
    return list_standing(receivable).filter(kind=kind).exists()


def has_kept_plan(receivable: Receivable) -> bool:
    return PlanDebt.objects.filter(receivable=receivable, plan__state=PlanState.ACTIVE).exists()


def has_exemption_request(receivable: Receivable) -> bool:
    """Whether an exemption is asked for the debt, in a case that still runs."""
    return any(run.definition_key == EXEMPTION for run in list_holding_runs(receivable))


def has_hold(receivable: Receivable) -> bool:
    """Whether a case that still runs holds the debt: an appeal, a difficulty, a plan or an exemption asked for."""
    return bool(list_holding_runs(receivable))


def list_holding_runs(receivable: Receivable) -> list[ProcessInstance]:
    """The runs that hold a debt and have not released it. A hold whose case is over holds nothing any more."""
    held = RecoveryHold.objects.filter(receivable=receivable, released_at__isnull=True)
    cases = list(held.values_list("case_ref", flat=True))
    return [
        run
        for case_ref in cases
        for run in api.case_instances(case_ref)
        .filter(parent__isnull=True, status__in=RUNNING)
        .exclude(definition_key__in=LADDERS)
    ]


#: The error of each obstacle, the gravest first, with what finds it.
OBSTACLES: tuple[tuple[type[RecoveryError], Callable[[Receivable], bool]], ...] = (
    (DebtorBankrupt, lambda debt: has_standing(debt, DebtorEventKind.BANKRUPTCY)),
    (DebtSettlementRunning, lambda debt: has_standing(debt, DebtorEventKind.SETTLEMENT)),
    (ContestationPending, lambda debt: has_standing(debt, DebtorEventKind.CONTESTATION)),
    (PlanRunning, has_kept_plan),
    (ExemptionPending, has_exemption_request),
    (HoldStanding, has_hold),
)


def refuse_obstacles(receivable: Receivable) -> None:
    """Raises the first of OBSTACLES that stands, the gravest."""
    for error, stands in OBSTACLES:
        if stands(receivable):
            raise error(receivable=receivable.ref)


def is_obstructed(receivable: Receivable) -> bool:
    return any(stands(receivable) for _error, stands in OBSTACLES)


def list_events(party: Party) -> list[DebtorEvent]:
    """Everything recorded of a party, the newest first."""
    found = DebtorEvent.objects.filter(party__in=same_debtor(party))
    return list(found.select_related("receivable", "evidence").defer("evidence__content"))
