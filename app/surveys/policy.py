"""How many are asked, how long they rest and what is kept: `processes/parameters/surveys.yaml`."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from workflows.parameters import parameter


@dataclass(frozen=True)
class Policy:
    """`share` is from 0 to 1; the others are days and months."""

    share: Decimal
    quiet_months: int
    answer_days: int
    remark_months: int
    answer_months: int


def read_policy(day: date) -> Policy:
    """As it stands on a day. Raises ParameterNotValid."""
    return Policy(
        share=Decimal(parameter("SURVEY.SHARE", day)),
        quiet_months=int(parameter("SURVEY.QUIET_MONTHS", day)),
        answer_days=int(parameter("SURVEY.ANSWER_DAYS", day)),
        remark_months=int(parameter("SURVEY.REMARK_MONTHS", day)),
        answer_months=int(parameter("SURVEY.ANSWER_MONTHS", day)),
    )
