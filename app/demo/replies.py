"""What people, courts and the mutuality write back while a case waits for them."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from random import Random
from typing import Any

from app.demo.chance import Chance
from app.registers.quarters import Quarter
from workflows import api
from workflows.models import Subscription

Reply = tuple[str, Mapping[str, Any]]
GRANTED = "Les conditions de l’assimilation sont remplies."
RULING = "Le recours est recevable ; la décision est confirmée."


def react(_chance: Random, _day: date) -> Reply:
    return "person", {"reaction": "Votre réponse ne dit pas pourquoi j’ai attendu."}


def want_vouchers(chance: Random, _day: date) -> Reply:
    wanted = chance.random() < 0.85
    return "person", {"wanted": wanted, "child_at_address": wanted, "resumes_half_time": wanted}


def ask_leave(chance: Random, day: date) -> Reply:
    """A short leave that has just been taken, with the aid that goes with it."""
    days = chance.choice([2, 5, 8])
    told = {"days": days, "half_days": 0, "birth_aid": True}
    return "person", {**told, "leave_from": day - timedelta(days=days + 2), "leave_last_day": day}


def recover(_chance: Random, day: date) -> Reply:
    return "person", {"recovered_on": day - timedelta(days=1)}


def assimilate(_chance: Random, day: date) -> Reply:
    following = Quarter.of(day)
    told = {"decision": "granted", "decided_on": day, "reasons": GRANTED}
    return "inasti", {**told, "first_quarter": str(following), "last_quarter": str(following.shift(1))}


def judge_appeal(chance: Random, day: date) -> Reply:
    outcome = chance.choice(["upheld", "upheld", "annulled"])
    return "court", {"outcome": outcome, "judged_on": day, "ruling": RULING}


#: Message → how often in a hundred it comes, the fewest and most days it takes, and what it says.
REPLIES: Mapping[str, tuple[int, tuple[int, int], Callable[[Random, date], Reply]]] = {
    "complaint.reaction": (15, (4, 20), react),
    "affiliate.vouchers_answer": (80, (3, 25), want_vouchers),
    "affiliate.paternity_request": (60, (5, 30), ask_leave),
    "illness.recovered": (55, (8, 26), recover),
    "inasti.assimilation_decision": (100, (20, 40), assimilate),
    "court.appeal_judgment": (100, (60, 150), judge_appeal),
}


class Replies:
    def __init__(self, chance: Chance) -> None:
        self.chance = chance

    def live(self, day: date) -> None:
        waiting = Subscription.objects.filter(name__in=REPLIES).select_related("instance")
        for one in waiting.order_by("created_at", "name", "correlation"):
            self.write_back(one, day)

    def write_back(self, one: Subscription, day: date) -> None:
        often, (fewest, most), write = REPLIES[one.name]
        chance = self.chance.of("reply", one.name, one.correlation)
        comes, days = chance.random() * 100 < often, chance.randint(fewest, most)
        if comes and one.created_at.date() + timedelta(days=days) <= day:
            sender, payload = write(chance, day)
            api.receive(sender, f"demo:{one.name}:{one.correlation}", one.name, one.correlation, payload)
