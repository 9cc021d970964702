"""Blocks of the party page that other apps fill: affiliation, accounts, letters, recovery, cases.

An app registers its panels when it is ready; people knows none of them:

    panels.register(Panel("cases", _("Cases"), "cases/party_panel.html", describe_cases, order=50))

The context function gets the request and the party; None says that there is nothing to show.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from app.accounts.roles import Visitor
from app.people.models import Party

Describe = Callable[[HttpRequest, Party], Mapping[str, Any] | None]


@dataclass(frozen=True)
class Panel:
    """`aside` puts it into the narrow column; `order` is its place; `allowed` keeps it from some roles."""

    key: str
    title: Any
    template: str
    describe: Describe
    order: int = 100
    aside: bool = False
    allowed: Callable[[Visitor], bool] | None = None


@dataclass(frozen=True)
class Shown:
    key: str
    title: Any
    html: str


_panels: dict[str, Panel] = {}


def register(panel: Panel) -> None:
    """The same key again replaces the panel."""
    _panels[panel.key] = panel


def show_panels(request: HttpRequest, party: Party, *, aside: bool) -> list[Shown]:
    """The panels of one column that have something to show to this person, in order."""
    chosen = sorted(
        (panel for panel in _panels.values() if panel.aside == aside),
        key=lambda panel: (panel.order, panel.key),
    )
    shown = []
    for panel in chosen:
        if panel.allowed is not None and not panel.allowed(request.user):
            continue
        context = panel.describe(request, party)
        if context is not None:
            html = render_to_string(panel.template, {"party": party, **context}, request)
            shown.append(Shown(panel.key, panel.title, html))
    return shown
