"""When the content of a case goes, what colleagues wrote on it goes too; that they wrote stays."""

from datetime import datetime

from app.teamwork.models import Note, NoteRevision
from workflows.content_removal import follow_removal
from workflows.models import ProcessInstance


def forget_notes(case_ref: str, at: datetime) -> None:  # noqa: ARG001  the shape of a follower
    if ProcessInstance.objects.filter(case_ref=case_ref, content_removed_at=None).exists():
        return
    NoteRevision.objects.filter(note__case__reference=case_ref).update(text="")
    Note.objects.filter(case__reference=case_ref).update(text="")


def register_follower() -> None:
    follow_removal(forget_notes)
