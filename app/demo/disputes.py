"""Debtors who dispute or cannot pay at all: contested debts, bankruptcies, oppositions to an order."""

from datetime import date, timedelta

from app.accounts.roles import Role
from app.demo.chance import Chance
from app.demo.colleagues import Cast, Colleagues
from app.documents.filing import keep_document
from app.documents.models import Document, DocumentKind
from app.ledger.models import Receivable
from app.people.models import Party
from app.recovery.debtor_events import end_event, record_event
from app.recovery.obstacle_models import DebtorEvent
from app.recovery.states import ContestOutcome, DebtorEventKind
from workflows import api, clock
from workflows.models import Subscription

OPPOSITION = "recovery.opposition"
#: In a hundred orders that are served, how many are opposed.
OPPOSED = 35
LETTERS = {
    "fr": "Je conteste ce décompte : l’activité avait cessé avant ce trimestre.",
    "nl": "Ik betwist deze afrekening: de activiteit was voor dit kwartaal stopgezet.",
    "de": "Ich bestreite diese Abrechnung: die Tätigkeit war vor diesem Quartal beendet.",
}
JUDGMENT = "Jugement déclaratif de faillite, extrait du Moniteur belge."


class Disputes:
    def __init__(self, chance: Chance, colleagues: Colleagues, cast: Cast) -> None:
        self.chance, self.keys, self.habits = chance, cast.keys, cast.habits
        self.by = str(colleagues.actor(Role.RECOVERY_OFFICER))

    def live(self, since: date, day: date) -> None:
        for receivable in self.list_owed():
            self.dispute(receivable, since, day)
        self.judge(day)
        self.oppose(day)

    def list_owed(self) -> list[Receivable]:
        who = [party for party, habit in self.habits.items() if habit in {"contester", "insolvent"}]
        owed = Receivable.objects.filter(state="open", party__in=who, due_on__isnull=False)
        return list(owed.select_related("party").order_by("party_id", "id"))

    def dispute(self, receivable: Receivable, since: date, day: date) -> None:
        """A month or more after the due date the debt is contested, or a judgment of bankruptcy comes in."""
        name = (self.keys[receivable.party_id], receivable.period)
        when = receivable.due_on + timedelta(days=self.chance.of("dispute", *name).randint(20, 60))
        if not since < when <= day:
            return
        if self.habits[receivable.party_id] == "contester":
            self.contest(receivable, day)
        elif not DebtorEvent.objects.filter(party=receivable.party_id).exists():
            self.go_bankrupt(receivable.party, day)

    def contest(self, receivable: Receivable, day: date) -> None:
        party = receivable.party
        record_event(
            party,
            kind=DebtorEventKind.CONTESTATION,
            from_on=day,
            evidence=self.keep(party, LETTERS[party.language], f"contestation-{receivable.period}.txt"),
            by=self.by,
            receivable=receivable,
            registered=True,
        )

    def go_bankrupt(self, party: Party, day: date) -> None:
        evidence = self.keep(party, JUDGMENT, "faillite.txt")
        record_event(party, kind=DebtorEventKind.BANKRUPTCY, from_on=day, evidence=evidence, by=self.by)

    def keep(self, party: Party, text: str, name: str) -> Document:
        return keep_document(
            name=name,
            content=f"{party.name}\n{clock.today():%d/%m/%Y}\n\n{text}\n".encode(),
            received_at=clock.now(),
            by=self.by,
            party=party,
            kind=DocumentKind.EVIDENCE,
        )

    def judge(self, day: date) -> None:
        """Most contestations are decided within two months."""
        standing = DebtorEvent.objects.filter(kind=DebtorEventKind.CONTESTATION, until_on=None)
        for event in standing.order_by("recorded_at", "id"):
            chance = self.chance.of("contestation", self.keys[event.party_id], event.from_on)
            if event.from_on + timedelta(days=chance.randint(20, 110)) <= day:
                outcome = chance.choice([ContestOutcome.UPHELD, ContestOutcome.REJECTED])
                end_event(event, until_on=day, by=self.by, outcome=outcome)

    def oppose(self, day: date) -> None:
        """Some debtors summon the fund within the month after an order was served."""
        waiting = Subscription.objects.filter(name=OPPOSITION).order_by("created_at", "id")
        for one in waiting:
            chance = self.chance.of("opposition", one.correlation)
            opposed, days = chance.random() * 100 < OPPOSED, chance.randint(5, 20)
            if opposed and one.created_at.date() + timedelta(days=days) <= day:
                api.receive(
                    "bailiff", f"demo:{one.correlation}", OPPOSITION, one.correlation, {"opposed_on": day}
                )
