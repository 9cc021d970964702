"""Who asks a shared decision: the operations that lead to it, the processes that call them, and their scenarios.

`processes/decisions/askers.yaml` says which operations ask which decision; a test holds it against the code.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from app.studio.checking import check_draft
from app.studio.finding_words import tell, tell_problem
from app.studio.impact import count_running
from app.studio.queries import tell_title
from app.studio.shared_places import Place
from workflows.bpmn import Node, read_model
from workflows.models.definition import ProcessDefinition
from workflows.process_folders import MODEL, Library
from workflows.shelves import open_shelf
from workflows.xml import XmlRefused
from workflows.yaml_source import read_file

ASKERS = "askers.yaml"


@dataclass(frozen=True)
class User:
    """A process that asks the decision: through which operations and tasks, and how many of its cases run."""

    process: str
    title: str
    operations: tuple[str, ...]
    tasks: tuple[str, ...]
    running: int


@dataclass(frozen=True)
class Asking:
    """Through what a process asks: operations it calls, and tasks of its drawing that name the decision."""

    process: str
    operations: tuple[str, ...]
    tasks: tuple[str, ...]


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
    for one in find_processes(place):
        known = definitions.get(one.process)
        title = tell_title(known.titles if known else {}, language, one.process)
        running = count_running(known.current_id) if known else 0
        found.append(User(one.process, title, one.operations, one.tasks, running))
    return sorted(found, key=lambda one: one.title.casefold())


def find_processes(place: Place) -> Iterator[Asking]:
    """Each process that asks the decision, by its operations or by a business rule task of its drawing."""
    asking, _parts = read_askers(place.name)
    shelf = open_shelf()
    for process in shelf.list_keys():
        nodes = list_nodes(shelf, process)
        called = {node.extensions.operation for node in nodes if node.extensions.operation} & asking
        tasks = [] if has_own(shelf, process, place) else list_tasks(nodes, place.name)
        if called or tasks:
            yield Asking(process, tuple(sorted(called)), tuple(tasks))


def list_nodes(shelf: Library, process: str) -> list[Node]:
    """The nodes of a drawing; none of one that cannot be read, which the linter tells where it is drawn."""
    try:
        model = read_model(shelf.read_own(process)[MODEL].encode())
    except XmlRefused:
        return []
    return [node for one in model.processes.values() for node in one.nodes.values()]


def list_tasks(nodes: Iterable[Node], name: str) -> list[str]:
    """The tasks that name the decision, in the words of the drawing."""
    asking = (node for node in nodes if node.extensions.decision and node.extensions.decision.ref == name)
    return [node.name or node.id for node in asking]


def has_own(shelf: Library, process: str, place: Place) -> bool:
    """A task asks the decision of its own process first."""
    return place.path in shelf.read_own(process)


def play_user(shelf: Library, process: str) -> UserResult:
    files = {**shelf.read_own(process), **shelf.read_trials(process)}
    check = check_draft(process, files, scenarios=True)
    told = [f"{one.element_id or process}: {tell(one.message)}" for one in check.errors]
    told += [f"{one.file}:{one.line}: {tell_problem(one)}" for one in check.problems]
    told += list(check.report.problems) if check.report else []
    return UserResult(process, len(check.report.scenarios) if check.report else 0, tuple(told))
