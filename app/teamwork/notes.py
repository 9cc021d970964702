"""Writing notes: add, change with what it said kept, pin. Who is mentioned is told, if they may see the case."""

import re
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from app.accounts.models import User
from app.accounts.roles import as_actor
from app.cases.models import Case
from app.teamwork.errors import TeamworkRefused
from app.teamwork.models import Kind, Note, NoteRevision
from app.teamwork.telling import list_watchers, tell

LONGEST = 5000
MENTION = re.compile(r"(?<![\w@])@([\w.+-]+)")


@dataclass(frozen=True)
class Written:
    """The note, and who was mentioned but may not see the case."""

    note: Note
    untold: list[User]


def read_mentions(text: str) -> list[User]:
    """The colleagues named by `@username` in a text, a full stop at the end left out."""
    names = {name.rstrip(".") for name in MENTION.findall(text)}
    return list(User.objects.filter(username__in=names, is_active=True).order_by("pk")) if names else []


def clean(text: str) -> str:
    """Raises TeamworkRefused for no text or too much of it."""
    cleaned = text.replace("\x00", "").replace("\r\n", "\n").strip()
    if not cleaned:
        raise TeamworkRefused(_("Write something."), "text")
    if len(cleaned) > LONGEST:
        raise TeamworkRefused(_("A note has at most %(most)s characters.") % {"most": LONGEST}, "text")
    return cleaned


@transaction.atomic
def write(case: Case, text: str, *, author: User, now: datetime) -> Written:
    """Raises TeamworkRefused."""
    note = Note.objects.create(case=case, author=author, text=clean(text), at=now)
    untold = tell_mentioned(note, set(), now)
    by = as_actor(author)
    mentioned = {one.pk for one in read_mentions(note.text)}
    watchers = [one for one in list_watchers(case) if one.pk not in mentioned]
    tell(watchers, Kind.NOTE, case, key=f"note:{note.pk}", by=by, at=now)
    return Written(note, untold)


@transaction.atomic
def change(note: Note, text: str, *, by: User, now: datetime) -> Written:
    """What it said before is kept; only its author changes a note. Raises TeamworkRefused."""
    note = Note.objects.select_for_update(of=("self",)).select_related("case").get(pk=note.pk)
    if note.author_id != by.pk:
        raise TeamworkRefused(_("Only its author changes a note."))
    cleaned = clean(text)
    if cleaned == note.text:
        return Written(note, [])
    before = {one.pk for one in read_mentions(note.text)}
    NoteRevision.objects.create(note=note, text=note.text, until=now)
    note.text, note.edited_at = cleaned, now
    note.save(update_fields=["text", "edited_at"])
    return Written(note, tell_mentioned(note, before, now))


def tell_mentioned(note: Note, known: set[int], now: datetime) -> list[User]:
    """Tell those newly mentioned; the ones who may not see the case."""
    named = [one for one in read_mentions(note.text) if one.pk not in known and one.pk != note.author_id]
    key = f"mention:{note.pk}:{now.isoformat()}"
    told = tell(named, Kind.MENTION, note.case, key=key, by=as_actor(note.author), at=now)
    return [one for one in named if one not in told]


def pin(note: Note, *, now: datetime | None) -> None:
    """Pinned notes stand first; None takes the pin out."""
    Note.objects.filter(pk=note.pk).update(pinned_at=now)
