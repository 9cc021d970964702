"""Writing drafts: each change is a row that can be taken back, under the draft's lock, refused when it comes late."""

from collections.abc import Callable, Mapping
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from viewflow.fsm import TransitionNotAllowed

from app.accounts.models import User
from app.studio import shared_editions
from app.studio.errors import DraftChanged, DraftClosed, FileRefused, StudioError
from app.studio.folders import MOST_FILES, refuse_unkeepable
from app.studio.life import DraftLife
from app.studio.models import OPEN, Draft, DraftEdit, DraftEvent, DraftState
from app.studio.shared_places import Place, find_place
from workflows.models.definition import ProcessDefinition
from workflows.process_folders import Library
from workflows.shelves import open_shelf, own_files


def open_draft(process: str, *, by: User, now: datetime) -> Draft:
    """The open draft of a process, or a new one from its current version. Raises StudioError when there is none."""
    known = Draft.objects.filter(process=process, state__in=OPEN).first()
    if known is not None:
        return known
    place = find_place(process)
    if place is not None:
        return open_shared(place, by=by, now=now)
    definition = ProcessDefinition.objects.select_related("current").filter(key=process).first()
    if definition is None or definition.current is None:
        raise StudioError(_("No process of this name is published."), process=process)
    files = {**own_files(definition.current), **read_trials(process)}
    draft = Draft(process=process, base=definition.current, files=files, opened_by=by, opened_at=now)
    return create(draft, now=now)


def open_shared(place: Place, *, by: User, now: datetime) -> Draft:
    """A draft of what processes share, from its edition in force. Raises StudioError when there is none."""
    files = shared_editions.read_files(place)
    if not files:
        raise StudioError(_("There is no such calendar or decision."), process=place.key)
    return create(Draft(process=place.key, files=files, opened_by=by, opened_at=now), now=now)


def create(draft: Draft, *, now: datetime) -> Draft:
    """Two who open one at the same time get the same draft."""
    try:
        with transaction.atomic():
            draft.save()
            note_event(draft, "opened", by=draft.opened_by, now=now)
    except IntegrityError:
        return Draft.objects.get(process=draft.process, state__in=OPEN)
    return draft


def read_trials(process: str) -> dict[str, str]:
    """The scenarios and cases that prove the process as it is."""
    shelf: Library = open_shelf()
    return shelf.read_trials(process) if process in shelf.list_keys() else {}


def lock(draft_id: int) -> Draft:
    return Draft.objects.select_for_update().get(pk=draft_id)


@transaction.atomic
def save_file(draft_id: int, path: str, text: str | None, *, rev: int, by: User, now: datetime) -> Draft:
    """Write a file of a draft as it was at `rev`; None takes the file out. What stands there already comes never late:
    a page that saves by itself may be told to save at the same moment.

    Raises DraftClosed, DraftChanged when the draft has moved on, FileRefused.
    """
    draft = lock(draft_id)
    refuse_closed(draft)
    before = draft.files.get(path)
    if before == text:
        return draft
    refuse_late(draft, rev)
    if text is not None:
        refuse_unkeepable(draft.process, path, text)
    if before is None and len(draft.files) >= MOST_FILES:
        raise FileRefused(_("The process has too many files."), path=path)
    return write_edit(draft, DraftEdit(path=path, before=before, after=text), by=by, now=now)


@transaction.atomic
def save_files(draft_id: int, texts: Mapping[str, str], *, rev: int, by: User, now: datetime) -> Draft:
    """Write several files of a draft as it was at `rev`, all or none, each a change. Raises as `save_file`."""
    draft = lock(draft_id)
    refuse_late(draft, rev)
    for path, text in texts.items():
        draft = save_file(draft_id, path, text, rev=draft.rev, by=by, now=now)
    return draft


def refuse_closed(draft: Draft) -> None:
    if draft.state != DraftState.EDITING:
        raise DraftClosed(
            _("This draft is not being edited: it is “%(state)s”.") % {"state": draft.get_state_display()}
        )


def refuse_late(draft: Draft, rev: int) -> None:
    """Raises DraftChanged naming who saved last."""
    if rev == draft.rev:
        return
    last = draft.edits.select_related("by").order_by("-rev").first()
    who, at = (str(last.by), last.at) if last else (str(draft.opened_by), draft.opened_at)
    told = _("%(who)s has changed this draft at %(time)s. Your page shows an older state: open it anew.")
    time = date_format(localtime(at), "H:i")
    raise DraftChanged(told % {"who": who, "time": time}, by=who, at=at)


def write_edit(draft: Draft, edit: DraftEdit, *, by: User, now: datetime) -> Draft:
    files = dict(draft.files)
    if edit.after is None:
        files.pop(edit.path, None)
    else:
        files[edit.path] = edit.after
    draft.files, draft.rev = files, draft.rev + 1
    draft.save(update_fields=["files", "rev"])
    edit.draft, edit.rev, edit.by, edit.at = draft, draft.rev, by, now
    edit.save()
    return draft


@transaction.atomic
def undo(draft_id: int, *, rev: int, by: User, now: datetime) -> Draft:
    """Take back the newest change that has not been taken back. Raises StudioError when there is none."""
    draft = lock(draft_id)
    refuse_closed(draft)
    refuse_late(draft, rev)
    last = draft.edits.filter(undoes=None, undone_by=None).order_by("-rev").first()
    if last is None:
        raise StudioError(_("There is nothing to take back."))
    back = DraftEdit(path=last.path, before=last.after, after=last.before, undoes=last)
    return write_edit(draft, back, by=by, now=now)


@transaction.atomic
def submit(
    draft_id: int, *, rev: int, note: str, effective_on: date | None, by: User, now: datetime
) -> Draft:
    """Ask a colleague to look at it. Raises DraftChanged, StudioError without words on what changes."""
    draft = lock(draft_id)
    refuse_late(draft, rev)
    if not note.strip():
        raise StudioError(_("Say what changes and why: whoever approves it reads that first."))
    move(draft, lambda life: life.submit())
    draft.note, draft.effective_on = note.strip(), effective_on
    draft.submitted_by, draft.submitted_at = by, now
    draft.save(update_fields=["state", "note", "effective_on", "submitted_by", "submitted_at"])
    note_event(draft, "submitted", by=by, now=now, comment=draft.note)
    return draft


@transaction.atomic
def send_back(draft_id: int, *, comment: str, by: User, now: datetime) -> Draft:
    """Back to editing, with what is to be changed."""
    draft = lock(draft_id)
    if by.pk != draft.submitted_by_id and not comment.strip():
        raise StudioError(_("Say what is to be changed."))
    move(draft, lambda life: life.send_back())
    draft.submitted_by = draft.submitted_at = draft.approved_by = draft.approved_at = None
    draft.save(update_fields=["state", "submitted_by", "submitted_at", "approved_by", "approved_at"])
    note_event(draft, "sent_back", by=by, now=now, comment=comment.strip())
    return draft


@transaction.atomic
def discard(draft_id: int, *, by: User, now: datetime) -> Draft:
    draft = lock(draft_id)
    move(draft, lambda life: life.discard())
    draft.save(update_fields=["state"])
    note_event(draft, "discarded", by=by, now=now)
    return draft


def move(draft: Draft, transition: Callable[[DraftLife], None]) -> None:
    """Raises DraftClosed for a step that its state does not allow."""
    try:
        transition(DraftLife(draft))
    except TransitionNotAllowed as refused:
        told = _("This cannot be done now: the draft is “%(state)s”.")
        raise DraftClosed(told % {"state": draft.get_state_display()}) from refused


def note_event(draft: Draft, kind: str, *, by: User | str, now: datetime, comment: str = "") -> None:
    who = by if isinstance(by, str) else f"user:{by.pk}"
    DraftEvent.objects.create(draft=draft, kind=kind, by=who, at=now, comment=comment)
