"""A run on the bench begun from a real case that the reader may read; the reading is recorded."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from app import page_time
from app.accounts.roles import require, signed_in
from app.cases.queries import find_case
from app.people import file_reads
from app.people.read_models import FilePage
from app.studio.case_scenarios import begin_as_case
from app.studio.errors import StudioError
from app.studio.rights import may_write
from app.studio.views import find_draft


@require_POST
@require(may_write)
def begin_from_case(request: HttpRequest, draft_id: int) -> HttpResponse:
    draft, user = find_draft(draft_id), signed_in(request)
    case = find_case(user, request.POST.get("case", "").replace("\0", "").strip()[:40])
    if case is None:
        messages.error(request, _("There is no such case that you may read."))
        return redirect("studio:bench", draft_id)
    if case.party:
        file_reads.record(request, case.party, FilePage.CASE, case_ref=case.reference)
    try:
        told = begin_as_case(draft, case, by=user, now=page_time.now())
    except StudioError as refused:
        messages.error(request, str(refused))
        return redirect("studio:bench", draft_id)
    if told.is_whole:
        messages.success(
            request, _("The run is as the case was, without its names. Look through it before you save it.")
        )
    else:
        words = _("The draft follows %(played)d of the %(known)d steps of the case. Go on from here by hand.")
        messages.warning(request, words % {"played": told.played, "known": told.known})
    return redirect("studio:bench_run", told.run.pk)
