"""Adding a decision to a draft: a name, then its table."""

import re

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from app import page_time
from app.accounts.roles import require, signed_in
from app.studio import drafts
from app.studio.decision_starting import make_decision, write_path
from app.studio.errors import FileRefused, StudioError
from app.studio.folders import NAME
from app.studio.rights import may_write
from app.studio.views import find_draft, read_rev


@require_POST
@require(may_write)
def add_decision(request: HttpRequest, draft_id: int) -> HttpResponse:
    draft, name = find_draft(draft_id), request.POST.get("name", "").strip()
    try:
        if not re.fullmatch(NAME, name):
            raise FileRefused(
                _("The name is of small letters, digits and underscores, and begins with a letter.")
            )
        text = make_decision(draft.process, name, draft.files)
        drafts.save_file(
            draft.pk,
            write_path(name),
            text,
            rev=read_rev(request),
            by=signed_in(request),
            now=page_time.now(),
        )
    except StudioError as refused:
        messages.error(request, str(refused))
        return redirect("studio:draft", draft.pk)
    return redirect("studio:decision", draft.pk, name)
