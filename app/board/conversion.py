"""What became of debts by how far recovery had to go: paid after a reminder, a demand, a contact, or only in court.

A debt counts at the furthest rung it has reached, in the period of the day on which it was due.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from django.db.models import Case, CharField, Count, Exists, OuterRef, Q, Value, When

from app.correspondence.models import Letter
from app.ledger.models import Receivable
from app.ledger.states import ReceivableState
from app.periods import Period
from app.recovery.models import ContactAttempt, JudicialFile
from app.recovery.states import Outcome

HUNDRED, TENTH = Decimal(100), Decimal("0.1")


class Rung(StrEnum):
    """From before any reminder to the court; the value of a letter's rung is the letter's name."""

    NONE = "none"
    REMINDER = "reminder"
    SECOND_REMINDER = "second_reminder"
    FORMAL_NOTICE = "formal_notice"
    CONTACT = "contact"
    COURT = "court"


LETTERS = (Rung.FORMAL_NOTICE, Rung.SECOND_REMINDER, Rung.REMINDER)


@dataclass(frozen=True)
class Step:
    """Debts that went no further than a rung, by their state; `reached`: those that got at least there."""

    rung: Rung
    reached: int
    paid: int
    open: int
    waived: int
    written_off: int

    @property
    def share(self) -> Decimal | None:
        """Percent of those that reached the rung which were paid there; None when none did."""
        return (HUNDRED * self.paid / self.reached).quantize(TENTH, ROUND_HALF_UP) if self.reached else None


def read_steps(period: Period) -> list[Step]:
    """Every rung in its order. Debts of no case, which recovery does not follow, are left out."""
    due = Receivable.objects.filter(due_on__range=(period.first, period.last)).exclude(case_ref="")
    rows = due.annotate(rung=find_rung()).values_list("rung").annotate(**count_states()).order_by()
    return list(build({rung: dict(zip(count_states(), numbers, strict=True)) for rung, *numbers in rows}))


def build(found: Mapping[str, Mapping[str, int]]) -> Iterator[Step]:
    counts = [(rung, found.get(rung, dict.fromkeys(ReceivableState.values, 0))) for rung in Rung]
    for place, (rung, row) in enumerate(counts):
        reached = sum(sum(later.values()) for _rung, later in counts[place:])
        yield Step(rung, reached, row["settled"], row["open"], row["waived"], row["written_off"])


def count_states() -> dict[str, Count]:
    return {state: Count("pk", filter=Q(state=state)) for state in ReceivableState.values}


def find_rung() -> Case:
    """The furthest, looked for from the court down."""
    return Case(
        When(Exists(JudicialFile.objects.filter(case_ref=OuterRef("case_ref"))), then=Value(str(Rung.COURT))),
        When(
            Exists(ContactAttempt.objects.filter(case_ref=OuterRef("case_ref"), outcome=Outcome.REACHED)),
            then=Value(str(Rung.CONTACT)),
        ),
        *(When(was_sent(rung), then=Value(str(rung))) for rung in LETTERS),
        default=Value(str(Rung.NONE)),
        output_field=CharField(),
    )


def was_sent(letter: Rung) -> Exists:
    return Exists(
        Letter.objects.filter(case_ref=OuterRef("case_ref"), name=letter, state__in=["sent", "returned"])
    )
