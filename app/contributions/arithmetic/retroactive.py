"""Surcharges that run from the start on what a reduced provisional contribution lacked (AR no 38 art. 11; RGS art. 44).

Who paid less than the provisional contribution of the law, and earned more than estimated, owes them on the difference:
up to the definitive contribution, never beyond the legal provisional one (D08).
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from app.contributions.arithmetic.rounding import ZERO
from app.contributions.arithmetic.surcharges import Debt, list_surcharges
from app.registers.quarters import Quarter


def find_shortfall(provisional: Decimal, definitive: Decimal, legal: Decimal) -> Decimal:
    """What a quarter's reduced provisional contribution lacked."""
    return max(min(definitive, legal) - provisional, ZERO)


def sum_surcharges(shortfalls: Iterable[tuple[Quarter, Decimal]], until: date) -> Decimal:
    """The surcharges on each quarter's shortfall, from that quarter's own due date up to a day."""
    total = ZERO
    for quarter, amount in shortfalls:
        debt = Debt(amount, quarter.last_day, quarter.first_day, ())
        total += sum((one.amount for one in list_surcharges(debt, until)), ZERO)
    return total
