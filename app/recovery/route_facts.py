"""What D22 asks of a file, read from the books and the files each time a route is chosen."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.ledger.models import Receivable
from app.ledger.states import ReceivableKind
from app.people.queries import address_on
from app.recovery.letters import find_sent_notice, list_jointly_liable
from app.recovery.models import JudicialFile
from app.recovery.obstacles import read_standing
from workflows.parameters import find_row

MINIMUM = "RECOVERY.COURT_MINIMUM"


@dataclass(frozen=True)
class RouteFacts:
    """Amounts in euro: what is owed, and below which nobody is brought before the court (policy)."""

    amount: Decimal
    minimum: Decimal
    has_notice: bool
    bankrupt: bool
    debt_settlement: bool
    contested: bool
    abroad: bool
    joint_debtors: int
    undue: bool


def read_route_facts(file: JudicialFile, receivable: Receivable, *, on: date) -> RouteFacts:
    """The inputs of D22 on a day. A notice that came back since does not count."""
    standing = read_standing(receivable)
    return RouteFacts(
        amount=receivable.total,
        minimum=Decimal(find_row(MINIMUM, on).value),
        has_notice=find_sent_notice(file.case_ref) is not None,
        bankrupt=standing.bankrupt,
        debt_settlement=standing.debt_settlement,
        contested=standing.contested,
        abroad=is_abroad(receivable, on),
        joint_debtors=len(list(list_jointly_liable(receivable))),
        undue=receivable.kind == ReceivableKind.RECOVERY,
    )


def is_abroad(receivable: Receivable, on: date) -> bool:
    """Whether letters to the debtor leave the country."""
    address = address_on(receivable.party, on)
    return address is not None and address.country != "BE"
