"""The fund's own fee for the coming year, proposed by the process owner in the last days and not yet decided on."""

from datetime import date, timedelta
from decimal import Decimal

from app.accounts.roles import Role
from app.demo.colleagues import Colleagues
from app.registers.legal_values import Proposal, propose
from app.registers.models import LegalValue
from workflows import clock

FEE = "FEE.RATE"
#: Days before the last day on which it is proposed.
BEFORE = timedelta(days=4)


class LegalFigures:
    def __init__(self, colleagues: Colleagues, last: date) -> None:
        self.by, self.last = colleagues.of(Role.PROCESS_OWNER), last

    def live(self, since: date, day: date) -> None:
        """Once for a year: a fund that lives on finds what it has proposed."""
        year = self.last.year + 1
        if since < self.last - BEFORE <= day and not self.is_proposed(year):
            self.propose_fee(year)

    def is_proposed(self, year: int) -> bool:
        return LegalValue.objects.filter(code=FEE, valid_from=date(year, 1, 1)).exists()

    def propose_fee(self, year: int) -> None:
        fee = Proposal(
            code=FEE,
            valid_from=date(year, 1, 1),
            valid_until=date(year, 12, 31),
            value=Decimal("0.041"),
            unit="rate",
            legal_basis="AR no 38 of 27 July 1967, art. 20 §4; rate approved by the minister each year",
            source=f"Conseil d’administration de la caisse, budget {year}",
            reason=f"Le taux de {year} est inchangé ; l’approbation du ministre est jointe au budget.",
            standing="policy",
        )
        propose(fee, by=self.by, now=clock.now())
