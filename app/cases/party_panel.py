"""The cases of a party, on the party's page."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from app.accounts.roles import may_open_cases, signed_in
from app.cases.queries import list_visible
from app.cases.wording import list_process_titles
from app.people.models import Party
from app.people.panels import Panel, register

SHOWN = 20


def describe_cases(request: HttpRequest, party: Party) -> dict[str, Any]:
    """The newest cases this person may read."""
    titles = list_process_titles(get_language() or "fr")
    found = list(
        list_visible(signed_in(request)).filter(party=party).order_by("-opened_at", "-id")[: SHOWN + 1]
    )
    return {
        "cases": [(case, titles.get(case.process, case.process)) for case in found[:SHOWN]],
        "has_more": len(found) > SHOWN,
        "may_open": may_open_cases(request.user),
    }


def register_panel() -> None:
    register(Panel("cases", _("Cases"), "cases/party_panel.html", describe_cases, order=50))
