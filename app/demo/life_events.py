"""Life events that a person tells of: whoever starts is affiliated, whoever meets an event is informed and called."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from app.accounts.roles import Role
from app.demo.chance import Chance
from app.demo.colleagues import Cast, Colleagues
from app.demo.identities import Individual, Inventor
from app.demo.requests import open_request
from app.people.contacts import add_channel, move
from app.people.models import Kind, Party
from app.people.parties import register_person
from workflows.models import ProcessDefinition

#: Events of a year in a hundred affiliates.
EVENTS = 8
KINDS = {"family_growth": 30, "illness": 30, "pension": 20, "supplementary_pension": 10, "cessation": 10}
#: People who start in the last weeks, in a hundred affiliates; they have not been called yet.
STARTS = 2
WEEKS = timedelta(days=24)


class LifeEvents:
    def __init__(self, chance: Chance, colleagues: Colleagues, cast: Cast, first: date, last: date) -> None:
        self.chance, self.colleagues = chance, colleagues
        self.parties = list(Party.objects.filter(pk__in=cast.keys, kind=Kind.PERSON).order_by("id"))
        days = max((last - first).days, 1)
        self.events = self.draw("event", len(self.parties) * EVENTS * days // 36500, first, last)
        self.numbers_from = 50_000 + first.toordinal() % 1_000 * 20  # nobody is born twice
        starts = len(self.parties) * STARTS // 100 + 2 if days > WEEKS.days else 0
        self.starts = self.draw("newcomer", starts, max(first, last - WEEKS), last)

    def draw(self, name: str, count: int, first: date, last: date) -> list[tuple[date, int]]:
        return [(self.chance.day(first, last, name, number), number) for number in range(count)]

    def live(self, since: date, day: date) -> None:
        """Nothing where the fund does not serve such events."""
        if is_published("inform_and_accompany"):
            for when, number in self.events:
                if since < when <= day:
                    self.inform(number, day)
        if is_published("start_of_activity"):
            for when, number in self.starts:
                if since < when <= day:
                    self.affiliate(number, day)

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


def is_published(process: str) -> bool:
    return ProcessDefinition.objects.filter(key=process, current__isnull=False).exists()
