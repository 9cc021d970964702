"""Reading letters, dispatches and contacts: of a case, of a party, and what happened in words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from app.accounts.models import User
from app.correspondence import printing
from app.correspondence.letter_titles import tell_title
from app.correspondence.models import (
    Contact,
    Dispatch,
    DispatchChannel,
    IncomingMail,
    Letter,
    LetterEvent,
    LetterState,
    MailState,
)
from app.people.models import Party
from app.tallies import tally

MOST_COUNTED = 1000
SHOWN = 8
EVENTS = {
    "edited": gettext_lazy("Reworded"),
    "approved": gettext_lazy("Approved"),
    "sent": gettext_lazy("Sent"),
    "returned": gettext_lazy("Came back"),
    "rerouted": gettext_lazy("Other channel chosen"),
}


@dataclass(frozen=True, slots=True)
class LetterRow:
    """One line of a case's letters."""

    id: UUID
    title: str
    language: str
    at: datetime
    state: str = LetterState.MADE

    @property
    def state_title(self) -> str:
        return str(LetterState(self.state).label)


@dataclass(frozen=True, slots=True)
class Happening:
    """A contact, a letter or a dispatch as a line of a case's history; `tone` colours its dot."""

    at: datetime
    actor: str
    text: str
    note: str
    tone: str
    link: str


def list_letters(case_ref: str) -> list[LetterRow]:
    rows = Letter.objects.filter(case_ref=case_ref).order_by("made_at", "id")
    return list(make_rows(rows))


def list_letters_of(party: Party, limit: int = SHOWN) -> list[LetterRow]:
    """A party's letters, newest first: those to it, and those that a case of it made for nobody known by reference."""
    unnamed = Q(party__isnull=True, case_ref__in=party.cases.values("reference"))
    rows = Letter.objects.filter(Q(party=party) | unnamed).order_by("-made_at", "id")[:limit]
    return list(make_rows(rows))


def make_rows(letters: QuerySet[Letter]) -> Iterator[LetterRow]:
    """Titles in the language of the page: the letter's own language stands beside."""
    language = get_language() or settings.LANGUAGE_CODE
    kept = letters.values_list("title", "process", "name", "version_id", "id", "language", "made_at", "state")
    for title, process, name, version, key, written_in, at, state in kept:
        told = tell_title(title, process=process, name=name, version=version, language=language)
        yield LetterRow(key, told, written_in, at, state)


def list_contacts(*, case_ref: str = "", party: Party | None = None, limit: int = SHOWN) -> list[Contact]:
    """The contacts of a case, or of a party, newest first."""
    contacts = Contact.objects.order_by("-at", "id")
    chosen = contacts.filter(case_ref=case_ref) if case_ref else contacts.filter(party=party)
    return list(chosen[:limit])


def list_dispatches(case_ref: str) -> list[Dispatch]:
    """How the letters of a case left, oldest first."""
    dispatches = Dispatch.objects.filter(letter__case_ref=case_ref).select_related("letter")
    return list(dispatches.defer("letter__pdf", "letter__data").order_by("at", "id"))


def sent_on(letter_id: UUID | str, *, registered: bool = False) -> date | None:
    """The day a letter left (by registered post), and none when it has not, or came back."""
    dispatches = Dispatch.objects.filter(letter_id=letter_id, returned_on=None)
    if registered:
        dispatches = dispatches.filter(channel=DispatchChannel.REGISTERED)
    return dispatches.values_list("sent_on", flat=True).first()


def count_waiting() -> dict[str, int]:
    """The figures of the menu: letters for the post or for approval, and e-mail to file."""
    mail = IncomingMail.objects.filter(state=MailState.UNFILED)
    waiting, to_approve, unfiled = tally(
        printing.list_waiting(), printing.list_to_approve(), mail, most=MOST_COUNTED
    )
    return {"letters": min(waiting + to_approve, MOST_COUNTED), "mail": unfiled}


def list_happenings(case_ref: str) -> list[Happening]:
    """What the history of a case tells besides its process: contacts, letters that left and came back."""
    contacts = list(Contact.objects.filter(case_ref=case_ref).order_by("-at")[:MOST_COUNTED])
    events = LetterEvent.objects.filter(letter__case_ref=case_ref).select_related("letter")
    told = list(events.defer("letter__pdf", "letter__data").order_by("-at")[:MOST_COUNTED])
    names = name_authors([contact.by for contact in contacts] + [event.by for event in told])
    lines = [tell_contact(contact, names) for contact in contacts]
    return sorted(
        [*lines, *(tell_event(event, names) for event in told)], key=lambda line: line.at, reverse=True
    )


def tell_contact(contact: Contact, names: dict[str, str]) -> Happening:
    words = {"channel": contact.get_channel_display(), "subject": contact.subject}
    return Happening(
        contact.at,
        names[contact.by],
        _("Contact (%(channel)s): %(subject)s") % words,
        contact.get_outcome_display(),
        "late" if contact.outcome == "not_reached" else "info",
        reverse("correspondence:contact", args=[contact.pk]),
    )


def tell_event(event: LetterEvent, names: dict[str, str]) -> Happening:
    words = {"what": str(EVENTS[event.kind]), "letter": event.letter.title}
    return Happening(
        event.at,
        names[event.by],
        _("%(what)s: %(letter)s") % words,
        event.reason,
        "late" if event.kind == "returned" else "ok" if event.kind == "sent" else "",
        reverse("correspondence:letter", args=[event.letter_id]),
    )


def tell_letter(letter: Letter) -> list[Happening]:
    """What was done with a letter, oldest first."""
    events = list(letter.events.select_related("letter").order_by("at", "id"))
    names = name_authors([event.by for event in events])
    return [tell_event(event, names) for event in events]


def name_authors(actors: Iterable[str]) -> dict[str, str]:
    """Actor as written in a row → the name to show: a person's, or Vigie's own."""
    wanted = set(actors)
    ids = {int(number) for number in (actor.partition(":")[2] for actor in wanted) if number.isdecimal()}
    people = {user.pk: str(user) for user in User.objects.filter(pk__in=ids)} if ids else {}
    numbers = {actor: actor.partition(":")[2] for actor in wanted}
    return {
        actor: people.get(int(number), actor) if number.isdecimal() else "Vigie"
        for actor, number in numbers.items()
    }


def name_author(actor: str) -> str:
    return name_authors([actor])[actor]
