"""What happens in the demo's year: quarters called, requests brought, INASTI's decisions, collections, mandates."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

from app.accounts.roles import Role
from app.cases.models import Case
from app.collection.models import QuarterlyCall
from app.demo.chance import Chance
from app.demo.colleagues import Cast, Colleagues
from app.demo.requests import open_request
from app.ledger.models import Receivable
from app.people.models import Kind, Party
from app.registers.quarters import Quarter
from workflows import api
from workflows.calendars import load_calendar
from workflows.models import Subscription
from workflows.parameters import find_row_or_none

FILE = Path(__file__).parent / "questions.yaml"
#: Questions of the year in a hundred affiliates, besides those of the file.
QUESTIONS = 18
#: The message of a decision → how often INASTI decides what, in a hundred.
DECISIONS = {
    "inasti.exemption_decision": {"granted": 45, "partial": 20, "refused": 35},
    "inasti.remission_decision": {"granted": 60, "refused": 40},
}
#: Weeks until INASTI decides → how often, in a hundred: some decisions have to be asked for again.
DECIDED_AFTER = {2: 25, 3: 30, 5: 25, 20: 20}
#: Below this many days a fund asks no question of each kind: it only catches up with today.
WHOLE = 60
SUBJECTS = {
    "fr": ("Mes cotisations", "Pouvez-vous m’expliquer le montant de ce trimestre ?"),
    "nl": ("Mijn bijdragen", "Kunt u het bedrag van dit kwartaal uitleggen?"),
    "de": ("Meine Beiträge", "Können Sie den Betrag dieses Quartals erklären?"),
}
COMPLAINTS = {
    "fr": ("Plainte", "J’attends une réponse depuis trois semaines."),
    "nl": ("Klacht", "Ik wacht al drie weken op antwoord."),
    "de": ("Beschwerde", "Ich warte seit drei Wochen auf Antwort."),
}
TOPICS = {
    "general": 25,
    "own_file": 25,
    "amount": 25,
    "debt_contested": 6,
    "benefit": 6,
    "personal_data": 4,
    "complaint": 9,
}
REASONS = "Situation examinée par la commission."
CHANNELS = {"email": 45, "phone": 25, "letter": 15, "portal": 12, "counter": 3}


class Affairs:
    """What people of one fund do on a day, drawn once for the whole year."""

    def __init__(self, chance: Chance, colleagues: Colleagues, cast: Cast, first: date, last: date) -> None:
        self.chance, self.colleagues = chance, colleagues
        self.habits, self.keys = cast.habits, cast.keys
        self.first, self.last = first, last
        self.parties = {party.pk: party for party in Party.objects.filter(pk__in=cast.keys)}
        self.questions = [*read_questions(last), *self.draw_questions()]

    def live(self, since: date, day: date) -> None:
        """Everything that people bring from the day after `since` to `day`."""
        self.call(since, day)
        self.ask(since, day)
        self.claim_companies(since, day)
        for receivable in list_owed(self.habits):
            self.plead(receivable, since, day)
        self.change_provisions(since, day)
        self.decide(day)

    def calling_day(self, quarter: Quarter) -> date:
        """The third working day of the quarter."""
        return load_calendar("belgium").add_working_days(quarter.first_day - timedelta(days=1), 3)

    def call(self, since: date, day: date) -> None:
        for quarter in list_quarters(self.first, self.last):
            if since < self.calling_day(quarter) <= day and not is_called(quarter):
                data = {"year": quarter.year, "quarter": quarter.number}
                open_request("quarterly_call", data, self.colleagues, Role.FINANCE_OFFICER)

    def draw_questions(self) -> Iterator[tuple[date, Mapping[str, Any], Party | None]]:
        persons = [self.parties[pk] for pk in self.keys if self.parties[pk].kind == Kind.PERSON]
        days = (self.last - self.first).days
        fewest = len(TOPICS) if days > WHOLE else 0
        for number in range(max(fewest, len(persons) * QUESTIONS * days // 36500)):
            party = self.chance.of("asker", number).choice(persons)
            day = self.chance.day(self.first, max(self.first, self.last - timedelta(1)), "question", number)
            topic = choose_topic(self.chance, number)
            subject, question = (COMPLAINTS if topic == "complaint" else SUBJECTS)[party.language]
            yield (
                day,
                {
                    "channel": self.chance.weigh(CHANNELS, "channel", number),
                    "topic": topic,
                    "subject": subject,
                    "question": question,
                    "received_on": day,
                    **({"right": "access"} if topic == "personal_data" else {}),
                },
                party,
            )

    def ask(self, since: date, day: date) -> None:
        for when, answers, party in self.questions:
            if since < when <= day:
                open_request("question", answers, self.colleagues, Role.CASEWORKER, party)

    def claim_companies(self, since: date, day: date) -> None:
        """The companies' yearly contribution, asked in the third week of the fund for the last year whose amounts
        are published by then."""
        opened = self.first + timedelta(days=16)
        if not since < opened <= day:
            return
        claimed = set(Case.objects.filter(process="company_contribution").values_list("party", flat=True))
        for party in self.parties.values():
            if party.kind == Kind.COMPANY and party.pk not in claimed:
                data = {"year": find_published_year(day), "exemption_ground": "none"}
                open_request("company_contribution", data, self.colleagues, Role.CASEWORKER, party)

    def plead(self, receivable: Receivable, since: date, day: date) -> None:
        """Somebody who cannot pay says so some weeks after the due date."""
        habit = self.habits[receivable.party_id]
        when = receivable.due_on + timedelta(
            days=self.chance.of("plea", self.keys[receivable.party_id], receivable.period).randint(12, 24)
        )
        if receivable.quarter is None or not since < when <= day or receivable.plan_debts.exists():
            return
        writer = PLEAS.get(habit)
        if writer is not None and not is_pending(receivable.party_id, writer[0]):
            process, write = writer
            open_request(process, write(receivable, day), self.colleagues, Role.CASEWORKER, receivable.party)

    def change_provisions(self, since: date, day: date) -> None:
        for party_id, habit in self.habits.items():
            when = self.chance.day(
                date(day.year, 2, 1), date(day.year, 11, 10), "change", self.keys[party_id], day.year
            )
            if habit == "changer" and since < when <= day:
                data = {
                    "year": day.year,
                    "direction": "down",
                    "estimate": "14500.00",
                    "evidence": "Comptes des six premiers mois.",
                    "requested_on": day,
                }
                open_request(
                    "provisional_change", data, self.colleagues, Role.CASEWORKER, self.parties[party_id]
                )

    def decide(self, day: date) -> None:
        """INASTI decides some weeks after it was asked."""
        waiting = Subscription.objects.filter(name__in=DECISIONS).select_related("instance")
        for one in waiting.order_by("created_at", "instance__case_ref"):
            case_ref = one.instance.case_ref if one.instance else ""
            weeks = self.chance.weigh(DECIDED_AFTER, "decision", case_ref)
            if one.created_at.date() + timedelta(weeks=weeks) > day:
                continue
            decision = self.chance.weigh(DECISIONS[one.name], "verdict", case_ref)
            payload = {"decision": decision, "decided_on": day, "reasons": REASONS}
            if decision == "partial":
                payload["share"] = 50
            api.receive("inasti", f"demo:{case_ref}", one.name, case_ref, payload)


def choose_topic(chance: Chance, number: int) -> str:
    """Each topic once, then by share."""
    return list(TOPICS)[number] if number < len(TOPICS) else chance.weigh(TOPICS, "topic", number)


def ask_difficulty(_receivable: Receivable, day: date) -> dict[str, Any]:
    return {"reason": "Je ne peux pas payer ce trimestre en une fois.", "signalled_on": day}


def ask_exemption(receivable: Receivable, day: date) -> dict[str, Any]:
    return {
        "quarters": receivable.period,
        "extent": "total",
        "reason": "income_loss",
        "explanation": "Perte de mon principal client.",
        "applicant": "self",
        "requested_on": day,
    }


def ask_remission(receivable: Receivable, day: date) -> dict[str, Any]:
    return {
        "quarters": receivable.period,
        "reason": "good_faith",
        "explanation": "Premier retard, facture égarée.",
        "applicant": "self",
        "requested_on": day,
    }


PLEAS = {
    "planner": ("payment_difficulty", ask_difficulty),
    "breaker": ("payment_difficulty", ask_difficulty),
    "exempter": ("exemption", ask_exemption),
    "remitter": ("surcharge_remission", ask_remission),
}


def list_owed(habits: Mapping[int, str]) -> Iterator[Receivable]:
    askers = [party for party, habit in habits.items() if habit in PLEAS]
    rows = Receivable.objects.filter(state="open", party__in=askers).select_related("party")
    return iter(rows.order_by("party_id", "id"))


def is_pending(party_id: int, process: str) -> bool:
    return Case.objects.filter(party=party_id, process=process, closed_at=None).exists()


def is_called(quarter: Quarter) -> bool:
    return QuarterlyCall.objects.filter(year=quarter.year, quarter=quarter.number).exists()


def list_quarters(first: date, last: date) -> list[Quarter]:
    return list(Quarter.of(first).until(Quarter.of(last)))


def find_published_year(day: date) -> int:
    """The last year, up to that of `day`, for which the amounts of companies are known; nothing is guessed."""
    year = day.year
    while find_row_or_none("COMPANY.SMALL", date(year, 1, 1)) is None:
        year -= 1
    return year


def read_questions(last: date) -> Iterator[tuple[date, Mapping[str, Any], None]]:
    """Questions of people the fund does not know, `days_ago` before the last day."""
    entries: list[dict[str, Any]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    for entry in entries:
        day = last - timedelta(days=entry.pop("days_ago"))
        yield day, {**entry, "received_on": day}, None
