"""What processes may ask of contributions."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.utils import translation

from app.contributions import change_operations, company_operations, start_operations  # noqa: F401  offer theirs
from app.contributions.errors import IncomeRefused
from app.contributions.incomes import Told, record_income
from app.contributions.models import IncomeKind, IncomeSource
from app.people.errors import PartyUnknown
from app.people.queries import find_party
from workflows.actors import system
from workflows.operations import BusinessError, Call, operation
from workflows.parameters import BRUSSELS


@dataclass(frozen=True)
class RecordedIncome:
    """The estimate that stands afterwards."""

    income: int
    amount: Decimal


@operation("contributions.record_estimate")
def record_estimate(
    call: Call, *, party_ref: str, year: int, amount: Decimal, reason: str = ""
) -> RecordedIncome:
    """Keep a party's own estimate of a year's income, for the provisional contributions (P12)."""
    told = Told(
        year=year,
        amount=amount.quantize(Decimal("0.01"), ROUND_HALF_UP),
        kind=IncomeKind.ESTIMATE,
        source=IncomeSource.AFFILIATE,
        received_on=call.now.astimezone(BRUSSELS).date(),
        note=reason,
    )
    with translation.override("en"):
        try:
            income = record_income(
                find_party(party_ref),
                told,
                by=system("process"),
                now=call.now,
                idempotency_key=call.idempotency_key,
            )
        except PartyUnknown as error:
            raise BusinessError("party_unknown", str(error), party_ref=party_ref) from error
        except IncomeRefused as error:
            raise BusinessError("income_refused", str(error), party_ref=party_ref, year=year) from error
    return RecordedIncome(income=income.pk, amount=income.amount)
