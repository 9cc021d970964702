"""What speaks against a drawing, told beside it while it is drawn."""

from typing import Any

from app.studio.checking import check_draft
from app.studio.drawing_catalogue import list_drawn, read_settings
from app.studio.finding_words import tell, tell_problem
from app.studio.models import Draft
from workflows.manifest import ENDED, STARTED, list_mentions


def tell_check(draft: Draft) -> dict[str, Any]:
    """Findings with their elements and ways, files that cannot be read, and what is named and no longer drawn."""
    check = check_draft(draft.process, draft.files)
    stray = list_stray(draft)
    return {
        "rev": draft.rev,
        "findings": [
            {
                "code": one.code,
                "severity": str(one.severity),
                "element": one.element_id,
                "message": tell(one.message),
                "way_out": tell(one.way_out),
                "path": list(one.path),
                "file": one.file,
            }
            for one in check.findings
        ],
        "problems": [
            {"file": one.file, "line": one.line, "message": tell_problem(one)} for one in check.problems
        ],
        "stray": stray,
    }


def list_stray(draft: Draft) -> list[str]:
    """What process.yaml names though nothing of the drawing bears it any more."""
    known = {*list_drawn(draft.files), STARTED, ENDED}
    manifest = read_settings(draft.files)
    named = [node for _key, node in list_mentions(manifest)]
    return list(dict.fromkeys(name for name in [*named, *manifest["roles"]] if name not in known))
