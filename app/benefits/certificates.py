"""What a mutuality is told before it pays: the state of the contributions before an incapacity or maternity (T4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.affiliation.queries import status_of
from app.benefits.arithmetic.vouchers import list_checked_quarters
from app.ledger.mutuality_status import describe
from app.people.models import Party
from app.registers.quarters import Quarter

#: With these a right may be lost.
OWED = ("unpaid", "partly_paid")


@dataclass(frozen=True)
class Certificate:
    """`quarters` as T4 tells them; a quarter nothing was booked or decided for is left out."""

    category: str
    quarters: list[dict[str, str]]

    @property
    def unpaid(self) -> list[str]:
        return [one["quarter"] for one in self.quarters if one["status"] in OWED]


def list_certified_quarters(event_on: date) -> list[Quarter]:
    """The third and second quarter before; the one of the event too, where it falls in its second or third month."""
    quarter = Quarter.of(event_on)
    own = [quarter] if event_on.month > quarter.first_day.month else []
    return [*list_checked_quarters(event_on), *own]


def read_certificate(party: Party, event_on: date) -> Certificate:
    quarters = list_certified_quarters(event_on)
    status = status_of(party, quarters[-1])
    return Certificate(str(status.category) if status else "", read_quarters(party, quarters))


def read_quarters(party: Party, quarters: Sequence[Quarter]) -> list[dict[str, str]]:
    """{quarter, status} of each quarter something is known of."""
    told = describe([party], quarters)[0]["quarters"]
    return [{"quarter": str(one["quarter"]), "status": str(one["status"])} for one in told]


def are_paid(party: Party, quarters: Sequence[Quarter]) -> bool:
    """Whether each of these quarters is paid, or needs no payment (exempted, assimilated, bridged)."""
    told = read_quarters(party, quarters)
    return len(told) == len(quarters) and all(one["status"] not in OWED for one in told)
