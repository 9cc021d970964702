"""The two drawings of a comparison, as the diagram viewer reads them: each with what differs in it marked."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, JsonResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from app.accounts.roles import require
from app.cases.wording import choose
from app.studio import queries
from app.studio.drawing_diff import Change, DrawingDiff, compare_drawings
from app.studio.rights import may_read
from app.studio.views import find_draft
from workflows.errors import WorkflowError
from workflows.manifest import NAME, read_manifest_text
from workflows.models.definition import DefinitionVersion
from workflows.process_folders import MODEL

#: What stands on an element that differs, beside its colour.
SIGNS = {Change.ADDED: "+", Change.REMOVED: "−", Change.CHANGED: "≠", Change.RENAMED: "Aa", Change.MOVED: "↔"}
Files = Mapping[str, str]


@require_GET
@require(may_read)
def show_of_versions(
    _request: HttpRequest, process: str, earlier: int, later: int, side: str
) -> JsonResponse:
    """One side, `before` or `after`, of two published versions."""
    files: dict[int, Files] = dict(
        DefinitionVersion.objects.filter(definition=process, number__in=[earlier, later]).values_list(
            "number", "files"
        )
    )
    if {earlier, later} - files.keys():
        raise Http404
    return answer(files[earlier], files[later], side)


@require_GET
@require(may_read)
def show_of_draft(_request: HttpRequest, draft_id: int, side: str) -> JsonResponse:
    """One side of a draft against the version it began from."""
    draft = find_draft(draft_id)
    return answer(queries.read_base(draft), draft.files, side)


def answer(before: Files, after: Files, side: str) -> JsonResponse:
    diff = compare_drawings(before.get(MODEL, ""), after.get(MODEL, ""))
    if diff is None or side not in ("before", "after"):
        raise Http404
    return JsonResponse(describe(before if side == "before" else after, diff, side))


def describe(files: Files, diff: DrawingDiff, side: str) -> dict[str, Any]:
    """`marks` are ids by what became of them, `badges` the sign beside each; a flow has its colour alone."""
    unseen = Change.ADDED if side == "before" else Change.REMOVED
    shown = [one for one in diff.changes if one.change is not unseen]
    return {
        "xml": files[MODEL],
        "here": [],
        "broken": [],
        "walked": [],
        "labels": read_labels(files),
        "text": {"here": _("Now here"), "broken": _("Stopped here")},
        "marks": {kind: ids for kind, ids in diff.marks.items() if kind != unseen.value},
        "badges": {one.id: SIGNS[one.change] for one in shown if one.kind != "sequenceFlow"},
        "first": next((one.id for one in shown if one.runs), ""),
    }


def read_labels(files: Files) -> dict[str, str]:
    """The titles of the nodes in the reader's language, where process.yaml can be read."""
    try:
        nodes = read_manifest_text(files.get(NAME, ""))["nodes"]
    except WorkflowError:
        return {}
    return {node: choose(titles, get_language() or "fr") for node, titles in nodes.items()}
