"""Filing documents on a case."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from app.accounts.roles import may_open_cases, require
from app.cases.views import find_or_404
from app.documents.upload_views import take_files
from workflows.models import ProcessInstance


@require_POST
@require(may_open_cases)
def file_documents(request: HttpRequest, reference: str) -> HttpResponse:
    """The files that were chosen or dropped. Nothing is added to a case whose content was removed."""
    case = find_or_404(request, reference)
    back = reverse("cases:case", args=[case.reference])
    if ProcessInstance.objects.filter(case_ref=case.reference, content_removed_at__isnull=False).exists():
        messages.error(request, _("The content of this case was removed; nothing is filed on it any more."))
        return redirect(back)
    return take_files(request, party=case.party, case_ref=case.reference, back=back)
