"""The legal guards on a move by hand: read from the version the case runs on, with what it has completed so far."""

from uuid import UUID

from workflows.bpmn import read_model
from workflows.errors import MoveBreaksGuard
from workflows.known_names import load_guards
from workflows.lint.guard_letters import read_letter_kinds
from workflows.lint.guard_moves import find_skipped
from workflows.models.definition import DefinitionVersion
from workflows.models.history import HistoryEvent
from workflows.process_folders import MODEL


def refuse_skipping(instance_id: UUID, version_id: int, origin: str, target: str) -> None:
    """Raises MoveBreaksGuard where the move would leave out a step the law asks for."""
    version = DefinitionVersion.objects.only("files", "definition_id").get(pk=version_id)
    done = frozenset(
        HistoryEvent.objects.filter(instance_id=instance_id, kind="node_completed").values_list(
            "node_id", flat=True
        )
    )
    kinds = read_letter_kinds({path: text.encode() for path, text in version.files.items()})
    parts = [
        process
        for path, text in version.files.items()
        if path.rpartition("/")[2] == MODEL
        for process in read_model(text.encode()).processes.values()
    ]
    for process in parts:
        if origin not in process.nodes:
            continue
        others = [one for one in parts if one is not process]
        for one in find_skipped(
            process, load_guards(), done, origin=origin, target=target, parts=others, letter_kinds=kinds
        ):
            raise MoveBreaksGuard(guard=one.guard.id, title=one.guard.title, step=one.step)
