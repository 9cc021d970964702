"""Decision models in folders: found by decision, with their imports found beside them."""

from functools import cache
from pathlib import Path

from workflows.dmn.definitions import Definitions
from workflows.dmn.elements import Decision
from workflows.dmn.errors import DecisionUnknown, DmnError
from workflows.dmn.reading import Resolver, read
from workflows.dmn.tree import Node, read_tree


def resolve_beside(path: Path) -> Resolver:
    """Imports of a file: the models of its folder, by namespace."""

    @cache
    def read_folder() -> dict[str, bytes]:
        models = (other.read_bytes() for other in sorted(path.parent.glob("*.dmn")))
        return {read_tree(xml)[0].get("namespace"): xml for xml in models}

    return lambda namespace, _location: read_folder().get(namespace)


def find_decisions(folder: Path, name_or_id: str) -> list[tuple[Path, Definitions, Decision]]:
    """Every file below the folder with such a decision. Raises DmnError naming a file that cannot be read."""
    found = []
    for path in sorted(folder.rglob("*.dmn")):
        xml = path.read_bytes()
        try:
            if not any(_is_called(node, name_or_id) for node in read_tree(xml)[0].every("decision")):
                continue
            model = read(xml, imports=resolve_beside(path))
        except DmnError as error:
            raise DmnError(f"{path}: {error}") from error
        try:
            found.append((path, model, model.find_decision(name_or_id)))
        except DecisionUnknown:
            continue
    return found


def list_decisions(folder: Path) -> list[tuple[Path, str]]:
    """Each decision below the folder: its file and its id. Raises DmnError naming a file that cannot be read."""
    found = []
    for path in sorted(folder.rglob("*.dmn")):
        try:
            tree = read_tree(path.read_bytes())[0]
        except DmnError as error:
            raise DmnError(f"{path}: {error}") from error
        found += [(path, node.get("id")) for node in tree.every("decision")]
    return found


def _is_called(node: Node, name_or_id: str) -> bool:
    return name_or_id in (node.get("id"), " ".join(node.get("name").split()))
