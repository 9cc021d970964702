"""Tasks that approve: who finishes one proves first who they are, as on the pages that pay and publish.

What a drawing says counts, in the version pinned with the case: the second look of the guards (`step` =
`second_look`), and any other task its owner wants protected (`proof` = `fresh`).
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from django.http import HttpRequest

from app.accounts.freshness import prove_afresh
from app.accounts.proofs import is_fresh
from workflows import xml
from workflows.models import DefinitionVersion, HumanTask

MARKS = frozenset({("step", "second_look"), ("proof", "fresh")})
#: What its owner wants final at once, without approving anything.
FINAL = frozenset({("undo", "never")})


def is_approval(task: HumanTask) -> bool:
    return task.node_id in list_marked(task.instance.version_id, MARKS)


def is_final(task: HumanTask) -> bool:
    """Whether finishing the task cannot be taken back: an approval, or one that is marked so."""
    return task.node_id in list_marked(task.instance.version_id, MARKS | FINAL)


@lru_cache(maxsize=512)
def list_marked(version_id: int, marks: frozenset[tuple[str, str]]) -> frozenset[str]:
    """The marked tasks of a version and of what it calls; published versions never change."""
    files = DefinitionVersion.objects.values_list("files", flat=True).get(pk=version_id)
    drawings = (text for path, text in files.items() if path.endswith(".bpmn"))
    return frozenset(node for text in drawings for node in find_marked(xml.parse(text.encode()), marks))


def find_marked(root: Any, marks: frozenset[tuple[str, str]]) -> Iterator[str]:
    for task in root.iter("{*}userTask"):
        properties = task.iterfind("{*}extensionElements/{*}property")
        if any((one.get("name"), one.get("value")) in marks for one in properties):
            yield task.get("id")


def asks_proof(request: HttpRequest, task: HumanTask) -> bool:
    """Whether finishing the task now would ask first who is there."""
    return not is_fresh(request) and is_approval(task)


def ask_proof(request: HttpRequest, task: HumanTask) -> None:
    """Before an approving task is completed. Raises ReauthenticationRequired: the form goes on once it is proved."""
    if asks_proof(request, task):
        prove_afresh(request)
