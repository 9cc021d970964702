"""What the page of a party shows of the family allowances that the fund paid until June 2014."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from app.benefits.family_corrections import list_archive
from app.benefits.rights import may_read_detections
from app.people.models import Party
from app.people.panels import Panel, register

#: Months shown at once; older ones stay folded.
RECENT = 12


def describe_archive(_request: HttpRequest, party: Party) -> Mapping[str, Any] | None:
    """The archive, the newest month first; nothing for whom the fund never paid."""
    rows = list_archive(party)[::-1]
    return {"recent": rows[:RECENT], "older": rows[RECENT:]} if rows else None


def register_panels() -> None:
    register(
        Panel(
            "family_allowances",
            _("Family allowances until June 2014"),
            "benefits/family_panel.html",
            describe_archive,
            order=85,
            allowed=may_read_detections,
        )
    )
