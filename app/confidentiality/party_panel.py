"""The restriction on the page of a party: the mark for those who may see the file, and the way to set one."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from app.confidentiality.models import RestrictedFile
from app.confidentiality.rights import may_keep, may_mark
from app.people.models import Party
from app.people.panels import Panel, register


def describe(request: HttpRequest, party: Party) -> dict[str, Any] | None:
    """Nothing where there is no mark and the reader may set none."""
    mark = RestrictedFile.objects.select_related("supervisor").filter(party=party, lifted_at=None).first()
    if mark is None and not may_mark(request.user):
        return None
    return {"mark": mark, "may_mark": may_mark(request.user), "may_lift": may_keep(request.user)}


def register_panel() -> None:
    register(
        Panel("restriction", _("Restricted file"), "confidentiality/panel.html", describe, 90, aside=True)
    )
