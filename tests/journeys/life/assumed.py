"""What no law says yet: the figures of 2027 to 2062, assumed for this life alone and published as any legal value is.

`app` and `processes` know nothing of them. Each October a legal officer proposes those of the next year, and a
director publishes them. The floor of 2026 grows by 2 % a year; the other thresholds keep the ratios that the book
demands.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from app.accounts.roles import Role
from app.registers.legal_values import Proposal, propose, publish
from tests.journeys.life.fund import Fund
from workflows import clock

#: The last year with a law, and its floor.
PUBLISHED, FLOOR = 2026, Decimal("17374.08")
GROWTH = Decimal("1.02")
#: Three years of 2 %, cut after four digits.
COEFFICIENT = Decimal("1.0612")
FEE = Decimal("0.041")
#: Of the floor of the same year.
RATIOS = {
    "CONTRIB.C1": Decimal("4.31819"),
    "CONTRIB.C2": Decimal("6.36364"),
}
MARKED = "assumed for the journey of one life; no law says so"


def publish_year(fund: Fund, year: int) -> None:
    """The values of a year, proposed by one and published by another."""
    for code, value in list_values(year):
        proposal = Proposal(
            code=code,
            valid_from=date(year, 1, 1),
            valid_until=date(year, 12, 31),
            value=value,
            legal_basis=MARKED,
            source=MARKED,
            reason=MARKED,
            confidence="low",
            standing="to_verify",
        )
        row = propose(proposal, by=fund.staff[Role.LEGAL_OFFICER], now=clock.now())
        publish(row.pk, by=fund.staff[Role.DIRECTOR], now=clock.now())


def list_values(year: int) -> Iterator[tuple[str, Decimal]]:
    """The floor before what is held against it."""
    floor = find_floor(year)
    yield "CONTRIB.FLOOR", floor
    for code, ratio in RATIOS.items():
        yield code, round_cents(floor * ratio)
    yield "CONTRIB.COEF_N3", COEFFICIENT
    yield "FEE.RATE", FEE


def find_floor(year: int) -> Decimal:
    return round_cents(FLOOR * GROWTH ** (year - PUBLISHED))


def round_cents(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.01"), ROUND_HALF_UP)
