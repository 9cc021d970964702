"""What the finance desk proposes for the books and another person decides: bank charges, small remainders."""

from datetime import date
from decimal import Decimal

from app.accounts.roles import Role
from app.demo.chance import Chance
from app.demo.colleagues import Cast, Colleagues
from app.ledger.models import Proposal, Receivable
from app.ledger.proposals import approve, propose_entry, propose_write_off, refuse
from app.ledger.states import ProposalState
from workflows.calendars import load_calendar

BANK, CHARGES = "5500", "6570"
WEEKLY = Decimal("9.60")
#: A remainder up to this sum is proposed to be written off, EUR.
SMALL = Decimal(25)
DECIDED_AFTER = 5


class Bookkeeping:
    def __init__(self, chance: Chance, colleagues: Colleagues, cast: Cast) -> None:
        self.chance, self.keys = chance, cast.keys
        self.officer = f"user:{colleagues.of(Role.FINANCE_OFFICER).pk}"
        self.lead = f"user:{colleagues.of(Role.TEAM_LEAD).pk}"

    def live(self, since: date, day: date) -> None:
        self.decide(day)
        if since.isocalendar()[:2] != day.isocalendar()[:2]:
            self.charge(day)
        if since.month != day.month:
            self.write_off(day)

    def charge(self, day: date) -> None:
        """The bank's charges of the week before."""
        key = f"demo:charges:{day:%G-%V}"
        lines = [(CHARGES, WEEKLY), (BANK, -WEEKLY)]
        propose_entry(lines, on=day, key=key, by=self.officer, reason=f"Frais bancaires, semaine {day:%V/%G}")

    def write_off(self, day: date) -> None:
        """Remainders that cost more than they bring."""
        owed = Receivable.objects.filter(state="open", due_on__lt=day).order_by("party_id", "id")
        for receivable in owed:
            if Decimal(0) < receivable.total <= SMALL and receivable.party_id in self.keys:
                key = f"demo:write_off:{receivable.ref}"
                propose_write_off(receivable, key=key, by=self.officer, reason="Solde minime")

    def decide(self, day: date) -> None:
        """Some working days later; what is proposed in the last days still waits."""
        first = load_calendar("belgium").add_working_days(day, -DECIDED_AFTER)
        waiting = Proposal.objects.filter(state=ProposalState.PROPOSED, proposed_at__date__lte=first)
        for proposal in waiting.order_by("proposed_at", "key"):
            if self.chance.of("proposal", proposal.key).random() < 0.25:
                refuse(proposal, by=self.lead, reason="Justificatif manquant")
            elif self.is_current(proposal):
                approve(proposal, on=day, by=self.lead, reason="Contrôlé")
            else:
                refuse(proposal, by=self.lead, reason="Payé entre-temps")

    def is_current(self, proposal: Proposal) -> bool:
        """A receivable that was paid in the meantime is not written off."""
        reference = proposal.act.get("receivable")
        if reference is None:
            return True
        return any(one.ref == reference for one in Receivable.objects.filter(state="open"))
