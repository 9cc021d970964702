"""Parts of the case page, and marks on the list of cases, that apps above fill; cases knows none of them.

    case_panels.register(CasePanel("notes", Place.WORK, "teamwork/notes.html", describe_notes))

The context function gets the request and the case; None says that there is nothing to show.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from app.accounts.models import User
from app.cases.models import Case

Describe = Callable[[HttpRequest, Case], Mapping[str, Any] | None]
FindNews = Callable[[User, Collection[str]], Collection[str]]


class Place(StrEnum):
    """In the head beside the status, below the tasks, at the end of the narrow column."""

    HEAD = "head"
    WORK = "work"
    ASIDE = "aside"


@dataclass(frozen=True)
class CasePanel:
    key: str
    place: Place
    template: str
    describe: Describe
    order: int = 100


_panels: dict[str, CasePanel] = {}
_finders: list[FindNews] = []


def register(panel: CasePanel) -> None:
    """The same key again replaces the panel."""
    _panels[panel.key] = panel


def register_news(find: FindNews) -> None:
    """`find` names those of the cases (by reference) in which something is new to the user."""
    if find not in _finders:
        _finders.append(find)


def show_panels(request: HttpRequest, case: Case) -> dict[str, list[str]]:
    """The rendered panels by place, in order."""
    shown: dict[str, list[str]] = {place.value: [] for place in Place}
    for panel in sorted(_panels.values(), key=lambda one: (one.order, one.key)):
        context = panel.describe(request, case)
        if context is not None:
            html = render_to_string(panel.template, {"case": case, **context}, request)
            shown[panel.place.value].append(html)
    return shown


def find_news(user: User, references: Collection[str]) -> set[str]:
    return {one for find in _finders for one in find(user, references)} if references else set()
