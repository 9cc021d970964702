"""The finance and legal desks beside the inbox: direct debits, money nobody knows, refunds, mandates of bailiffs."""

from datetime import date, timedelta

from app.accounts.roles import Role
from app.demo.chance import Chance
from app.demo.colleagues import Cast, Colleagues
from app.ledger.bank import batches, suspense
from app.ledger.bank.mandates import sign
from app.ledger.bank.orders import order_collections, order_refunds
from app.ledger.bank_models import BankTransaction, BatchKind, DirectDebitMandate, MovementState
from app.ledger.errors import NothingToRefund
from app.ledger.models import PartyAccount, Receivable, Refund
from app.ledger.refunds import approve_refund, propose_refund, refuse_refund
from app.ledger.states import RefundKind, RefundState
from app.people.models import BankAccount, Party
from app.recovery.mandates import add_news, give_mandate
from app.recovery.models import JudicialFile, Mandate
from app.recovery.states import FileState, MandateKind
from workflows.calendars import load_calendar

#: A collection is announced fourteen days before; it is prepared some days earlier.
PREPARED_BEFORE = timedelta(days=18)
#: What the team lead does with a proposal at once → how often, in a hundred.
REFUNDS = {"approve": 55, "wait": 35, "refuse": 10}
#: Days until one that was left waiting is looked at again → how often.
LOOKED_AT = {11: 60, 400: 40}


class Desk:
    def __init__(self, chance: Chance, colleagues: Colleagues, cast: Cast) -> None:
        self.chance, self.colleagues = chance, colleagues
        self.habits, self.keys = cast.habits, cast.keys

    def sign_mandates(self, today: date) -> None:
        """Those who pay by direct debit have signed for it."""
        for party_id, habit in self.habits.items():
            if habit not in {"debit", "bouncing"}:
                continue
            account = BankAccount.objects.filter(party=party_id).order_by("id").first()
            if account is not None:
                party = Party.objects.get(pk=party_id)
                sign(
                    party=party,
                    reference=f"VIGIE-{party.reference}",
                    iban=account.iban,
                    holder=party.name,
                    signed_on=today,
                )

    def work(self, since: date, day: date) -> None:
        self.collect(since, day)
        if since.isocalendar()[:2] != day.isocalendar()[:2]:
            self.propose_all(day)
        self.pay_back(day)
        self.release(day)
        self.identify(day)
        self.follow_files(day)

    def collect(self, since: date, day: date) -> None:
        """One batch for each due date: prepared by the finance officer, approved by the team lead."""
        parties = DirectDebitMandate.objects.filter(state="active").values("party")
        owed = Receivable.objects.filter(state="open", party__in=parties)
        window = owed.filter(due_on__gt=since + PREPARED_BEFORE, due_on__lte=day + PREPARED_BEFORE)
        if not window.exists():
            return
        due_on = window.order_by("due_on").values_list("due_on", flat=True)[0]
        officer, lead = self.colleagues.of(Role.FINANCE_OFFICER), self.colleagues.of(Role.TEAM_LEAD)
        execute_on = load_calendar("belgium").previous_working_day(due_on + timedelta(days=1))
        batch = batches.start_batch(BatchKind.COLLECTION, execute_on, by=officer)
        order_collections(batch, window.select_related("party").order_by("id"))
        batches.propose(batch, by=officer)
        batches.approve(batch, content=batches.content_of(batch), by=lead)
        batches.export(batch, by=officer)

    def pay_back(self, day: date) -> None:
        """Once a month what is approved is ordered."""
        if day.day > 5 or load_calendar("belgium").previous_working_day(day).month == day.month:
            return
        officer, lead = self.colleagues.of(Role.FINANCE_OFFICER), self.colleagues.of(Role.TEAM_LEAD)
        batch = batches.start_batch(
            BatchKind.PAYOUT, load_calendar("belgium").next_working_day(day), by=officer
        )
        ordered, _reasons = order_refunds(batch, on=day)
        if ordered:
            batches.propose(batch, by=officer)
            batches.approve(batch, content=batches.content_of(batch), by=lead)
            batches.export(batch, by=officer)
        else:
            batches.cancel(batch, by=officer, reason="Rien à rembourser")

    def propose_all(self, day: date) -> None:
        """Each week what was paid too much is proposed to be paid back; another decides."""
        for account in PartyAccount.objects.filter(credit__gt=0).select_related("party").order_by("party_id"):
            self.propose(account.party, day)

    def propose(self, party: Party, day: date) -> None:
        """A refund, decided at once or left waiting; a credit that open debts take is none."""
        by, lead = f"user:{self.colleagues.of(Role.FINANCE_OFFICER).pk}", self.colleagues.of(Role.TEAM_LEAD)
        try:
            refund = propose_refund(party, on=day, key=f"demo:{party.pk}:{day}", by=by, reason="Trop-perçu")
        except NothingToRefund:
            return
        verdict = self.chance.weigh(REFUNDS, "refund", self.keys.get(party.pk, ""), day)
        if verdict == "approve":
            approve_refund(refund, by=f"user:{lead.pk}", reason="Contrôlé")
        elif verdict == "refuse":
            refuse_refund(refund, on=day, by=f"user:{lead.pk}", reason="À imputer sur le trimestre suivant")

    def release(self, day: date) -> None:
        """What was left waiting is looked at again: an approved refund is paid with the next month's. A benefit
        waits for nobody."""
        lead = f"user:{self.colleagues.of(Role.TEAM_LEAD).pk}"
        for refund in Refund.objects.filter(state=RefundState.PROPOSED).order_by("id"):
            name = (self.keys.get(refund.party_id, ""), refund.noticed_on)
            days = self.chance.weigh(LOOKED_AT, "second look", *name)
            if refund.kind == RefundKind.BENEFIT or refund.noticed_on + timedelta(days=days) <= day:
                approve_refund(refund, by=lead, reason="Contrôlé, compte confirmé")

    def identify(self, day: date) -> None:
        """Most unknown payments find their payer within two weeks: the officer telephones."""
        waiting = BankTransaction.objects.filter(state=MovementState.SUSPENSE, amount__gt=0)
        for movement in waiting.order_by("id"):
            days = self.chance.of("suspense", movement.booked_on, movement.amount).randint(2, 75)
            if movement.booked_on + timedelta(days=days) > day:
                continue
            party = self.find_stranger(movement)
            if party is not None:
                officer = self.colleagues.of(Role.FINANCE_OFFICER)
                suspense.assign(movement, party, by=f"user:{officer.pk}", today=day, reason="Payeur joint")

    def find_stranger(self, movement: BankTransaction) -> Party | None:
        """Whose it is: one of those who forget the reference and owe this very sum."""
        strangers = [
            party for party, habit in self.habits.items() if habit in {"stranger", "wrong_reference"}
        ]
        owed = (
            Receivable.objects.filter(state="open", party__in=strangers)
            .select_related("party")
            .order_by("id")
        )
        return next((one.party for one in owed if one.total == movement.amount), None)

    def follow_files(self, day: date) -> None:
        """Files that are approved get a bailiff; most bailiffs tell something now and then."""
        for file in JudicialFile.objects.exclude(state__in=[FileState.PREPARED, FileState.CLOSED]).order_by(
            "id"
        ):
            mandate = Mandate.objects.filter(file=file).first()
            if mandate is None:
                give_mandate(
                    file,
                    kind=MandateKind.BAILIFF,
                    name="Étude Exemple, huissiers",
                    on=day,
                    next_action_on=day + timedelta(days=20),
                )
            elif (day - mandate.last_news_on).days >= 25 and file.pk % 3:
                add_news(
                    mandate,
                    told_on=day,
                    text="Commandement remis, saisie annoncée.",
                    by="user:demo",
                    next_action_on=day + timedelta(days=30),
                )
