"""The notes of a case on its page, and the button that watches it."""

from typing import Any

from django.http import HttpRequest

from app import page_time
from app.accounts.roles import signed_in
from app.cases.case_panels import CasePanel, Place, register, register_news
from app.cases.models import Case
from app.teamwork import queries, watching


def describe_watch(request: HttpRequest, case: Case) -> dict[str, Any]:
    """Being shown the case is having seen it."""
    return {"watched": watching.mark_seen(case.reference, signed_in(request), now=page_time.now())}


def describe_notes(request: HttpRequest, case: Case) -> dict[str, Any]:
    notes = queries.list_notes(case)
    revisions = queries.list_revisions(notes)
    return {
        "notes": [(note, revisions.get(note.pk, [])) for note in notes],
        "user": signed_in(request),
        "most": queries.MOST_NOTES,
    }


def register_panel() -> None:
    register(CasePanel("watch", Place.HEAD, "teamwork/watch.html", describe_watch, order=10))
    register(CasePanel("notes", Place.WORK, "teamwork/notes.html", describe_notes, order=20))
    register_news(queries.find_news)
