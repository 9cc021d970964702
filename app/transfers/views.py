"""The files handed over to other funds: the list, and the archive of one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from app.accounts.roles import Role, Visitor, has_any_role
from app.transfers.models import Handover

READERS = frozenset({Role.CASEWORKER, Role.TEAM_LEAD})
SHOWN = 100


def may_read(user: Visitor) -> bool:
    return has_any_role(user, READERS)


@require_GET
def show_handovers(request: HttpRequest) -> HttpResponse:
    rows = Handover.objects.defer("archive").select_related("party").order_by("-pk")[:SHOWN]
    return render(request, "transfers/list.html", {"rows": list(rows)})


@require_GET
def download(request: HttpRequest, handover_id: int) -> HttpResponse:  # noqa: ARG001  a view's shape
    """The archive as it was made."""
    handover = get_object_or_404(Handover, pk=handover_id)
    response = HttpResponse(bytes(handover.archive), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{handover.ref}.zip"'
    return response
