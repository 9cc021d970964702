"""Filing documents on a person or a company."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from app.accounts.roles import may_open_cases, require
from app.documents.upload_views import take_files
from app.people.errors import PartyUnknown
from app.people.queries import find_party


@require_POST
@require(may_open_cases)
def file_documents(request: HttpRequest, reference: str) -> HttpResponse:
    try:
        party = find_party(reference)
    except PartyUnknown as error:
        raise Http404 from error
    return take_files(request, party=party, back=reverse("people:party", args=[party.reference]))
