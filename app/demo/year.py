"""The demo fund's year: twelve months that end today, lived day by day through the real code.

Interrupted, it goes on from the day it has come to: whatever was done stands in the books and is not done again.
"""

import math
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TextIO

from app.cases.models import Case
from app.correspondence.models import Letter
from app.demo.affairs import Affairs
from app.demo.bank_days import Bank
from app.demo.behaviour import Habits
from app.demo.bookkeeping import Bookkeeping
from app.demo.chance import Chance
from app.demo.colleagues import Cast, Colleagues, find_colleagues
from app.demo.desk import Desk
from app.demo.disputes import Disputes
from app.demo.house_affairs import HouseAffairs
from app.demo.legal_figures import LegalFigures
from app.demo.life_events import LifeEvents
from app.demo.mail_bag import MailBag
from app.demo.mishaps import Mishaps
from app.demo.people_at_work import Office
from app.demo.population import find_parties, invent, take_in
from app.demo.post_room import PostRoom
from app.demo.progress import Progress, find_share
from app.demo.replies import Replies
from workflows import clock
from workflows.calendars import load_calendar
from workflows.clock import BRUSSELS
from workflows.models.clock import VirtualClock
from workflows.simulation import simulate

SEED = 2026
OPENING = time(8, 40)
#: How long after the opening people may act.
WORKING_MINUTES = 460


@dataclass(frozen=True)
class Plan:
    """What fund is made: how many, from which day to which instant."""

    until: datetime
    persons: int = 60
    companies: int = 10
    months: int = 12
    seed: int = SEED
    #: The day from which a fund that has lived already lives on.
    since: date | None = None

    @property
    def first(self) -> date:
        """The day the fund opens, or lives on from."""
        if self.since is not None:
            return self.since
        last = self.until.astimezone(BRUSSELS).date()
        month = last.year * 12 + last.month - 1 - self.months
        return date(month // 12, month % 12 + 1, min(last.day, 28))


def is_begun() -> bool:
    return VirtualClock.objects.exists()


def is_lived() -> bool:
    """Whether the year is over: its clock ticks."""
    return is_begun() and not clock.is_frozen()


def begin(plan: Plan) -> None:
    """Open the fund on its first day, with everybody in it; all or nothing is left to the caller's transaction."""
    clock.begin(datetime.combine(plan.first, time(7, 0), tzinfo=BRUSSELS))
    chance = Chance(plan.seed)
    take_in(invent(chance, plan.persons, plan.companies, plan.first), chance)
    Desk(chance, find_colleagues(), find_cast(Habits(chance))).sign_mandates(plan.first)


def find_cast(habits: Habits) -> Cast:
    """In the order of the lines, so that chance meets everybody in the same order in every fund."""
    keys = {party.pk: key for key, party in sorted(find_parties().items())}
    return Cast(keys, {party: habits.of(key) for party, key in keys.items()})


class LongEnough(Exception):
    """Whoever waits for the fund has waited long enough; it stands on a day and may tick on from there."""


class Year:
    """The lives of one plan, from the day the clock stands at."""

    def __init__(self, plan: Plan) -> None:
        self.plan, self.chance = plan, Chance(plan.seed)
        chance = self.chance
        colleagues: Colleagues = find_colleagues()
        habits = Habits(chance)
        cast = find_cast(habits)
        self.last = plan.until.astimezone(BRUSSELS).date()
        self.calendar = load_calendar("belgium")
        self.bank = Bank(habits, cast.keys)
        self.office = Office(chance, colleagues, cast.habits, self.last)
        self.affairs = Affairs(chance, colleagues, cast, plan.first, self.last)
        self.desk = Desk(chance, colleagues, cast)
        self.post_room = PostRoom(chance, colleagues, self.last)
        self.mail_bag = MailBag(chance, colleagues, cast, plan.first, self.last)
        self.disputes = Disputes(chance, colleagues, cast)
        self.life_events = LifeEvents(chance, colleagues, cast, plan.first, self.last)
        self.house_affairs = HouseAffairs(colleagues, plan.first, self.last)
        self.bookkeeping = Bookkeeping(chance, colleagues, cast)
        self.replies = Replies(chance)
        self.legal_figures = LegalFigures(colleagues, self.last)
        self.mishaps = Mishaps(colleagues, self.last)

    def live(self, stream: TextIO, *, seconds: float = math.inf, tick: bool = True) -> bool:
        """Live until the plan's end, or for about `seconds`, and let the clock tick on; whether the end was reached."""
        progress = Progress(stream, "Living the demo fund’s year")

        def visit(now: datetime) -> None:
            day = now.astimezone(BRUSSELS).date()
            self.live_day(day)
            done = f"{day:%d/%m/%Y}  {Case.objects.count()} cases, {Letter.objects.count()} letters"
            progress.show(find_share(self.plan.first, day, self.last), done, step=f"{day:%Y-%m}")
            if progress.seconds > seconds:
                raise LongEnough

        until = max(self.plan.until, clock.now())
        try:
            simulate(until, visit=visit, timetable=self.open_on, duties_each=timedelta(days=7))
            is_whole = True
        except LongEnough:
            is_whole = False
        self.close(tick=tick)
        progress.end()
        return is_whole

    def close(self, *, tick: bool) -> None:
        """The evening of the last day."""
        self.office.leave(clock.today())
        self.post_room.leave()
        if tick:
            clock.release()

    def open_on(self, day: date) -> datetime | None:
        """When the fund's people act on a working day: at another hour each day."""
        if not self.calendar.is_working_day(day):
            return None
        minutes = self.chance.of("hour", day).randint(0, WORKING_MINUTES)
        return datetime.combine(day, OPENING, tzinfo=BRUSSELS) + timedelta(minutes=minutes)

    def live_day(self, day: date) -> None:
        """What the bank tells and people bring, then the fund's people at work."""
        since = self.calendar.previous_working_day(day)
        self.bank.live(day)
        self.affairs.live(since, day)
        self.life_events.live(since, day)
        self.mail_bag.live(since, day)
        self.replies.live(day)
        self.disputes.live(since, day)
        self.mishaps.live(since, day)
        self.house_affairs.live(since, day)
        self.bookkeeping.live(since, day)
        self.legal_figures.live(since, day)
        self.office.work(day)
        self.desk.work(since, day)
        self.post_room.work(since, day)
