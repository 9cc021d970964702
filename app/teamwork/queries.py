"""Reading notes, watches and what a person was told."""

from collections.abc import Collection

from django.db.models import F, QuerySet

from app.accounts.models import User
from app.accounts.roles import CASE_READERS, may_assign, may_operate
from app.cases.models import Case
from app.teamwork.models import (
    DEFAULTS,
    OF_OPERATORS,
    OF_STEERERS,
    How,
    Kind,
    MailChoice,
    Note,
    NoteRevision,
    PersonalNotice,
)

MOST_NOTES, MOST_NOTICES = 100, 50


def list_notes(case: Case) -> list[Note]:
    """Pinned ones first, then the newest."""
    notes = Note.objects.filter(case=case).select_related("author")
    return list(notes.order_by(F("pinned_at").desc(nulls_last=True), "-at", "-id")[:MOST_NOTES])


def list_revisions(notes: Collection[Note]) -> dict[int, list[NoteRevision]]:
    """What the notes that were changed said before, the newest first."""
    changed = [one.pk for one in notes if one.edited_at]
    found: dict[int, list[NoteRevision]] = {}
    if changed:
        for one in NoteRevision.objects.filter(note__in=changed).order_by("-until", "-id"):
            found.setdefault(one.note_id, []).append(one)
    return found


def list_notices(user: User, *, unread: bool) -> list[PersonalNotice]:
    notices = PersonalNotice.objects.filter(user=user)
    return list((notices.filter(read_at__isnull=True) if unread else notices).order_by("-id")[:MOST_NOTICES])


def find_news(user: User, references: Collection[str]) -> set[str]:
    """Those of the cases of which the user was told something they have not read."""
    unread = PersonalNotice.objects.filter(user=user, case_ref__in=references, read_at__isnull=True)
    return set(unread.values_list("case_ref", flat=True))


def list_colleagues(text: str, most: int = 8) -> QuerySet[User]:
    """Colleagues who read cases and whose name or sign-in begins like the text, for completing an @mention."""
    people = User.objects.filter(is_active=True, groups__name__in=CASE_READERS).distinct()
    found = people.filter(username__istartswith=text) | people.filter(first_name__istartswith=text)
    found = found | people.filter(last_name__istartswith=text)
    return found.order_by("last_name", "first_name", "username")[:most]


def read_choices(user: User) -> dict[Kind, How]:
    """How the user wants to hear of each kind by e-mail, of those the user may be told."""
    chosen = dict(MailChoice.objects.filter(user=user).values_list("kind", "how"))
    return {kind: How(chosen.get(kind, DEFAULTS[kind])) for kind in list_kinds(user)}


def list_kinds(user: User) -> list[Kind]:
    return [kind for kind in Kind if may_be_told(user, kind)]


def may_be_told(user: User, kind: Kind | str) -> bool:
    """Whether this person hears of such things at all; of a case, whether they may see it is asked besides."""
    if kind in OF_OPERATORS:
        return may_operate(user)
    return kind not in OF_STEERERS or may_assign(user)
