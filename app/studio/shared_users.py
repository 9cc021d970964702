"""Who asks a shared decision: the operations that lead to it, the processes that call them, and their scenarios.

`processes/decisions/askers.yaml` says which operations ask which decision; a test holds it against the code.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from app.studio.checking import check_draft
from app.studio.finding_words import tell
from app.studio.impact import count_running
from app.studio.queries import tell_title
from app.studio.shared_places import Place
from workflows.bpmn import read_model
from workflows.models.definition import ProcessDefinition
from workflows.process_folders import MODEL, Library
from workflows.shelves import open_shelf
from workflows.xml import XmlRefused
from workflows.yaml_source import read_file

ASKERS = "askers.yaml"


@dataclass(frozen=True)
class User:
    """A process that asks the decision: through which operations, and how many of its cases run."""

    process: str
    title: str
    operations: tuple[str, ...]
    running: int


@dataclass(frozen=True)
class UserResult:
    """What the linter and the scenarios of one process say; `problems` is empty when everything holds."""

    process: str
    scenarios: int
    problems: tuple[str, ...]


def read_askers(name: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """The operations that ask a decision, and the parts of the application that do so by themselves."""
    path = Path(settings.PROCESSES_DIR) / "decisions" / ASKERS
    told = read_file(path).data.get(name, {}) if path.is_file() else {}
    return frozenset(told.get("operations", ())), tuple(told.get("parts", ()))


def list_users(place: Place, language: str) -> list[User]:
    """Every process that asks the decision, by its title."""
    definitions = {one.key: one for one in ProcessDefinition.objects.all()}
    found = []
    for process, operations in find_processes(place):
        known = definitions.get(process)
        title = tell_title(known.titles if known else {}, language, process)
        running = count_running(known.current_id) if known else 0
        found.append(User(process, title, operations, running))
    return sorted(found, key=lambda one: one.title.casefold())


def find_processes(place: Place) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each process with those of its operations that ask the decision."""
    asking, _parts = read_askers(place.name)
    if not asking:
        return
    shelf = open_shelf()
    for process in shelf.list_keys():
        called = tuple(sorted(asking & list_operations(shelf, process)))
        if called:
            yield process, called


def list_operations(shelf: Library, process: str) -> frozenset[str]:
    """The operations of a drawing; none of one that cannot be read, which the linter tells where it is drawn."""
    try:
        model = read_model(shelf.read_own(process)[MODEL].encode())
    except XmlRefused:
        return frozenset()
    nodes = (node for one in model.processes.values() for node in one.nodes.values())
    return frozenset(node.extensions.operation for node in nodes if node.extensions.operation)


def play_user(shelf: Library, process: str) -> UserResult:
    files = {**shelf.read_own(process), **shelf.read_trials(process)}
    check = check_draft(process, files, scenarios=True)
    told = [f"{one.element_id or process}: {tell(one.message)}" for one in check.errors]
    told += [str(one) for one in check.problems]
    told += list(check.report.problems) if check.report else []
    return UserResult(process, len(check.report.scenarios) if check.report else 0, tuple(told))
