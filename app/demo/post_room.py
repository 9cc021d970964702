"""The post room: letters leave each working day in one batch a channel; registered ones get their number.

Some come back: the person has moved. A letter that somebody must read first is read by the caseworker.
"""

from datetime import date, timedelta

from app.accounts.roles import Role
from app.correspondence.letter_life import Step, return_letter
from app.correspondence.models import Letter
from app.correspondence.printing import NothingToPrint, list_to_approve, take_batch
from app.correspondence.releasing import release_letter
from app.correspondence.tracking import import_tracking
from app.demo.chance import Chance
from app.demo.colleagues import Colleagues
from workflows import clock
from workflows.clock import BRUSSELS

CHANNELS = ("post", "registered")
#: Days a letter lies that somebody must read first → how often, in a hundred.
READ_AFTER = {0: 55, 1: 25, 3: 15, 400: 5}
#: Those of the last weeks lie until the evening of the last day.
FRESH = timedelta(days=24)
#: In a thousand letters by post, how many come back.
RETURNED = 8
BACK_AFTER = timedelta(days=9)


class PostRoom:
    def __init__(self, chance: Chance, colleagues: Colleagues, last: date) -> None:
        self.chance, self.last = chance, last
        self.by = str(colleagues.actor(Role.CASEWORKER))

    def work(self, since: date, day: date) -> None:
        for letter in self.list_waiting():
            delay = self.chance.weigh(READ_AFTER, "reading", letter.case_ref, letter.name)
            made_on = letter.made_at.astimezone(BRUSSELS).date()
            if made_on + timedelta(days=delay) <= day and made_on <= self.last - FRESH:
                release_letter(letter.pk, self.step())
        for channel in CHANNELS:
            self.send(channel, day)
        self.take_back(since, day)

    def list_waiting(self) -> list[Letter]:
        return list(list_to_approve().order_by("made_at", "case_ref", "name"))

    def leave(self) -> None:
        """The evening of the last day: every other letter is read too late for the post."""
        for letter in self.list_waiting()[::2]:
            release_letter(letter.pk, self.step())

    def step(self, reason: str = "") -> Step:
        return Step(by=self.by, now=clock.now(), reason=reason)

    def send(self, channel: str, day: date) -> None:
        try:
            batch = take_batch(channel, day=day, step=self.step())
        except NothingToPrint:
            return
        if channel == "registered":
            sent = Letter.objects.filter(dispatch__batch=batch).order_by("made_at", "case_ref", "name")
            import_tracking(
                f"{letter.pk};RR{day:%y%m%d}{number:05d}BE" for number, letter in enumerate(sent.only("pk"))
            )

    def take_back(self, since: date, day: date) -> None:
        """What the post brings back some days later."""
        gone = Letter.objects.filter(
            state="sent",
            channel="post",
            dispatch__sent_on__gt=since - BACK_AFTER,
            dispatch__sent_on__lte=day - BACK_AFTER,
        )
        for letter in gone.defer("pdf", "data").order_by("made_at", "case_ref", "name"):
            if self.chance.of("returned", letter.case_ref, letter.name).random() * 1000 < RETURNED:
                return_letter(letter.pk, self.step("Déménagé sans laisser d’adresse"), returned_on=day)
