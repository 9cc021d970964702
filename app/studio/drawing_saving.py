"""Saving a drawing into a draft: only what was changed differs in the file."""

from datetime import datetime

from django.utils.translation import gettext as _

from app.accounts.models import User
from app.studio import drafts
from app.studio.drawing_text import keep_unchanged
from app.studio.errors import FileRefused
from app.studio.models import Draft
from workflows import xml
from workflows.process_folders import MODEL
from workflows.xml import XmlRefused

#: What is refused for what it is, whoever else writes.
REFUSED_FOR_ITSELF = (FileRefused,)


def save_drawing(draft_id: int, text: str, *, rev: int, by: User, now: datetime) -> Draft:
    """Write a modeller's file over the draft's own. Raises DraftClosed, DraftChanged, FileRefused."""
    before = Draft.objects.get(pk=draft_id).files.get(MODEL, "")
    return drafts.save_file(draft_id, MODEL, merge(before, text), rev=rev, by=by, now=now)


def merge(before: str, after: str) -> str:
    """A file that cannot be read is replaced as it is, so that it can be mended. Raises FileRefused."""
    try:
        return keep_unchanged(before, after)
    except XmlRefused:
        refuse_unreadable(after)
    return after


def refuse_unreadable(text: str) -> None:
    try:
        xml.parse(text.encode())
    except XmlRefused as refused:
        told = _("The drawing cannot be read: %(reason)s") % {"reason": refused}
        raise FileRefused(told, path=MODEL) from refused
