"""E-mails that reach the fund: from affiliates, about a case, and from addresses nobody knows."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from email.message import EmailMessage
from email.utils import format_datetime

from app.accounts.roles import Role
from app.cases.models import Case
from app.correspondence.incoming import set_aside, take_in
from app.correspondence.models import IncomingMail, MailState
from app.demo.chance import Chance
from app.demo.colleagues import Cast, Colleagues
from app.people.models import Channel
from workflows import clock
from workflows.clock import BRUSSELS

#: E-mails of a year in a hundred affiliates.
MAILS = 40
#: From whom → how often, in a hundred.
SENDERS = {"affiliate": 55, "case": 25, "stranger": 20}
TEXTS = {
    "fr": ("Mon extrait de compte", "Pouvez-vous m’envoyer un relevé de mes paiements ?"),
    "nl": ("Mijn rekeningoverzicht", "Kunt u mij een overzicht van mijn betalingen sturen?"),
    "de": ("Mein Kontoauszug", "Können Sie mir eine Übersicht meiner Zahlungen senden?"),
}


class MailBag:
    """What the mailbox brings on each day, drawn once for the whole year."""

    def __init__(self, chance: Chance, colleagues: Colleagues, cast: Cast, first: date, last: date) -> None:
        self.chance, self.keys = chance, sorted(cast.keys.items(), key=lambda one: one[1])
        self.by = str(colleagues.actor(Role.CASEWORKER))
        days = max((last - first).days, 1)
        count = max(len(self.keys) * MAILS * days // 36500, 3 if days > 60 else 0)
        self.mails = [(chance.day(first, last, "mail", number), number) for number in range(count)]

    def live(self, since: date, day: date) -> None:
        for when, number in self.mails:
            if since < when <= day:
                take_in(self.write(number, day), now=clock.now())
        for mail in self.list_old(day):
            set_aside(mail.pk, by=self.by, now=clock.now())

    def list_old(self, day: date) -> Iterator[IncomingMail]:
        """What nobody could file is set aside after a week or two."""
        waiting = IncomingMail.objects.filter(state=MailState.UNFILED).defer("raw").order_by("message_id")
        for mail in waiting:
            days = self.chance.of("mail kept", mail.message_id).randint(4, 40)
            if mail.received_at.astimezone(BRUSSELS).date() + timedelta(days=days) <= day:
                yield mail

    def write(self, number: int, day: date) -> bytes:
        chance = self.chance.of("mail", number)
        party_id, key = chance.choice(self.keys)
        sender = self.chance.weigh(SENDERS, "sender", number)
        subject, text = TEXTS[chance.choice(list(TEXTS))]
        case = Case.objects.filter(party=party_id).order_by("opened_at", "reference").last()
        mail = EmailMessage()
        mail["From"] = find_address(party_id) if sender != "stranger" else f"unknown{number}@example.org"
        mail["To"] = "info@example.org"
        mail["Subject"] = f"{case.reference} {subject}" if sender == "case" and case else subject
        mail["Date"] = format_datetime(datetime.combine(day, time(7, 30), tzinfo=BRUSSELS))
        mail["Message-ID"] = f"<demo-{day:%Y%m%d}-{number}-{key.lower()}@example.org>"
        mail.set_content(text)
        return mail.as_bytes()


def find_address(party_id: int) -> str:
    found = (
        Channel.objects.filter(party=party_id, kind="email").order_by("id").values_list("value", flat=True)
    )
    return found.first() or "nobody@example.org"
