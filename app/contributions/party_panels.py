"""What the page of a party shows of its incomes."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from app.contributions.queries import list_incomes
from app.people.models import Kind, Party
from app.people.panels import Panel, register


def describe_incomes(_request: HttpRequest, party: Party) -> Mapping[str, Any] | None:
    """The incomes that stand, and those they superseded."""
    rows = list(list_incomes(party))
    if party.kind != Kind.PERSON and not rows:
        return None
    return {
        "standing": [one for one in rows if one.superseded_at is None],
        "superseded": [one for one in rows if one.superseded_at is not None],
    }


def register_panels() -> None:
    register(Panel("incomes", _("Incomes"), "affiliation/incomes.html", describe_incomes, order=78))
