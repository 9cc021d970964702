"""What a step of the ladder that has a condition asks on its day."""

from dataclasses import dataclass
from datetime import date

from app.correspondence.models import Dispatch
from app.ledger.models import Receivable

#: The letters by which a debt is first claimed: the quarter's due notice, and the notice of a company's year.
NOTICES = ("due_notice", "company_notice")


@dataclass(frozen=True)
class StepFacts:
    """`notice_left`: the notice that claims the debt has left and has not come back."""

    notice_left: bool
    due_on: date


def read_step_facts(receivable: Receivable, *, on: date) -> StepFacts:
    """What is known on a day. A debt that follows no case has no notice."""
    left = Dispatch.objects.filter(
        letter__case_ref=receivable.case_ref,
        letter__name__in=NOTICES,
        sent_on__lte=on,
        returned_on__isnull=True,
    )
    return StepFacts(bool(receivable.case_ref) and left.exists(), receivable.due_on)
