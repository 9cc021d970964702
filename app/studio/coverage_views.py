"""Which ways of a draft's drawing no scenario takes: its scenarios are played again, and the drawing shows it."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from app.accounts.roles import require
from app.studio.checking import Check, check_draft
from app.studio.compared_views import read_labels
from app.studio.drawing_diff import name_element
from app.studio.drawing_facts import read_elements
from app.studio.models import Draft
from app.studio.rights import may_read
from app.studio.views import find_process_draft, tell_title
from workflows.process_folders import MODEL
from workflows.testing.reports import taken


@require_GET
@require(may_read)
def show_coverage(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Each scenario with whether it holds, and each way none of them takes."""
    draft = find_process_draft(draft_id)
    check = check_draft(draft.process, draft.files, scenarios=True)
    context = {
        "draft": draft,
        "title": tell_title(draft.process),
        "check": check,
        "report": check.report,
        "missing": name_missing(draft, check),
    }
    return render(request, "studio/coverage.html", context)


def name_missing(draft: Draft, check: Check) -> list[tuple[str, str]]:
    """(id, title) of each flow no scenario takes, in the reader's words where the process has some."""
    if check.report is None:
        return []
    elements, labels = read_elements(draft.files[MODEL]), read_labels(draft.files)
    return [
        (key, labels.get(key) or name_element(elements[key], elements))
        for key in check.report.missing_flows
        if key in elements
    ]


@require_GET
@require(may_read)
def show_position(_request: HttpRequest, draft_id: int) -> JsonResponse:
    """The drawing with the ways taken as walked and those no scenario takes marked."""
    draft = find_process_draft(draft_id)
    check = check_draft(draft.process, draft.files, scenarios=True)
    walked = taken(one.flows for one in check.report.scenarios) if check.report else frozenset[str]()
    missed = list(check.report.missing_flows) if check.report else []
    return JsonResponse(
        {
            "xml": draft.files[MODEL],
            "here": [],
            "broken": [],
            "walked": sorted(walked),
            "labels": read_labels(draft.files),
            "text": {"here": "", "broken": ""},
            "marks": {"missed": missed},
            "badges": {},
            "first": missed[0] if missed else "",
        }
    )
