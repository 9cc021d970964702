"""Life events that a person tells of: whoever starts is affiliated, whoever meets an event is informed and called."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from app.accounts.roles import Role
from app.affiliation.models import LiabilityPeriod
from app.cases.models import Case
from app.demo.chance import Chance
from app.demo.colleagues import Cast, Colleagues
from app.demo.house_affairs import is_published
from app.demo.identities import Individual, Inventor
from app.demo.requests import open_request
from app.ledger.models import Receivable
from app.people.contacts import add_channel, move
from app.people.models import Kind, Party
from app.people.parties import register_person

#: Events of a year in a hundred affiliates.
EVENTS = 8
KINDS = {"family_growth": 30, "illness": 30, "pension": 20, "supplementary_pension": 10, "cessation": 10}
#: People who start in the last weeks, in a hundred affiliates; they have not been called yet.
STARTS = 2
#: Complaints and bankruptcies told of, of a year in a hundred affiliates; one at least in any fortnight.
COMPLAINTS, BANKRUPTCIES = 8, 2
#: Births, illnesses, activities that end and decisions contested in court, likewise; one of each in any quarter.
BIRTHS, ILLNESSES, CESSATIONS, APPEALS = 3, 3, 3, 1
WHOLE = 90
#: People who ask what the fund knows of them, in the last weeks; no affiliate asks twice a day.
DATA_REQUESTS = 2
#: Complaints, and bankruptcies, of the last weeks; their numbers are above those of the year.
FRESH, FIRST_FRESH = 5, 1_000
ENDS = {"voluntary": 60, "employment": 25, "economic": 15}
STATUSES = {"voluntary": "none", "employment": "employee", "economic": "jobseeker"}
GRIEVANCES = {
    "fr": ("Trois semaines sans réponse", "J’ai téléphoné deux fois et personne ne m’a rappelé."),
    "nl": ("Drie weken zonder antwoord", "Ik heb twee keer gebeld en niemand belde terug."),
    "de": ("Drei Wochen ohne Antwort", "Ich habe zweimal angerufen, und niemand rief zurück."),
}
WEEKS = timedelta(days=24)


class LifeEvents:
    def __init__(self, chance: Chance, colleagues: Colleagues, cast: Cast, first: date, last: date) -> None:
        self.chance, self.colleagues = chance, colleagues
        self.parties = list(Party.objects.filter(pk__in=cast.keys, kind=Kind.PERSON).order_by("id"))
        days = max((last - first).days, 1)
        self.events = self.draw("event", len(self.parties) * EVENTS * days // 36500, first, last)

        def share(name: str, yearly: int, whole: int) -> list[tuple[date, int]]:
            least = 1 if days >= whole else 0
            return self.draw(name, max(least, len(self.parties) * yearly * days // 36500), first, last)

        self.complaints = [*share("complaint", COMPLAINTS, 14), *self.draw_fresh(COMPLAINTS, days, last)]
        self.bankruptcies = [
            *share("bankruptcy", BANKRUPTCIES, 14),
            *self.draw_fresh(BANKRUPTCIES, days, last),
        ]
        self.births = share("birth", BIRTHS, WHOLE)
        self.illnesses = share("illness", ILLNESSES, WHOLE)
        self.cessations = share("cessation", CESSATIONS, WHOLE)
        self.appeals = share("appeal", APPEALS, WHOLE)
        requests = max(1, len(self.parties) * DATA_REQUESTS // 100) if days >= WHOLE else 0
        self.data_requests = self.draw("data request", requests, max(first, last - 2 * WEEKS), last)
        self.numbers_from = 50_000 + first.toordinal() % 1_000 * 20  # nobody is born twice
        starts = len(self.parties) * STARTS // 100 + 2 if days > WEEKS.days else 0
        self.starts = self.draw("newcomer", starts, max(first, last - WEEKS), last)

    def draw(self, name: str, count: int, first: date, last: date) -> list[tuple[date, int]]:
        return [(self.chance.day(first, last, name, number), number) for number in range(count)]

    def draw_fresh(self, yearly: int, days: int, last: date) -> list[tuple[date, int]]:
        """What is told in the last weeks besides: whoever opens the fund finds it on the desks."""
        count = min(FRESH, len(self.parties) * yearly // 100 + 1) if days >= WHOLE else 0
        return [(last - timedelta(days=3 + 4 * place), FIRST_FRESH + place) for place in range(count)]

    def live(self, since: date, day: date) -> None:
        """Nothing where the fund does not serve such events."""
        for process, drawn, bring in (
            ("inform_and_accompany", self.events, self.inform),
            ("start_of_activity", self.starts, self.affiliate),
            ("complaint", self.complaints, self.complain),
            ("bankruptcy", self.bankruptcies, self.go_bankrupt),
            ("family_growth", self.births, self.bear),
            ("illness", self.illnesses, self.fall_ill),
            ("cessation", self.cessations, self.cease),
            ("appeal", self.appeals, self.appeal),
            ("personal_data_request", self.data_requests, self.ask_for_data),
        ):
            due = [number for when, number in drawn if since < when <= day]
            for number in due if due and is_published(process) else ():
                bring(number, day)

    def complain(self, number: int, day: date) -> None:
        party = self.chance.of("complainer", number).choice(self.parties)
        subject, facts = GRIEVANCES[party.language]
        channel = self.chance.of("channel of complaint", number).choice(["phone", "email", "letter"])
        data = {"subject": subject, "facts": facts, "channel": channel, "received_on": day}
        open_request("complaint", data, self.colleagues, Role.CASEWORKER, party)

    def go_bankrupt(self, number: int, day: date) -> None:
        party = self.find_debtor(number) if number >= FIRST_FRESH else None
        party = party or self.chance.of("bankrupt", number).choice(self.parties)
        data = {"ground": "bankruptcy", "fact_date": day - timedelta(days=5)}
        open_request("bankruptcy", data, self.colleagues, Role.BENEFIT_OFFICER, party)

    def find_debtor(self, number: int) -> Party | None:
        """One who owes something: the curator gets a claim."""
        owing = set(Receivable.objects.filter(state="open").values_list("party", flat=True))
        debtors = [party for party in self.parties if party.pk in owing]
        return self.chance.of("bankrupt", number).choice(debtors) if debtors else None

    def bear(self, number: int, day: date) -> None:
        party = self.chance.of("mother", number).choice(self.parties)
        data = {
            "event": "birth",
            "is_mother": self.chance.of("parent", number).random() < 0.6,
            "born_on": day - timedelta(days=self.chance.of("born", number).randint(2, 20)),
            "received_on": day,
        }
        open_request("family_growth", data, self.colleagues, Role.CASEWORKER, party)

    def fall_ill(self, number: int, day: date) -> None:
        party = self.chance.of("ill", number).choice(self.parties)
        since = day - timedelta(days=self.chance.of("ill since", number).randint(1, 9))
        data = {"incapacity_from": since, "received_on": day}
        open_request("illness", data, self.colleagues, Role.CASEWORKER, party)

    def cease(self, number: int, day: date) -> None:
        """Whoever is liable declares an end, some days before or after it."""
        party = self.find_active(number)
        if party is None:
            return
        reason = self.chance.weigh(ENDS, "end", number)
        data = {
            "stopped_on": day + timedelta(days=self.chance.of("stopped", number).randint(-20, 10)),
            "reason": reason,
            "next_status": STATUSES[reason],
            "received_on": day,
        }
        open_request("cessation", data, self.colleagues, Role.CASEWORKER, party)

    def find_active(self, number: int) -> Party | None:
        """One whose activity goes on and who declared no end yet."""
        ending = set(Case.objects.filter(process="cessation").values_list("party", flat=True))
        active = LiabilityPeriod.objects.filter(person__in=self.parties, ended_on=None)
        keys = set(active.values_list("person", flat=True)) - ending
        going_on = [party for party in self.parties if party.pk in keys]
        return self.chance.of("who ends", number).choice(going_on) if going_on else None

    def appeal(self, number: int, day: date) -> None:
        """A decision of some weeks ago is brought before the labour court."""
        party = self.chance.of("appellant", number).choice(self.parties)
        data: Mapping[str, Any] = {
            "decision_about": "Refus d’une dispense de cotisations.",
            "decided_on": day - timedelta(days=50),
            "notified_on": day - timedelta(days=47),
            "court": "Tribunal du travail francophone de Bruxelles",
            "received_on": day,
        }
        open_request("appeal", data, self.colleagues, Role.LEGAL_OFFICER, party)

    def ask_for_data(self, number: int, day: date) -> None:
        party = self.chance.of("who asks for data", number).choice(self.parties)
        right = self.chance.of("right", number).choice(["access", "access", "rectification", "portability"])
        data = {"right": right, "details": "Copie de mes données, par courrier.", "received_on": day}
        open_request("personal_data_request", data, self.colleagues, Role.DATA_PROTECTION_OFFICER, party)

    def inform(self, number: int, day: date) -> None:
        party = self.chance.of("party of event", number).choice(self.parties)
        data = {"life_event": self.chance.weigh(KINDS, "life event", number), "detected_on": day}
        open_request("inform_and_accompany", data, self.colleagues, Role.CASEWORKER, party)

    def affiliate(self, number: int, day: date) -> None:
        """Somebody nobody knew declares a start, in time or late."""
        who = Inventor(self.chance).invent_person(self.numbers_from + number, 24, 50, day)
        party = self.register(who, day)
        begun = day + timedelta(days=self.chance.of("begun", number).randint(-40, 30))
        data: Mapping[str, Any] = {
            "origin": self.chance.of("origin", number).choice(["office", "post", "portal", "one_stop_shop"]),
            "received_on": day,
            "started_on": begun,
            "capacity": "self_employed",
            "activity": who.trade,
        }
        open_request("start_of_activity", data, self.colleagues, Role.CASEWORKER, party)

    def register(self, who: Individual, day: date) -> Party:
        by = self.colleagues.actor(Role.CASEWORKER)
        party = register_person(
            by=by, last_name=who.last_name, first_name=who.first_name, niss=who.niss, language=who.language
        )
        move(party, "residence", by=by, started_on=day, **asdict(who.place))
        add_channel(party, by=by, kind="email", value=who.email)
        return party
