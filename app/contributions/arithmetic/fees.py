"""The management fee of a fund (AR no 38 art. 20 §4)."""

from dataclasses import dataclass
from decimal import Decimal

from app.registers.errors import InputRefused
from app.registers.figures import Figures
from app.registers.synonyms import simplify

HUNDRED = Decimal(100)
#: Funds ask 3 to 5 %: from here up to 1, a rate may be a fraction or a percentage, and nobody can tell.
DOUBTFUL = Decimal("0.2")


@dataclass(frozen=True, kw_only=True)
class FeeInputs:
    """`fee_rate` as 0.0395 or 3.95; or `fund` (securex, liantis …); or `with_fee` for this fund's own rate."""

    fee_rate: Decimal | None = None
    fund: str | None = None
    with_fee: bool = False

    @property
    def fee_code(self) -> str:
        return f"FEE.RATE.{simplify(self.fund).upper()}" if self.fund else "FEE.RATE"


def find_fee(inputs: FeeInputs, figures: Figures) -> Decimal | None:
    """The rate as a fraction; None when no fee was asked for."""
    if inputs.fee_rate is not None:
        return read_rate(inputs.fee_rate)
    return figures.take(inputs.fee_code) if inputs.fund or inputs.with_fee else None


def read_rate(rate: Decimal) -> Decimal:
    """No fund asks for a whole: from 1 on, the rate is written in percent."""
    if not 0 <= rate < HUNDRED or DOUBTFUL <= rate < 1:
        raise InputRefused(
            f"The input fee_rate must be 0.0395 or 3.95 for 3.95 %; it is {rate}.", input="fee_rate"
        )
    return rate / HUNDRED if rate >= 1 else rate
