"""One file of a draft written from an editor's page: saved, or why not, in words."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _

from app import page_time
from app.accounts.roles import signed_in
from app.studio import drafts
from app.studio.errors import StudioError
from app.studio.models import Draft, DraftState
from app.studio.rights import may_write
from app.studio.views import read_rev


@dataclass(frozen=True)
class Saved:
    """The draft as it is now. `refused`: why nothing was written; `status`: what the answer says then."""

    draft: Draft
    refused: str = ""
    status: int = 200


def may_edit(request: HttpRequest, draft: Draft) -> bool:
    return may_write(request.user) and draft.state == DraftState.EDITING


def write(request: HttpRequest, draft: Draft, path: str, change: Callable[[str], str | None]) -> Saved:
    """Save what `change` makes of the file as the page showed it; whoever may not write hears so."""
    if not may_write(request.user):
        return Saved(draft, _("You may read here, not write."), 403)
    try:
        text = change(draft.files.get(path, ""))
        saved = drafts.save_file(
            draft.pk, path, text, rev=read_rev(request), by=signed_in(request), now=page_time.now()
        )
    except StudioError as refused:
        return Saved(draft, str(refused), 409)
    return Saved(saved)


def take_back(request: HttpRequest, draft: Draft) -> Saved:
    """The newest change of the draft, of whichever file."""
    if not may_write(request.user):
        return Saved(draft, _("You may read here, not write."), 403)
    try:
        return Saved(drafts.undo(draft.pk, rev=read_rev(request), by=signed_in(request), now=page_time.now()))
    except StudioError as refused:
        return Saved(draft, str(refused), 409)
