"""What the advice and the requests of who has difficulty paying need to know, read from the books and the files."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Sum
from django.utils import translation

from app.affiliation.queries import status_of
from app.ledger.limitations import add_years
from app.ledger.models import PaymentPlan, Posting, Receivable
from app.ledger.queries import open_receivables
from app.ledger.states import Component, EntryKind, PlanState, ReceivableKind
from app.people.models import Party
from app.recovery.letters import list_jointly_liable
from app.recovery.models import JudicialFile
from app.recovery.states import FileState
from app.registers.quarters import Quarter
from app.registers.rendering import show_money
from app.registers.traces import Trace, render

ZERO = Decimal("0.00")
#: D23 looks at the plans broken in so many years.
BROKEN_PLAN_YEARS = 3
#: Files of these states are no longer before the court.
CLOSED_FILES = (FileState.WITHDRAWN, FileState.CLOSED, FileState.IRRECOVERABLE)


def read_quarters(text: str) -> list[Quarter]:
    """`2025Q1, 2025Q2` in order, each once; empty text gives none. Raises QuarterUnreadable."""
    parts = [part.strip() for part in text.replace(";", ",").split(",")]
    return sorted({Quarter.parse(part) for part in parts if part})


def list_debts(party: Party, quarters: Sequence[Quarter]) -> list[Receivable]:
    """Open debts of a party, of these quarters only when some are named."""
    wanted = {(one.year, one.number) for one in quarters}
    debts = open_receivables(party)
    return [one for one in debts if (one.year, one.quarter) in wanted] if wanted else debts


def list_claims(party: Party, quarters: Sequence[Quarter]) -> list[Receivable]:
    """The contributions claimed for these quarters, paid or not."""
    wanted = {(one.year, one.number) for one in quarters}
    rows = Receivable.objects.filter(party=party, kind=ReceivableKind.CONTRIBUTION).exclude(state="cancelled")
    return [one for one in rows.order_by("year", "quarter", "id") if (one.year, one.quarter) in wanted]


def sum_claimed(receivable: Receivable, component: Component) -> Decimal:
    """What is claimed of one component now, amounts added later included."""
    kinds = (EntryKind.BOOKING, EntryKind.ADJUSTMENT, EntryKind.COST)
    rows = Posting.objects.filter(receivable=receivable, component=component, entry__kind__in=kinds)
    return rows.aggregate(total=Sum("amount"))["total"] or ZERO


def write_lines(receivables: Iterable[Receivable]) -> list[dict[str, Any]]:
    """One line a debt: period, what it consists of, total."""
    return [
        {
            "period": one.period,
            "principal": one.principal,
            "fee": one.fee,
            "surcharge": one.surcharge,
            "cost": one.cost,
            "total": one.total,
        }
        for one in receivables
    ]


def write_statement(receivables: Iterable[Receivable], language: str) -> str:
    """The same as text, for a screen and for the person's letter, in the person's language."""
    with translation.override(language):
        return "\n".join(tell_debt(one) for one in receivables)


def tell_debt(debt: Receivable) -> str:
    """Of what a debt consists, without what is zero."""
    parts = [part for part in (debt.principal, debt.fee, debt.surcharge, debt.cost) if part]
    total = f"{debt.period}: {show_money(debt.total)}"
    return f"{total} ({' + '.join(map(show_money, parts))})" if len(parts) > 1 else total


def write_calculation(receivables: Sequence[Receivable], language: str) -> str:
    """How the latest contribution came about, from its own trace."""
    for one in reversed(receivables):
        if one.trace:
            lines = render(Trace.from_json(one.trace), language)
            return "\n".join([str(one.period), *(line.as_text() for line in lines)])
    return ""


def write_joint_liability(receivables: Iterable[Receivable]) -> str:
    """Who else answers for these debts."""
    names = dict.fromkeys(one.liable.name for debt in receivables for one in list_jointly_liable(debt))
    return "\n".join(names)


def write_court_state(party: Party) -> str:
    """The files before the court, with their state (C47), in the person's language."""
    with translation.override(party.language):
        return "\n".join(f"{one.reference}: {one.get_state_display()}" for one in list_court_files(party))


def list_court_files(party: Party) -> list[JudicialFile]:
    rows = JudicialFile.objects.filter(debtor=party).exclude(state__in=CLOSED_FILES)
    return list(rows.order_by("id"))


def list_in_court(parties: Iterable[int]) -> set[int]:
    """Those of the parties who have such a file."""
    rows = JudicialFile.objects.filter(debtor__in=list(parties)).exclude(state__in=CLOSED_FILES)
    return set(rows.values_list("debtor", flat=True))


def count_broken_plans(party: Party, on: date) -> int:
    """Plans broken in the three years before a day (D23)."""
    since = add_years(on, -BROKEN_PLAN_YEARS)
    return PaymentPlan.objects.filter(party=party, state=PlanState.BROKEN, ended_on__gt=since).count()


def find_active_plan(party: Party) -> PaymentPlan | None:
    return PaymentPlan.objects.filter(party=party, state=PlanState.ACTIVE).order_by("-id").first()


def find_category(party: Party, on: date) -> str:
    """The category of the quarter of a day, else of the one before; empty when none is decided."""
    quarter = Quarter.of(on)
    status = status_of(party, quarter) or status_of(party, quarter.shift(-1))
    return str(status.category) if status else ""
